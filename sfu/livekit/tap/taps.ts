import { AppError } from '#protocol/app-error';
import type { MediaTrackInfo, TapIntake, TapTarget, TrackTap } from '../../media-engine.ts';
import { type RoomPass, type TapOrder, tapReply, type TapRequest, type TapShape } from './messages.ts';

const OPENED_WITHIN_MS = 8000;

/** A room as the recorder comes into it. */
export interface TappedRoom {
  readonly name: string;
  /** A fresh pass; none when the room is no more. */
  pass(): Promise<RoomPass | undefined>;
}

interface Tap {
  readonly order: TapOrder;
  readonly room: TappedRoom;
  opened: (shape: TapShape) => void;
  flowing: boolean;
  shape: TapShape | undefined;
}

/** The taps of all rooms, as the engine asks for them; what they give is received by the intake, in the recorder's
 *  process. An intake that was started again goes on with those that are still wanted. */
export class Taps implements TapIntake {
  readonly module = new URL('./intake.ts', import.meta.url);
  readonly #taps = new Map<number, Tap>();
  /** Those that were told to end and have not said that they have. */
  readonly #closing = new Map<number, PromiseWithResolvers<void>>();
  #say: ((request: TapRequest) => void) | undefined;
  #lastId = 0;

  started(say: (request: TapRequest) => void): (message: unknown) => void {
    this.#say = say;
    // What an earlier one was told to end has ended with it.
    for (const tapId of [...this.#closing.keys()]) this.#closed(tapId);
    for (const { order, flowing, shape } of this.#taps.values()) {
      say({ ask: 'open', order: { ...order, flowing, shape } });
    }
    return (message) => this.#heard(message, say);
  }

  /** Comes into the room, if it is not there, and takes in one track; packets flow from `start` on. */
  async open(room: TappedRoom, track: MediaTrackInfo, target: TapTarget): Promise<TrackTap> {
    if (!this.#say) throw new AppError('unavailable', 'there is no recorder');
    const tapId = (this.#lastId += 1);
    const { trackId, kind, mimeType } = track;
    const { ip, rtpPort, rtcpPort } = target;
    const order = { tapId, room: room.name, trackId, kind, mimeType, ip, rtpPort, rtcpPort, flowing: false };
    const { promise, resolve, reject } = Promise.withResolvers<TapShape>();
    const late = () => reject(new AppError('unavailable', `nothing came of ${trackId}`));
    const timer = setTimeout(late, OPENED_WITHIN_MS);
    const tap: Tap = { order, room, opened: resolve, flowing: false, shape: undefined };
    this.#taps.set(tapId, tap);
    const close = () => this.#end(tapId);
    try {
      this.#say({ ask: 'open', order });
      const { audioLevelExtension, ...shape } = await promise;
      return {
        track,
        ...shape,
        audioLevelExtension,
        requestKeyFrame: async () => this.#say?.({ ask: 'keyFrame', tapId }),
        start: async () => {
          tap.flowing = true;
          if (this.#taps.has(tapId)) this.#say?.({ ask: 'start', tapId });
        },
        close,
      };
    } catch (error) {
      void close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    for (const tapId of [...this.#taps.keys()]) void this.#end(tapId);
    this.#say = undefined;
    for (const tapId of [...this.#closing.keys()]) this.#closed(tapId);
  }

  /** Resolves when the intake has stopped the packets, or is gone. */
  #end(tapId: number): Promise<void> {
    if (this.#say && this.#taps.delete(tapId)) {
      this.#closing.set(tapId, Promise.withResolvers());
      this.#say({ ask: 'close', tapId });
    }
    return this.#closing.get(tapId)?.promise ?? Promise.resolve();
  }

  #closed(tapId: number): void {
    this.#closing.get(tapId)?.resolve();
    this.#closing.delete(tapId);
  }

  #opened(tapId: number, shape: TapShape): void {
    const tap = this.#taps.get(tapId);
    if (!tap) return;
    tap.shape = shape;
    tap.opened(shape);
  }

  #heard(message: unknown, say: (request: TapRequest) => void): void {
    const reply = tapReply.parse(message);
    switch (reply.say) {
      case 'opened':
        this.#opened(reply.tapId, reply.shape);
        return;
      case 'closed':
        this.#closed(reply.tapId);
        return;
      case 'passWanted': {
        const { room: name } = reply;
        const room = [...this.#taps.values()].find(({ order }) => order.room === name)?.room;
        void Promise.resolve(room?.pass())
          .catch(() => undefined)
          .then((pass) => say({ ask: 'enter', room: name, pass }));
        return;
      }
    }
  }
}
