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
  readonly livekit: Omit<LivekitConfig, Shared | 'owner'> | undefined;
}

/** What an engine is given besides; asked for by the one that needs it. */
export interface MediaEngineParts {
  /** Finds the first port of the embedded engine. */
  firstPort(): Promise<number>;
  /** The name of this server on a cluster, the same at each start. */
  owner(): Promise<string>;
  /** What the engine's operator must know goes there. */
  readonly log: EngineLog;
}

/** Chooses the media engine; the one place where it is chosen. Resolves when calls can be carried. */
export async function createMediaEngine(
  config: MediaEngineConfig,
  { firstPort, owner, log }: MediaEngineParts,
): Promise<MediaEngine> {
  const { videoCodecs, iceServers } = config;
  if (config.engine === 'livekit' && config.livekit) {
    return LivekitEngine.create({ ...config.livekit, owner: await owner(), videoCodecs, iceServers }, log);
  }
  return MediasoupEngine.create({ ...config.mediasoup, ports: await firstPort(), videoCodecs, iceServers });
}
