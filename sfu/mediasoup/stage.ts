import type { types } from 'mediasoup';
import type { VideoCodec } from '../video-codecs.ts';
import type { MediaWorker } from './media-worker.ts';
import { routerCodecs } from './codecs.ts';
import { quietly } from '../quietly.ts';

const SPEAKING_ABOVE_DBOV = -60;
const SPEAKING_EVERY_MS = 400;
const SPEAKERS_AT_MOST = 8;

/** Where a room plays right now: a router on one worker. When the worker dies the room moves to another. */
export class Stage {
  readonly worker: MediaWorker;
  readonly router: types.Router;
  readonly #levels: types.AudioLevelObserver;
  #closed = false;

  private constructor(worker: MediaWorker, router: types.Router, levels: types.AudioLevelObserver) {
    this.worker = worker;
    this.router = router;
    this.#levels = levels;
  }

  static async create(worker: MediaWorker, videoCodecs: readonly VideoCodec[]): Promise<Stage> {
    worker.rooms += 1;
    try {
      const router = await worker.createRouter(routerCodecs(videoCodecs));
      const levels = await router.createAudioLevelObserver({
        maxEntries: SPEAKERS_AT_MOST,
        threshold: SPEAKING_ABOVE_DBOV,
        interval: SPEAKING_EVERY_MS,
      });
      return new Stage(worker, router, levels);
    } catch (error) {
      worker.rooms -= 1;
      throw error;
    }
  }

  /** Producer ids of those who speak, loudest first, whenever they change. */
  onSpeaking(listener: (producerIds: readonly string[]) => void): void {
    this.#levels.on('volumes', (volumes) => listener(volumes.map(({ producer }) => producer.id)));
    this.#levels.on('silence', () => listener([]));
  }

  listenTo(producer: types.Producer): void {
    if (producer.kind === 'audio') quietly(this.#levels.addProducer({ producerId: producer.id }));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.worker.rooms -= 1;
    this.router.close();
  }
}
