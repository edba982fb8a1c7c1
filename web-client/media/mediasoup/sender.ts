import type { types } from 'mediasoup-client';
import type { TrackSource } from '#protocol';
import type { PublishOptions } from '../media-session.ts';
import { favour } from './favour.ts';
import { placeholderTrack } from './placeholder.ts';

/** A prepared camera starts with its smallest size alone: the encoder is ready sooner and the first picture is
 *  one packet. The others follow. */
const LARGER_SIZES_AFTER_MS = 400;

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
  #larger: ReturnType<typeof setTimeout> | undefined;
  #tuning: Promise<void> = Promise.resolve();

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
      this.#tune(real !== null);
      // Nothing to send yet, or something else was asked for while the producer was being made.
      if (this.#effective !== track) await this.apply();
    } catch (error) {
      this.#producing = undefined;
      throw error;
    } finally {
      placeholder?.release();
    }
  }

  /** Brings what is sent in line with what should be: takes no message and no new negotiation. */
  async apply(): Promise<void> {
    const track = this.#effective;
    const sent = this.#producer?.rtpSender?.replaceTrack(track);
    clearTimeout(this.#larger);
    if (track) this.#larger = setTimeout(() => this.#tune(true), LARGER_SIZES_AFTER_MS);
    else this.#tune(false);
    await sent;
  }

  /** One change of parameters at a time: a browser refuses those read before another change. */
  #tune(allSizes: boolean): void {
    const rtpSender = this.#producer?.rtpSender;
    if (!rtpSender || this.kind === 'audio') return;
    this.#tuning = this.#tuning.then(() => favour(this, rtpSender, allSizes));
  }

  /** The connection is gone or this source is not sent any more. */
  detach(): types.Producer | undefined {
    const producer = this.#producer;
    clearTimeout(this.#larger);
    this.#producer = undefined;
    this.#producing = undefined;
    return producer;
  }

  get #effective(): MediaStreamTrack | null {
    return this.muted || this.moderated ? null : this.track;
  }
}
