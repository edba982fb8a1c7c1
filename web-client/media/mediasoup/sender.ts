import type { types } from 'mediasoup-client';
import type { TrackSource } from '#protocol';
import type { PublishOptions } from '../media-session.ts';
import { createPlaceholder, type Placeholder } from '../tracks/placeholder.ts';
import { hintFor, tuneEncoder } from './encoder.ts';

/** How a sender gets onto the current connection. */
export type Produce = (track: MediaStreamTrack) => Promise<types.Producer>;

/** A picture starts in its smallest size, which is encoded at once and is there after one packet; then all. */
const ALL_SIZES_AFTER_MS = 400;

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
  /** What the other side was told of `silent`. */
  told = true;
  #producer: types.Producer | undefined;
  #producing: Promise<void> | undefined;
  #placeholder: Placeholder | undefined;
  #sent: MediaStreamTrack | null | undefined;
  #smallest = false;
  #begun = false;
  #raising: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;

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

  /** Whether the smallest size alone is sent. */
  get smallest(): boolean {
    return this.#smallest;
  }

  /** Makes a producer on the connection there is now; once, however often it is asked. */
  establish(produce: Produce): Promise<void> {
    this.#producing ??= this.#establish(produce);
    return this.#producing;
  }

  async #establish(produce: Produce): Promise<void> {
    const attempt = (this.#attempt += 1);
    if (!this.#real) this.#placeholder = createPlaceholder(this.kind);
    const track = this.#outgoing;
    try {
      if (!track) return;
      hintFor(this);
      const producer = await produce(track);
      if (attempt !== this.#attempt) return producer.close();
      this.#producer = producer;
      this.#sent = track;
      // What was asked for while the producer was being made.
      await this.apply();
    } catch (error) {
      if (attempt === this.#attempt) this.detach();
      throw error;
    }
  }

  /** Brings what is sent in line with what should be: takes no message and no new negotiation. The track is
   *  handed over before this returns. */
  async apply(): Promise<void> {
    const track = this.#outgoing;
    if (!this.#producer || track === this.#sent) return;
    this.#sent = track;
    if (track === this.track) this.#begin();
    hintFor(this);
    await this.#producer.rtpSender?.replaceTrack(track);
    if (track === this.track) this.#dropPlaceholder();
  }

  /** The first real picture: small, so that it is encoded at once. */
  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#smallest = this.kind === 'video';
    tuneEncoder(this);
  }

  /** Brings the encoder in line: a little after somebody may see the picture, it comes in all its sizes. */
  tune(): void {
    if (this.options.held && this.#real) this.#begin();
    tuneEncoder(this);
    if (!this.#smallest || this.options.held) return;
    this.#raising ??= setTimeout(() => {
      this.#smallest = false;
      tuneEncoder(this);
    }, ALL_SIZES_AFTER_MS);
  }

  /** The connection is gone or this source is not sent any more. */
  detach(): types.Producer | undefined {
    const producer = this.#producer;
    // What is still being made for the connection before is of no use.
    this.#attempt += 1;
    this.#producer = undefined;
    this.#producing = undefined;
    this.#sent = undefined;
    clearTimeout(this.#raising);
    this.#raising = undefined;
    this.#smallest = this.#begun = false;
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
