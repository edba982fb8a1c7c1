import { Worker } from 'node:worker_threads';
import { AppError } from '#protocol/app-error';
import type { MediaTrackInfo, TapTarget, TrackTap } from '../../media-engine.ts';
import type { RoomPass, TapOrder, TapReply, TapRequest, TapShape } from './messages.ts';

const OPENED_WITHIN_MS = 8000;
const WORKER = new URL('./worker.ts', import.meta.url);

/** A room as the thread comes into it. */
export interface TappedRoom {
  readonly name: string;
  /** A fresh pass; none when the room is no more. */
  pass(): Promise<RoomPass | undefined>;
}

interface Tap {
  readonly order: TapOrder;
  readonly room: TappedRoom;
  opened: (shape: TapShape) => void;
}

/** Receives tracks of LiveKit rooms for the recorder, in a thread of its own, started with the first tap. A thread that
 *  dies is started again, and goes on where it was. */
export class TapThread {
  readonly #taps = new Map<number, Tap>();
  #worker: Worker | undefined;
  #lastId = 0;
  #closed = false;

  /** Comes into the room, if it is not there, and takes in one track; packets flow from `start` on. */
  async open(room: TappedRoom, track: MediaTrackInfo, target: TapTarget): Promise<TrackTap> {
    if (this.#closed) throw new AppError('unavailable', 'the media engine is closed');
    const tapId = (this.#lastId += 1);
    const { trackId, kind, mimeType } = track;
    const open = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const order = { tapId, room: room.name, trackId, kind, mimeType, ...target, open };
    const { promise, resolve, reject } = Promise.withResolvers<TapShape>();
    const late = () => reject(new AppError('unavailable', `nothing came of ${trackId}`));
    const timer = setTimeout(late, OPENED_WITHIN_MS);
    this.#taps.set(tapId, { order, room, opened: resolve });
    const close = () => {
      Atomics.store(open, 0, 0);
      if (this.#taps.delete(tapId)) this.#ask({ ask: 'close', tapId });
    };
    try {
      this.#ask({ ask: 'open', order });
      const shape = await promise;
      return {
        track,
        ...shape,
        requestKeyFrame: async () => this.#ask({ ask: 'keyFrame', tapId }),
        start: async () => {
          if (this.#taps.has(tapId)) Atomics.store(open, 0, 1);
        },
        close,
      };
    } catch (error) {
      close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { order } of this.#taps.values()) Atomics.store(order.open, 0, 0);
    this.#taps.clear();
    await this.#worker?.terminate();
  }

  #ask(request: TapRequest): void {
    if (this.#closed) return;
    this.#worker ??= this.#start();
    this.#worker.postMessage(request);
  }

  #start(): Worker {
    // The flags and loaders of whoever starts us are not the thread's.
    const worker = new Worker(WORKER, { execArgv: [] });
    worker.on('message', (reply: TapReply) => this.#heard(worker, reply));
    worker.on('error', () => {});
    worker.on('exit', () => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      for (const { order } of this.#taps.values()) this.#ask({ ask: 'open', order });
    });
    return worker;
  }

  #heard(worker: Worker, reply: TapReply): void {
    switch (reply.say) {
      case 'opened':
        this.#taps.get(reply.tapId)?.opened(reply.shape);
        return;
      case 'passWanted': {
        const { room: name } = reply;
        const room = [...this.#taps.values()].find(({ order }) => order.room === name)?.room;
        void Promise.resolve(room?.pass())
          .catch(() => undefined)
          .then((pass) => worker.postMessage({ ask: 'enter', room: name, pass } satisfies TapRequest));
        return;
      }
    }
  }
}
