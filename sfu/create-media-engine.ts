import type { MediaEngine } from './media-engine.ts';
import type { MediasoupConfig as MediaEngineConfig } from './mediasoup/config.ts';
import { MediasoupEngine } from './mediasoup/engine.ts';

export type { MediasoupConfig as MediaEngineConfig } from './mediasoup/config.ts';

/** Chooses the media engine; the one place where it is chosen. Resolves when calls can be carried. */
export async function createMediaEngine(config: MediaEngineConfig): Promise<MediaEngine> {
  return MediasoupEngine.create(config);
}
