import type { types } from 'mediasoup-client';
import type { TrackSource } from '#protocol';
import type { PublishOptions } from '../media-session.ts';
import { placeholderTrack } from './placeholder.ts';

/** How a sender gets onto the current connection. */
export type Produce = (sender: Sender, track: MediaStreamTrack) => Promise<types.Producer>;

/** One source of this page: what should be sent, and the producer that sends it once there is one. It outlives
 *  connections: each new one produces it again. */
export class Sender {
  readonly source: TrackSource;
  readonly kind: 'audio' | 'video';
  options: PublishOptions = {};
  track: MediaStreamTrack | null = null;
  muted = false;
  /** Turned off by somebody with the right to. */
  moderated = false;
  #producer: types.Producer | undefined;
  #producing: Promise<void> | undefined;

  constructor(source: TrackSource) {
    this.source = source;
    this.kind = source === 'microphone' || source === 'screen_audio' ? 'audio' : 'video';
  }

  get producer(): types.Producer | undefined {
    return this.#producer;
  }

  /** Whether nothing is to be seen or heard, as the other side is told. */
  get silent(): boolean {
    return this.track === null || this.muted;
  }

  /** Makes a producer on the connection there is now; once, however often it is asked. */
  establish(produce: Produce): Promise<void> {
    this.#producing ??= this.#establish(produce);
    return this.#producing;
  }

  async #establish(produce: Produce): Promise<void> {
    const real = this.#effective;
    const placeholder = real ? undefined : placeholderTrack(this.kind);
    try {
      const track = real ?? placeholder?.track;
      if (!track) return;
      const producer = await produce(this, track);
      this.#producer = producer;
      // What was asked for while the producer was being made.
      if (this.#effective !== track) await producer.rtpSender?.replaceTrack(this.#effective);
    } catch (error) {
      this.#producing = undefined;
      throw error;
    } finally {
      placeholder?.release();
    }
  }

  /** Brings what is sent in line with what should be: takes no message and no new negotiation. */
  async apply(): Promise<void> {
    await this.#producer?.rtpSender?.replaceTrack(this.#effective);
  }

  /** The connection is gone or this source is not sent any more. */
  detach(): types.Producer | undefined {
    const producer = this.#producer;
    this.#producer = undefined;
    this.#producing = undefined;
    return producer;
  }

  get #effective(): MediaStreamTrack | null {
    return this.muted || this.moderated ? null : this.track;
  }
}
