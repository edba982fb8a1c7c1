import type { MediaTrackInfo, TapTarget, TrackTap } from '../media-engine.ts';
import type { LivekitConfig } from './config.ts';
import type { Stage } from './stage.ts';
import type { Taps } from './tap/taps.ts';
import { recorderToken } from './token.ts';

/** Sends a copy of one track as plain RTP to a port of this machine; ends with the track. */
export function openTap(
  taps: Taps,
  stage: Stage,
  track: MediaTrackInfo,
  target: TapTarget,
  config: LivekitConfig,
): Promise<TrackTap> {
  const room = {
    name: stage.name,
    pass: async () => {
      if (stage.closed) return undefined;
      const token = await recorderToken(config, { room: stage.name, identity: 'recorder' });
      return { apiUrl: stage.node.apiUrl, token };
    },
  };
  return taps.open(room, track, target);
}
