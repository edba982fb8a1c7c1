import type { EngineLog } from './engine-log.ts';
import { LivekitEngine } from './livekit/engine.ts';
import type { LivekitConfig } from './livekit/config.ts';
import type { MediaEngine } from './media-engine.ts';
import type { MediasoupConfig } from './mediasoup/config.ts';
import { MediasoupEngine } from './mediasoup/engine.ts';

type Shared = 'videoCodecs' | 'iceServers';

/** Which engine carries the calls, and how each of them runs. */
export interface MediaEngineConfig extends Pick<MediasoupConfig, Shared> {
  readonly engine: 'mediasoup' | 'livekit';
  readonly mediasoup: Omit<MediasoupConfig, Shared>;
  /** There when it is the engine. */
  readonly livekit: Omit<LivekitConfig, Shared> | undefined;
}

/** Chooses the media engine; the one place where it is chosen. Resolves when calls can be carried.
 *  @param firstPort finds the first port of the embedded engine, where that is the one
 *  @param log what the engine's operator must know goes there */
export async function createMediaEngine(
  config: MediaEngineConfig,
  firstPort: () => Promise<number>,
  log: EngineLog,
): Promise<MediaEngine> {
  const { videoCodecs, iceServers } = config;
  if (config.engine === 'livekit' && config.livekit) {
    return LivekitEngine.create({ ...config.livekit, videoCodecs, iceServers }, log);
  }
  return MediasoupEngine.create({ ...config.mediasoup, ports: await firstPort(), videoCodecs, iceServers });
}
