import type { LocalParticipant, LocalTrack } from 'livekit-client';
import type { TrackSource } from '#protocol';
import type { PublishOptions } from '../media-session.ts';
import { createPlaceholder, type Placeholder } from '../tracks/placeholder.ts';
import { holdTrack } from './held-tracks.ts';
import { chooseVideoCodec, preference, publishPlan } from './publish-plan.ts';

/** A picture starts in its smallest size, which is encoded at once and is there after one packet; then all. */
const ALL_SIZES_AFTER_MS = 400;

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
  #smallest = false;
  #begun = false;
  #raising: ReturnType<typeof setTimeout> | undefined;
  /** What the encoder was told last. */
  #tuned = '';
  #attempt = 0;

  constructor(source: TrackSource) {
    this.source = source;
    this.kind = source === 'microphone' || source === 'screen_audio' ? 'audio' : 'video';
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
    this.#tune(held);
  }

  /** The library has made another RTP sender for the publication, after a reconnect. */
  async senderChanged(): Promise<void> {
    this.#sent = undefined;
    this.#tuned = '';
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
    clearTimeout(this.#raising);
    this.#raising = undefined;
    this.#smallest = this.#begun = false;
    this.#tuned = '';
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
    if (track && track === this.track) this.#begin(held);
    if (track) this.#hint(track);
    await held.sender?.replaceTrack(track);
    if (track === this.track) this.#dropPlaceholder();
  }

  /** Tells the encoder what the track shows (W3C mst-content-hint). A camera that shows details keeps the default
   *  hint: Chromium takes `detail` for a screen and then sends fewer sizes. */
  #hint(track: MediaStreamTrack): void {
    if (track.kind === 'audio') return;
    const still = this.source === 'screen' ? 'text' : '';
    const hint = this.options.hint === 'motion' ? 'motion' : still;
    if (track.contentHint !== hint) track.contentHint = hint;
  }

  /** The first real picture: small, so that it is encoded at once. */
  #begin(held: LocalTrack): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#smallest = this.kind === 'video';
    this.#tuneEncoder(held);
  }

  /** Brings the encoder in line: a little after somebody may see the picture, it comes in all its sizes. */
  #tune(held: LocalTrack): void {
    this.#tuneEncoder(held);
    if (!this.#smallest || this.options.held) return;
    this.#raising ??= setTimeout(() => {
      this.#smallest = false;
      this.#tuneEncoder(held);
    }, ALL_SIZES_AFTER_MS);
  }

  /** Sets what gives way first, and the sizes that are sent; a browser that cannot keeps its own choice. */
  #tuneEncoder({ sender }: LocalTrack): void {
    const gives = preference(this.source, this.options);
    const wanted = `${gives} ${this.#smallest}`;
    if (this.kind === 'audio' || !sender || this.#tuned === wanted) return;
    this.#tuned = wanted;
    const parameters = sender.getParameters();
    parameters.degradationPreference = gives;
    for (const [index, encoding] of parameters.encodings.entries())
      encoding.active = index === 0 || !this.#smallest;
    sender.setParameters(parameters).catch(() => {});
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
