import type { LocalParticipant, LocalTrack } from 'livekit-client';
import type { TrackSource } from '#protocol';
import { SourceSender } from '../tracks/source-sender.ts';
import { holdTrack } from './held-tracks.ts';
import { chooseVideoCodec, publishPlan } from './publish-plan.ts';

/** Where a sender publishes. */
export interface Stage {
  readonly participant: LocalParticipant;
  /** Names of video codecs in the room's order. */
  readonly videoCodecs: readonly string[];
}

/** One source of this page, and its publication in the room there is now. */
export class Sender extends SourceSender<LocalTrack> {
  /** Whether anybody may see or hear it; until then the placeholder goes out. */
  watched = true;
  /** The publication in the room that is being left. */
  #left: LocalTrack | undefined;

  constructor(source: TrackSource) {
    // LiveKit takes a size that has been still for half a second for gone, and back after ten.
    super(source, { keepsSizes: false });
  }

  override get rtpSender(): RTCRtpSender | undefined {
    return this.carrier?.sender;
  }

  /** Publishes in this room. */
  establish({ participant, videoCodecs }: Stage): Promise<void> {
    return this.open(
      async (placeholder) => {
        const held = holdTrack(this.source, placeholder);
        if (this.silent) await held.mute();
        const codec = this.kind === 'video' ? chooseVideoCodec(videoCodecs, sendable()) : undefined;
        await participant.publishTrack(held, publishPlan(this.source, this.options, codec));
        return held;
      },
      (held) => participant.unpublishTrack(held, false),
    );
  }

  override async apply(): Promise<void> {
    if (this.real === null) void this.#left?.sender?.replaceTrack(null).catch(() => {});
    const held = this.carrier;
    const told =
      !held || held.isMuted === this.silent ? undefined : this.silent ? held.mute() : held.unmute();
    await Promise.all([told, super.apply()]);
  }

  /** The library has made another RTP sender for the publication, after a reconnect. */
  async senderChanged(): Promise<void> {
    this.renew();
    await this.apply();
  }

  /** Whether this is the publication. */
  holds(track: unknown): boolean {
    return track !== undefined && track === this.carrier;
  }

  /** @param options.lingering the publication goes on until `leave`. */
  override detach({ lingering = false } = {}): LocalTrack | undefined {
    const held = super.detach();
    this.#left = lingering ? held : undefined;
    return held;
  }

  /** The room before is gone. */
  leave(): void {
    this.#left = undefined;
  }

  /** What the library publishes it may stop and open again: never what belongs to the page. */
  protected override get beginsDark(): boolean {
    return true;
  }

  protected override get real(): MediaStreamTrack | null {
    return this.watched ? super.real : null;
  }
}

function sendable(): readonly string[] {
  return (RTCRtpSender.getCapabilities('video')?.codecs ?? []).map(({ mimeType }) => mimeType);
}
