import type { TrackSource } from '#protocol';
import { kindOfSource } from '#protocol/kind-of-source';
import type { PublishOptions } from '../media-session.ts';
import { Encoder, hintFor } from './encoder.ts';
import { createPlaceholder, type Placeholder } from './placeholder.ts';

/** One source of this page: what should be sent, and what carries it on the connection there is now. It outlives
 *  connections: on each new one it is made ready again.
 *  @typeParam Carrier what an engine sends a track with. */
export abstract class SourceSender<Carrier> {
  readonly source: TrackSource;
  readonly kind: 'audio' | 'video';
  options: PublishOptions = {};
  track: MediaStreamTrack | null = null;
  muted = false;
  /** Turned off by somebody with the right to. */
  moderated = false;
  #carrier: Carrier | undefined;
  #opening: Promise<void> | undefined;
  #placeholder: Placeholder | undefined;
  #sent: MediaStreamTrack | null | undefined;
  #attempt = 0;
  readonly #keepsSizes: boolean;
  readonly #encoder: Encoder;

  /** @param options.keepsSizes whether a placeholder is sent in all sizes. */
  constructor(source: TrackSource, { keepsSizes }: { keepsSizes: boolean }) {
    this.source = source;
    this.kind = kindOfSource(source);
    this.#keepsSizes = keepsSizes;
    this.#encoder = new Encoder(source, { options: () => this.options, rtpSender: () => this.rtpSender });
  }

  get carrier(): Carrier | undefined {
    return this.#carrier;
  }

  /** Settles when what is being made has been made; undefined while nothing is. */
  get opened(): Promise<void> | undefined {
    return this.#opening;
  }

  abstract get rtpSender(): RTCRtpSender | undefined;

  /** Whether nothing is to be seen or heard, as the other side is told. */
  get silent(): boolean {
    return this.track === null || this.muted;
  }

  /** Brings what is sent, and its encoder, in line with what should be: takes no message and no new negotiation.
   *  The track is handed over before this returns. */
  async apply(): Promise<void> {
    const { rtpSender } = this;
    const track = this.#outgoing;
    if (!rtpSender) return;
    if (track !== this.#sent) {
      this.#sent = track;
      const real = track !== null && track === this.track;
      if (real) this.#encoder.begin();
      hintFor(track, this.source, this.options);
      await rtpSender.replaceTrack(track);
      if (real) this.#dropPlaceholder();
    }
    if (this.options.held && this.real) this.#encoder.begin();
    this.#encoder.tune();
  }

  /** The connection is gone or this source is not sent any more. */
  detach(): Carrier | undefined {
    const carrier = this.#carrier;
    // What is still being made for the connection before is of no use.
    this.#attempt += 1;
    this.#carrier = undefined;
    this.#opening = undefined;
    this.#sent = undefined;
    this.#encoder.reset();
    this.#dropPlaceholder();
    return carrier;
  }

  /** Makes a carrier on the connection there is now; once, however often it is asked.
   *  @param make `dark`: with a placeholder.
   *  @param discard ends one that came when its connection was gone already. */
  protected open(
    make: (track: MediaStreamTrack, dark: boolean) => Promise<Carrier>,
    discard: (carrier: Carrier) => unknown,
  ): Promise<void> {
    this.#opening ??= this.#open(make, discard);
    return this.#opening;
  }

  /** Whether a carrier is made with a placeholder. */
  protected get beginsDark(): boolean {
    return this.real === null;
  }

  /** The track, if anything of it may go out. */
  protected get real(): MediaStreamTrack | null {
    const sending = !this.muted && !this.moderated && this.track?.readyState === 'live';
    return sending ? this.track : null;
  }

  /** The carrier has another RTP sender, which was given nothing yet. */
  protected renew(): void {
    this.#sent = undefined;
    this.#encoder.renew();
  }

  async #open(
    make: (track: MediaStreamTrack, dark: boolean) => Promise<Carrier>,
    discard: (carrier: Carrier) => unknown,
  ): Promise<void> {
    const attempt = (this.#attempt += 1);
    if (this.beginsDark) this.#placeholder = createPlaceholder(this.kind, this.#keepsSizes);
    const track = this.#placeholder?.track ?? this.real;
    try {
      if (!track) return;
      hintFor(track, this.source, this.options);
      const carrier = await make(track, this.beginsDark);
      if (attempt !== this.#attempt) return void (await discard(carrier));
      this.#carrier = carrier;
      this.#sent = track;
      // What was asked for while it was being made.
      await this.apply();
    } catch (error) {
      if (attempt === this.#attempt) this.detach();
      throw error;
    }
  }

  #dropPlaceholder(): void {
    this.#placeholder?.release();
    this.#placeholder = undefined;
  }

  /** Until the first real track the placeholder goes out; after that, silence is nothing at all. */
  get #outgoing(): MediaStreamTrack | null {
    return this.real ?? this.#placeholder?.track ?? null;
  }
}
