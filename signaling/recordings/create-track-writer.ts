import type { Logger } from 'pino';
import type { Recorder } from '../../recorder/recorder.ts';
import type { TrackExports } from '../../sfu/media-engine.ts';
import { ExportedTracks } from './exported-tracks.ts';
import { TappedTracks } from './tapped-tracks.ts';
import type { TrackWriter } from './track-writer.ts';

/** Chooses who writes the tracks of recordings; the one place where that is chosen.
 *  @param exports the media engine's service, where it is to write them */
export function createTrackWriter(deps: {
  readonly recorder: Recorder;
  readonly exports: TrackExports | undefined;
  readonly log: Logger;
}): TrackWriter {
  const { recorder, exports, log } = deps;
  return exports ? new ExportedTracks(exports, recorder, log) : new TappedTracks(recorder, log);
}
