import type { Recorder } from '../../recorder/recorder.ts';
import type { MediaRoom, TrackTap } from '../../sfu/media-engine.ts';
import { waitUntil } from './wait-until.ts';

/** Records a track of a room into a file from now on, as the server does. */
export async function recordTrack(
  recorder: Recorder,
  room: MediaRoom,
  { source, segmentId, folder }: { source: string; segmentId: string; folder: string },
): Promise<TrackTap> {
  await waitUntil(() => room.tracks().some((track) => track.source === source) || `no ${source} in the room`);
  const track = room.tracks().find((each) => each.source === source);
  if (!track) throw new Error(`no ${source}`);
  const clockRate = track.kind === 'audio' ? 48_000 : 90_000;
  const { kind, mimeType } = track;
  const ports = await recorder.open({ segmentId, recordingId: 'call', kind, mimeType, clockRate, folder });
  const tap = await room.tap(track.trackId, ports);
  await recorder.begin(segmentId, tap);
  recorder.onFact((fact) => {
    if (fact.type === 'keyFrameNeeded' && fact.segmentId === segmentId) void tap.requestKeyFrame();
  });
  await tap.start();
  return tap;
}
