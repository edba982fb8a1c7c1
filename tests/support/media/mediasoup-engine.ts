import type { MediasoupConfig } from '../../../sfu/mediasoup/config.ts';
import { MediasoupEngine } from '../../../sfu/mediasoup/engine.ts';

/** Starts the embedded engine without the service around it, on ports of its own.
 *  @param differently what is not to be as usual. */
export function startMediasoupEngine(differently: Partial<MediasoupConfig> = {}): Promise<MediasoupEngine> {
  return MediasoupEngine.create({
    workers: 1,
    workerBin: process.env['MEDIASOUP_WORKER_BIN'],
    listenIp: '127.0.0.1',
    ports: 0,
    videoCodecs: ['VP8', 'H264', 'VP9', 'AV1'],
    iceServers: [],
    logLevel: 'error',
    ...differently,
  });
}
