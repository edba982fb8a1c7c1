import type { types } from 'mediasoup-client';
import type { TrackSource } from '#protocol';
import type { PublishOptions } from '../media-session.ts';
import { favour } from './favour.ts';
import { createPlaceholder, type Placeholder } from './placeholder.ts';

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
  #placeholder: Placeholder | undefined;

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

  /** How to send from now on; sizes are those the producer was made with. */
  prefer(options: PublishOptions): void {
    this.options = options;
    favour(this);
  }

  /** Makes a producer on the connection there is now; once, however often it is asked. */
  establish(produce: Produce): Promise<void> {
    this.#producing ??= this.#establish(produce);
    return this.#producing;
  }

  async #establish(produce: Produce): Promise<void> {
    if (!this.#real) this.#placeholder = createPlaceholder(this.kind);
    const track = this.#outgoing;
    try {
      if (!track) return;
      this.#producer = await produce(this, track);
      favour(this);
      // What was asked for while the producer was being made.
      if (this.#outgoing !== track) await this.apply();
    } catch (error) {
      this.detach();
      throw error;
    }
  }

  /** Brings what is sent in line with what should be: takes no message and no new negotiation. */
  async apply(): Promise<void> {
    const real = this.#real;
    await this.#producer?.rtpSender?.replaceTrack(this.#outgoing);
    if (real) this.#dropPlaceholder();
  }

  /** The connection is gone or this source is not sent any more. */
  detach(): types.Producer | undefined {
    const producer = this.#producer;
    this.#producer = undefined;
    this.#producing = undefined;
    this.#dropPlaceholder();
    return producer;
  }

  #dropPlaceholder(): void {
    this.#placeholder?.release();
    this.#placeholder = undefined;
  }

  get #real(): MediaStreamTrack | null {
    const sending = !this.muted && !this.moderated && this.track?.readyState === 'live';
    return sending ? this.track : null;
  }

  /** Until the first real track the placeholder goes out; after that, silence is nothing at all. */
  get #outgoing(): MediaStreamTrack | null {
    return this.#real ?? this.#placeholder?.track ?? null;
  }
}
