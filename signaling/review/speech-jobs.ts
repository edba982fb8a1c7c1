import path from 'node:path';
import type { SpeechState, startSpeech } from '#protocol';
import { AppError } from '#protocol/app-error';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Database } from '../db/schema.ts';
import type { SpeechRow } from '../db/schema-captions.ts';
import type { SegmentRow } from '../db/schema-recordings.ts';
import { OneAtATime } from '#protocol/one-at-a-time';
import { type HeardFile, type SpeechService, SpeechServiceAway } from '../speech/speech-service.ts';
import type { MemberActor } from '../transport/actor.ts';
import type { AuditLog } from './audit-log.ts';
import type { NewCaptions, StoredCue } from './captions.ts';
import { permittedRecording } from './review-access.ts';
import type { ReviewStore } from './review.store.ts';

export interface SpeechJobsDeps {
  readonly db: Kysely<Database>;
  readonly store: ReviewStore;
  readonly audit: AuditLog;
  readonly recordingsDir: string;
  /** Null where none is configured. */
  readonly speech: SpeechService | null;
  readonly captions: { put(captions: NewCaptions): Promise<unknown> };
  readonly log: Logger;
  readonly now: () => number;
}

/** What was heard so far, by segment. */
type Done = Record<string, HeardFile>;

/** One at a time: the service is somebody else's machine, or this one's. */
const QUEUE = 'speech';
/** A service that is away is asked again after this long, then after twice as long, at most the last. */
const RETRY_MS = { first: 2000, most: 10 * 60_000 } as const;

/** How far a row says that it is.
 *  @param voices how many files there are to listen to */
export function speechView(row: SpeechRow, voices: number): SpeechState {
  const heard = Object.keys(JSON.parse(row.done) as Done).length;
  return {
    status: row.status,
    progress: voices === 0 ? 0 : Math.min(1, heard / voices),
    againAt: row.attempts > 0 && row.status === 'waiting' ? row.try_at : null,
  };
}

/** The files in which somebody's voice is. */
export function voicesOf(
  segments: readonly SegmentRow[],
): (SegmentRow & { file: string; started_at: number })[] {
  return segments.flatMap((segment) => {
    const { file, started_at } = segment;
    const isVoice = segment.source === 'microphone' && file !== null && started_at !== null;
    return isVoice ? [{ ...segment, file, started_at }] : [];
  });
}

/** Recordings on their way through the speech service: queued, voice by voice, asked again while it is away, taken up
 *  again after a restart. */
export function createSpeechJobs(deps: SpeechJobsDeps) {
  const { db, store, audit, log, now } = deps;
  const queue = new OneAtATime();
  const running = new Map<string, AbortController>();
  const timers = new Set<NodeJS.Timeout>();
  let closed = false;

  const rows = () => db.selectFrom('recording_speech').selectAll();
  const change = (recordingId: string, columns: Partial<SpeechRow>) =>
    db.updateTable('recording_speech').set(columns).where('recording_id', '=', recordingId).execute();

  function enqueue(recordingId: string, service: SpeechService): void {
    queue
      .run(QUEUE, () => work(recordingId, service))
      .catch((error: unknown) => log.error({ err: error, recordingId }, 'Speech could not be written down'));
  }

  async function work(recordingId: string, service: SpeechService): Promise<void> {
    const row = await rows().where('recording_id', '=', recordingId).executeTakeFirst();
    const found = await store.get(recordingId);
    if (closed || !found || row?.status !== 'waiting') return;
    const stop = new AbortController();
    running.set(recordingId, stop);
    await change(recordingId, { status: 'running' });
    try {
      const { segments } = await store.recorded(found.row);
      const done = await listen(row, voicesOf(segments), service, stop.signal);
      const cues = cuesOf(done, voicesOf(segments), found.row.started_at);
      const language = row.language || (Object.values(done)[0]?.language ?? 'und');
      await deps.captions.put({ recordingId, language, origin: 'speech', cues, createdBy: row.created_by });
      await db.deleteFrom('recording_speech').where('recording_id', '=', recordingId).execute();
    } catch (error) {
      if (!stop.signal.aborted) await failed(row, error, service);
    } finally {
      running.delete(recordingId);
    }
  }

  async function listen(
    row: SpeechRow,
    voices: ReturnType<typeof voicesOf>,
    service: SpeechService,
    signal: AbortSignal,
  ): Promise<Done> {
    const done = JSON.parse(row.done) as Done;
    for (const { id, file } of voices) {
      if (done[id]) continue;
      const heard = await service.transcribe(
        {
          path: path.join(deps.recordingsDir, row.recording_id, file),
          contentType: file.endsWith('.mp4') ? 'audio/mp4' : 'audio/webm',
          language: row.language || undefined,
        },
        signal,
      );
      signal.throwIfAborted();
      done[id] = heard;
      await change(row.recording_id, { done: JSON.stringify(done), attempts: 0 });
    }
    return done;
  }

  async function failed(row: SpeechRow, error: unknown, service: SpeechService): Promise<void> {
    const { recording_id: recordingId } = row;
    if (!(error instanceof SpeechServiceAway)) {
      log.error({ err: error, recordingId }, 'The speech service refused a recording');
      await change(recordingId, { status: 'failed' });
      return;
    }
    const delay = error.retryAfterMs ?? Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** row.attempts);
    log.warn({ err: error, recordingId, delay }, 'The speech service is away');
    await change(recordingId, { status: 'waiting', attempts: row.attempts + 1, try_at: now() + delay });
    const timer = setTimeout(() => {
      timers.delete(timer);
      enqueue(recordingId, service);
    }, delay).unref();
    timers.add(timer);
  }

  return {
    async start(
      actor: MemberActor,
      recordingId: string,
      language: string | undefined,
    ): Promise<z.output<typeof startSpeech.output>> {
      const { row: recording } = await permittedRecording(store, actor, recordingId, 'comment');
      if (!deps.speech) throw new AppError('speech_service_missing');
      if (recording.ended_at === null) throw new AppError('conflict', 'it is still being recorded');
      const { shopId, memberId } = actor;
      const fresh = {
        status: 'waiting',
        language: language ?? '',
        done: '{}',
        attempts: 0,
        try_at: now(),
        created_by: memberId,
      } as const;
      const row = await db
        .insertInto('recording_speech')
        .values({ recording_id: recordingId, ...fresh })
        .onConflict((conflict) =>
          conflict.column('recording_id').doUpdateSet(fresh).where('recording_speech.status', '=', 'failed'),
        )
        .returningAll()
        .executeTakeFirst();
      if (!row) throw new AppError('conflict', 'it is being written down already');
      await audit.write({ shopId, memberId, action: 'captions', recordingId, detail: 'speech service' });
      enqueue(recordingId, deps.speech);
      return { speech: speechView(row, 0) };
    },

    async cancel(actor: MemberActor, recordingId: string): Promise<Record<string, never>> {
      await permittedRecording(store, actor, recordingId, 'comment');
      await db.deleteFrom('recording_speech').where('recording_id', '=', recordingId).execute();
      running.get(recordingId)?.abort();
      return {};
    },

    /** Ends it for a recording that is to be deleted. */
    async abandon(recordingId: string): Promise<void> {
      await db.deleteFrom('recording_speech').where('recording_id', '=', recordingId).execute();
      running.get(recordingId)?.abort();
    },

    /** Takes up what a server before this one left. */
    async takeUp(): Promise<void> {
      const service = deps.speech;
      if (!service) return;
      await db
        .updateTable('recording_speech')
        .set({ status: 'waiting' })
        .where('status', '=', 'running')
        .execute();
      for (const row of await rows().where('status', '=', 'waiting').execute()) {
        enqueue(row.recording_id, service);
      }
    },

    async close(): Promise<void> {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      for (const stop of running.values()) stop.abort();
      await queue.idle();
    },
  };
}

/** What all were heard to say, on the recording's clock and in order. */
function cuesOf(done: Done, voices: ReturnType<typeof voicesOf>, startedAt: number): StoredCue[] {
  return voices
    .flatMap(({ id, started_at, person_id }) =>
      (done[id]?.heard ?? []).map(({ from, until, text }) => {
        const at = Math.max(0, started_at - startedAt);
        return { from: at + from, until: at + until, text, personId: person_id };
      }),
    )
    .toSorted((a, b) => a.from - b.from);
}
