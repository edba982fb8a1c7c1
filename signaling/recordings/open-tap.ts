import type { MediaTrackInfo, TrackTap } from '../../sfu/media-engine.ts';

/** One track on its way into one file. */
export class OpenTap {
  readonly segmentId: string;
  readonly track: MediaTrackInfo;
  #tap: TrackTap | undefined;
  #stopped = false;

  constructor(segmentId: string, track: MediaTrackInfo) {
    this.segmentId = segmentId;
    this.track = track;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Takes the engine's end; closes it when this one was stopped meanwhile. */
  attach(tap: TrackTap): void {
    this.#tap = tap;
    if (this.#stopped) tap.close();
  }

  /** From here on packets flow, unless it was stopped. */
  async start(): Promise<void> {
    if (!this.#stopped) await this.#tap?.start();
  }

  /** Asks the sender for a key frame; one that is gone has none to send. */
  async requestKeyFrame(): Promise<void> {
    if (!this.#stopped) await this.#tap?.requestKeyFrame().catch(() => {});
  }

  /** At once: no packet leaves the engine after this returns. */
  stop(): void {
    this.#stopped = true;
    this.#tap?.close();
  }
}
