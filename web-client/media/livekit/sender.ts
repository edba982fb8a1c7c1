import type { LocalParticipant, LocalTrack } from 'livekit-client';
import type { TrackSource } from '#protocol';
import type { PublishOptions } from '../media-session.ts';
import { Encoder, hintFor } from '../tracks/encoder.ts';
import { createPlaceholder, type Placeholder } from '../tracks/placeholder.ts';
import { holdTrack } from './held-tracks.ts';
import { chooseVideoCodec, publishPlan } from './publish-plan.ts';

/** Where a sender publishes. */
export interface Stage {
  readonly participant: LocalParticipant;
  /** Names of video codecs in the room's order. */
  readonly videoCodecs: readonly string[];
}

/** One source of this page: what should be sent, and its publication in the room there is now. It outlives rooms:
 *  each new one has it published again. */
export class Sender {
  readonly source: TrackSource;
  readonly kind: 'audio' | 'video';
  options: PublishOptions = {};
  track: MediaStreamTrack | null = null;
  muted = false;
  /** Turned off by somebody with the right to. */
  moderated = false;
  /** Whether anybody may see or hear it; until then the placeholder goes out. */
  watched = true;
  #held: LocalTrack | undefined;
  /** The publication in the room that is being left. */
  #left: LocalTrack | undefined;
  #publishing: Promise<void> | undefined;
  #placeholder: Placeholder | undefined;
  #sent: MediaStreamTrack | null | undefined;
  #attempt = 0;
  readonly #encoder: Encoder;

  constructor(source: TrackSource) {
    this.source = source;
    this.kind = source === 'microphone' || source === 'screen_audio' ? 'audio' : 'video';
    this.#encoder = new Encoder(source, { options: () => this.options, rtpSender: () => this.rtpSender });
  }

  get rtpSender(): RTCRtpSender | undefined {
    return this.#held?.sender;
  }

  /** Whether nothing is to be seen or heard, as the other side is told. */
  get silent(): boolean {
    return this.track === null || this.muted;
  }

  /** Publishes in the room there is now; once, however often it is asked. */
  establish(stage: Stage): Promise<void> {
    this.#publishing ??= this.#publish(stage);
    return this.#publishing;
  }

  /** Brings what is sent in line with what should be. The track is handed over before this returns. */
  async apply(): Promise<void> {
    const track = this.#outgoing;
    if (this.#real === null) void this.#left?.sender?.replaceTrack(null).catch(() => {});
    const held = this.#held;
    if (!held) return;
    const told = held.isMuted === this.silent ? undefined : this.silent ? held.mute() : held.unmute();
    const replaced = track === this.#sent ? undefined : this.#replace(held, track);
    await Promise.all([told, replaced]);
    this.#encoder.tune();
  }

  /** The library has made another RTP sender for the publication, after a reconnect. */
  async senderChanged(): Promise<void> {
    this.#sent = undefined;
    this.#encoder.renew();
    await this.apply();
  }

  /** Whether this is the publication. */
  holds(track: unknown): boolean {
    return track !== undefined && track === this.#held;
  }

  /** The room is being left, or this source is not sent any more.
   *  @param options.lingering the publication goes on until `leave`. */
  detach({ lingering = false } = {}): LocalTrack | undefined {
    const held = this.#held;
    // What is still being published in the room before is of no use.
    this.#attempt += 1;
    this.#left = lingering ? held : undefined;
    this.#held = undefined;
    this.#publishing = undefined;
    this.#sent = undefined;
    this.#encoder.reset();
    this.#dropPlaceholder();
    return held;
  }

  /** The room before is gone. */
  leave(): void {
    this.#left = undefined;
  }

  async #publish({ participant, videoCodecs }: Stage): Promise<void> {
    const attempt = (this.#attempt += 1);
    const placeholder = (this.#placeholder = createPlaceholder(this.kind));
    try {
      const held = holdTrack(this.source, placeholder.track);
      if (this.silent) await held.mute();
      const codec = this.kind === 'video' ? chooseVideoCodec(videoCodecs, sendable()) : undefined;
      await participant.publishTrack(held, publishPlan(this.source, this.options, codec));
      if (attempt !== this.#attempt) {
        await participant.unpublishTrack(held, false);
        return;
      }
      this.#held = held;
      this.#sent = placeholder.track;
      // What was asked for while it was being published.
      await this.apply();
    } catch (error) {
      placeholder.release();
      if (attempt === this.#attempt) this.detach();
      throw error;
    }
  }

  async #replace(held: LocalTrack, track: MediaStreamTrack | null): Promise<void> {
    this.#sent = track;
    if (track && track === this.track) this.#encoder.begin();
    hintFor(track, this.source, this.options);
    await held.sender?.replaceTrack(track);
    if (track === this.track) this.#dropPlaceholder();
  }

  #dropPlaceholder(): void {
    this.#placeholder?.release();
    this.#placeholder = undefined;
  }

  get #real(): MediaStreamTrack | null {
    const sending = this.watched && !this.muted && !this.moderated && this.track?.readyState === 'live';
    return sending ? this.track : null;
  }

  /** Until the first real track the placeholder goes out; after that, silence is nothing at all. */
  get #outgoing(): MediaStreamTrack | null {
    return this.#real ?? this.#placeholder?.track ?? null;
  }
}

function sendable(): readonly string[] {
  return (RTCRtpSender.getCapabilities('video')?.codecs ?? []).map(({ mimeType }) => mimeType);
}
