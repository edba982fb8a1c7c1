import { once } from 'node:events';
import { createWorker, type types } from 'mediasoup';
import type { MediasoupConfig } from './config.ts';
import { freePort } from './free-port.ts';
import { listenAddresses } from './listen-addresses.ts';

const CLOSE_WITHIN_MS = 2000;

/** One worker process with the one port that all its calls share. */
export class MediaWorker {
  readonly #worker: types.Worker;
  readonly server: types.WebRtcServer;
  readonly port: number;
  /** Rooms on this worker and what they carry; kept by the rooms. */
  rooms = 0;
  streams = 0;

  private constructor(worker: types.Worker, server: types.WebRtcServer, port: number) {
    this.#worker = worker;
    this.server = server;
    this.port = port;
  }

  /** @param port to listen on; 0 takes any that is free for UDP and TCP. */
  static async create(config: MediasoupConfig, port: number): Promise<MediaWorker> {
    const worker = await createWorker({
      logLevel: config.logLevel,
      logTags: ['info', 'ice', 'dtls', 'rtp', 'srtp', 'rtcp', 'bwe', 'simulcast'],
      ...(config.workerBin === undefined ? {} : { workerBin: config.workerBin }),
    });
    // Another program may take a free port between our look and the worker's bind: then look again.
    for (let attempt = 0; ; attempt += 1) {
      const chosen = port === 0 ? await freePort(config.listenIp) : port;
      try {
        const server = await worker.createWebRtcServer({
          listenInfos: listenAddresses(config).flatMap((address) => [
            { protocol: 'udp', ...address, port: chosen },
            { protocol: 'tcp', ...address, port: chosen },
          ]),
        });
        return new MediaWorker(worker, server, chosen);
      } catch (error) {
        if (port === 0 && attempt < 5 && !worker.closed) continue;
        worker.close();
        throw new Error(`media port ${config.listenIp}:${chosen} cannot be opened`, { cause: error });
      }
    }
  }

  get pid(): number {
    return this.#worker.pid;
  }

  get alive(): boolean {
    return !this.#worker.closed;
  }

  /** Rooms weigh little, streams much: what decides where the next room goes. */
  get load(): number {
    return this.rooms + this.streams;
  }

  /** Calls `listener` once when the process died by itself. */
  onDied(listener: () => void): void {
    this.#worker.once('died', listener);
  }

  createRouter(mediaCodecs: types.RouterRtpCodecCapability[]): Promise<types.Router> {
    return this.#worker.createRouter({ mediaCodecs });
  }

  /** Ends the process; resolves when it is gone. */
  async close(): Promise<void> {
    if (this.#worker.subprocessClosed) return;
    const gone = once(this.#worker, 'subprocessclose', { signal: AbortSignal.timeout(CLOSE_WITHIN_MS) });
    this.#worker.close();
    await gone.catch(() => {
      process.kill(this.pid, 'SIGKILL');
    });
  }
}
