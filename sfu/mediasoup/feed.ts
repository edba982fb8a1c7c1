import type { types } from 'mediasoup';
import type { MediaEvent } from '#protocol';
import type { PublishedTrack } from './published-track.ts';
import { quietly } from './vendor-error.ts';

/** How long a first key frame may take before it is asked for again, and how often that is done. */
const KEY_FRAME_WITHIN_MS = 250;
const KEY_FRAME_ATTEMPTS = 4;
/** The first key frame is of the smallest size, so that losses hardly delay it; then up. */
const RAISE_AFTER_MS = 300;
const LOWEST: types.ConsumerLayers = { spatialLayer: 0 };
/** mediasoup lowers this to what the sender has. */
const HIGHEST: types.ConsumerLayers = { spatialLayer: 7 };

/** One peer's reception of one track of another: flows when the page is ready and may receive it. */
export class Feed {
  readonly consumer: types.Consumer;
  readonly track: PublishedTrack;
  readonly #send: (event: MediaEvent) => void;
  readonly #timers = new Set<NodeJS.Timeout>();
  #allowed: boolean;
  #ready = false;
  #preferred: types.ConsumerLayers | undefined;
  #lowered: boolean;

  constructor(
    consumer: types.Consumer,
    track: PublishedTrack,
    options: { allowed: boolean; send: (event: MediaEvent) => void },
  ) {
    this.consumer = consumer;
    this.track = track;
    this.#allowed = options.allowed;
    this.#send = options.send;
    this.#lowered = this.#layered;
    consumer.on('layerschange', (layers) => this.#onLayers(layers));
    if (consumer.kind === 'video') quietly(consumer.enableTraceEvent(['keyframe']));
    consumer.observer.once('close', () => this.#clearTimers());
  }

  get id(): string {
    return this.consumer.id;
  }

  get flowing(): boolean {
    return !this.consumer.closed && !this.consumer.paused && !this.track.muted;
  }

  get score(): number {
    return this.consumer.score.score;
  }

  get #layered(): boolean {
    return this.consumer.type === 'simulcast';
  }

  /** The page can receive it now. */
  async ready(): Promise<void> {
    this.#ready = true;
    await this.#apply();
  }

  /** Whether the peer may receive at all. */
  async allow(allowed: boolean): Promise<void> {
    this.#allowed = allowed;
    await this.#apply();
  }

  async prefer(layers: types.ConsumerLayers): Promise<void> {
    this.#preferred = layers;
    if (this.#layered && !this.#lowered) await this.consumer.setPreferredLayers(layers);
  }

  async requestKeyFrame(): Promise<void> {
    if (this.consumer.kind === 'video') await this.consumer.requestKeyFrame();
  }

  close(): void {
    this.consumer.close();
  }

  async #apply(): Promise<void> {
    const flow = this.#ready && this.#allowed;
    if (flow === !this.consumer.paused) return;
    if (!flow) {
      await this.consumer.pause();
      return;
    }
    this.#expectKeyFrame();
    await this.consumer.resume();
  }

  /** Resuming asks for a key frame; on a lossy network that request or its answer may never arrive. */
  #expectKeyFrame(): void {
    // A sender that has sent nothing yet begins with a key frame by itself.
    const sending = this.track.scores.some(({ score }) => score > 0);
    if (this.consumer.kind !== 'video' || !sending || this.track.muted) return;
    let attempts = 0;
    const timer = setInterval(() => {
      attempts += 1;
      if (attempts >= KEY_FRAME_ATTEMPTS) stop();
      this.track.insistOnKeyFrame();
    }, KEY_FRAME_WITHIN_MS);
    const stop = () => {
      clearInterval(timer);
      this.#timers.delete(timer);
      this.consumer.off('trace', onTrace);
    };
    const onTrace = (trace: types.ConsumerTraceEventData) => {
      if (trace.type === 'keyframe') stop();
    };
    this.consumer.on('trace', onTrace);
    this.#timers.add(timer);
  }

  #onLayers(layers: types.ConsumerLayers | undefined): void {
    this.#send({
      type: 'layersChanged',
      consumerId: this.id,
      spatialLayer: layers?.spatialLayer ?? null,
      temporalLayer: layers?.temporalLayer ?? null,
    });
    if (!this.#layered) return;
    if (!layers) this.#lower();
    else if (this.#lowered) this.#raiseSoon();
  }

  /** The sender stopped: when it starts again, the smallest size comes first again. */
  #lower(): void {
    if (this.#lowered) return;
    this.#lowered = true;
    quietly(this.consumer.setPreferredLayers(LOWEST));
  }

  #raiseSoon(): void {
    this.#lowered = false;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#lowered) quietly(this.consumer.setPreferredLayers(this.#preferred ?? HIGHEST));
    }, RAISE_AFTER_MS);
    this.#timers.add(timer);
  }

  #clearTimers(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers.clear();
  }
}
