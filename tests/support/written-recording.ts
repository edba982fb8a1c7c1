import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { TrackSource } from '#protocol';
import { newId } from '../../signaling/db/ids.ts';
import { recordPackets } from './rtp/record-packets.ts';
import type { RtpClip, TimedPacket } from './rtp/rtp-clip.ts';
import type { Stored } from './recorded-call.ts';

/** A track of a recording that is written from packets, without a call. */
export interface WrittenTrack {
  readonly side: 'buyer' | 'agent';
  readonly source: TrackSource;
  readonly clip: RtpClip;
  /** Those of the clip when left out. */
  readonly packets?: Iterable<TimedPacket>;
}

/** Writes a recording through the real recorder's files, faster than it would have been made: beside one that is
 *  there, of the same call. Answers its id. */
export async function writeRecording(
  scene: Stored,
  like: string,
  tracks: readonly WrittenTrack[],
): Promise<string> {
  const { db, dataDir } = scene.server;
  const model = await db
    .selectFrom('recordings')
    .selectAll()
    .where('id', '=', like)
    .executeTakeFirstOrThrow();
  const call = await db
    .selectFrom('calls')
    .select(['visitor_id', 'agent_id'])
    .where('id', '=', model.call_id)
    .executeTakeFirstOrThrow();
  const id = newId();
  const folder = path.join(dataDir, 'recordings', id);
  await mkdir(folder, { recursive: true });
  const segments = await Promise.all(
    tracks.map(async ({ side, source, clip, packets = clip.packets }) => {
      const segmentId = newId();
      const { summary } = await recordPackets(folder, segmentId, clip, packets);
      if (!summary) throw new Error(`Nothing of the ${side}'s ${source} was written`);
      return {
        id: segmentId,
        recording_id: id,
        side,
        source,
        person_id: (side === 'buyer' ? call.visitor_id : call.agent_id) ?? '',
        mime_type: clip.mimeType,
        opened_at: model.started_at,
        // The recorder's clock in tests is not the service's: all tracks begin together.
        started_at: model.started_at,
        closed_at: model.started_at + Math.round(summary.durationMs),
        duration_ms: Math.round(summary.durationMs),
        file: summary.file,
        bytes: summary.bytes,
        lost_frames: summary.lostFrames,
      };
    }),
  );
  const endedAt = Math.max(...segments.map(({ closed_at }) => closed_at));
  await db
    .insertInto('recordings')
    .values({ ...model, id, ended_at: endedAt, waveform: '' })
    .execute();
  await db.insertInto('recording_segments').values(segments).execute();
  return id;
}
