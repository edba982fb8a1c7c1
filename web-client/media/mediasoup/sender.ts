import type { types } from 'mediasoup-client';
import type { TrackSource } from '#protocol';
import type { PublishOptions } from '../media-session.ts';
import { Encoder, hintFor } from '../tracks/encoder.ts';
import { createPlaceholder, type Placeholder } from '../tracks/placeholder.ts';

/** How a sender gets onto the current connection. */
export type Produce = (track: MediaStreamTrack) => Promise<types.Producer>;

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
  #attempt = 0;
  readonly #encoder: Encoder;

  constructor(source: TrackSource) {
    this.source = source;
    this.kind = source === 'microphone' || source === 'screen_audio' ? 'audio' : 'video';
    this.#encoder = new Encoder(source, {
      options: () => this.options,
      rtpSender: () => this.#producer?.rtpSender,
    });
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
    const attempt = (this.#attempt += 1);
    if (!this.#real) this.#placeholder = createPlaceholder(this.kind);
    const track = this.#outgoing;
    try {
      if (!track) return;
      hintFor(track, this.source, this.options);
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
    if (track === this.track) this.#encoder.begin();
    hintFor(track, this.source, this.options);
    await this.#producer.rtpSender?.replaceTrack(track);
    if (track === this.track) this.#dropPlaceholder();
  }

  /** Brings the encoder in line with the options. */
  tune(): void {
    if (this.options.held && this.#real) this.#encoder.begin();
    this.#encoder.tune();
  }

  /** The connection is gone or this source is not sent any more. */
  detach(): types.Producer | undefined {
    const producer = this.#producer;
    // What is still being made for the connection before is of no use.
    this.#attempt += 1;
    this.#producer = undefined;
    this.#producing = undefined;
    this.#sent = undefined;
    this.#encoder.reset();
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
