import type { MediaTrackInfo } from '../../sfu/media-engine.ts';

/** What leads a track into its file. */
export interface TrackLead {
  /** From here on packets flow. */
  start?(): Promise<void>;
  requestKeyFrame?(): Promise<void>;
  /** At once, or when it has resolved: nothing more is written of the track. May be asked again when it failed. */
  close(): void | Promise<void>;
}

/** One track on its way into one file. */
export class OpenTap {
  readonly segmentId: string;
  readonly track: MediaTrackInfo;
  readonly openedAt: number;
  /** Resolves when it is led into its file, has failed, or was stopped before. */
  opening: Promise<void> = Promise.resolve();
  readonly #whenStopped = Promise.withResolvers<void>();
  #lead: TrackLead | undefined;
  #stopped = false;
  #failed = false;
  #closing: Promise<void> = Promise.resolve();

  constructor(segmentId: string, track: MediaTrackInfo, openedAt: number) {
    this.segmentId = segmentId;
    this.track = track;
    this.openedAt = openedAt;
  }

  /** Nothing more can be written to its file; whoever noticed sees to it. */
  get failed(): boolean {
    return this.#failed;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Takes what leads the track; closes it when this one was stopped meanwhile. */
  attach(lead: TrackLead): void {
    this.#lead = lead;
    if (this.#stopped) this.stop();
  }

  /** From here on packets flow, unless it was stopped. */
  async start(): Promise<void> {
    if (!this.#stopped) await this.#lead?.start?.();
  }

  /** Resolves when it is stopped. */
  get whenStopped(): Promise<void> {
    return this.#whenStopped.promise;
  }

  /** Asks the sender for a key frame; one that is gone has none to send. */
  async requestKeyFrame(): Promise<void> {
    if (!this.#stopped) await this.#lead?.requestKeyFrame?.().catch(() => {});
  }

  /** At once where we lead the packets: none leaves the engine after this returns. */
  stop(): void {
    this.#stopped = true;
    this.#whenStopped.resolve();
    this.#closing = Promise.resolve(this.#lead?.close());
    this.#closing.catch(() => {});
  }

  fail(): void {
    this.#failed = true;
    this.stop();
  }

  /** Stops it, and resolves when nothing more of the track is written anywhere; rejects where that is not sure. */
  async cutOff(): Promise<void> {
    this.stop();
    await this.#closing;
  }
}
