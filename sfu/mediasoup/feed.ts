import type { types } from 'mediasoup';
import type { MediasoupEvent } from '#protocol';
import { expectKeyFrame } from './first-key-frame.ts';
import type { PublishedTrack } from './published-track.ts';
import { quietly } from '../quietly.ts';

/** The first picture is of the smallest size, one packet that losses hardly delay; then up. */
const RAISE_AFTER_MS = 300;
const LOWEST: types.ConsumerLayers = { spatialLayer: 0 };
/** mediasoup lowers this to what the sender has. */
const HIGHEST: types.ConsumerLayers = { spatialLayer: 7 };

/** One peer's reception of one track of another: flows when the page is ready and may receive it. */
export class Feed {
  readonly consumer: types.Consumer;
  readonly track: PublishedTrack;
  readonly #send: (event: MediasoupEvent) => void;
  readonly #timers = new Set<NodeJS.Timeout>();
  #allowed: boolean;
  #ready = false;
  #preferred: types.ConsumerLayers = HIGHEST;
  #raising: NodeJS.Timeout | undefined;

  constructor(
    consumer: types.Consumer,
    track: PublishedTrack,
    options: { allowed: boolean; send: (event: MediasoupEvent) => void },
  ) {
    this.consumer = consumer;
    this.track = track;
    this.#allowed = options.allowed;
    this.#send = options.send;
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

  /** How well it gets here and from here to the peer, 0 to 10: the worse of both; of what comes in several sizes the
   *  best counts. What has never been sent yet cannot have stopped. */
  get score(): number {
    const { score, producerScores } = this.consumer.score;
    const hasCome = this.track.scores.length > 0;
    return hasCome ? Math.min(score, Math.max(0, ...producerScores)) : score;
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
    // While the smallest size is held, the wish is kept for later.
    if (this.track.hasSizes && this.flowing && !this.#raising) await this.consumer.setPreferredLayers(layers);
  }

  /** The track was turned on or off. */
  mutedChanged(): void {
    this.#aim();
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
    if (flow) expectKeyFrame(this.consumer, this.track);
    await (flow ? this.consumer.resume() : this.consumer.pause());
    this.#aim();
  }

  #onLayers(layers: types.ConsumerLayers | undefined): void {
    this.#send({
      type: 'layersChanged',
      consumerId: this.id,
      spatialLayer: layers?.spatialLayer ?? null,
      temporalLayer: layers?.temporalLayer ?? null,
    });
  }

  /** Holds the smallest size until a little after something is to be seen. */
  #aim(): void {
    if (!this.track.hasSizes || this.consumer.closed) return;
    if (this.#raising) this.#timers.delete(this.#raising);
    clearTimeout(this.#raising);
    this.#raising = undefined;
    if (!this.flowing) {
      quietly(this.consumer.setPreferredLayers(LOWEST));
      return;
    }
    this.#raising = setTimeout(() => {
      this.#raising = undefined;
      quietly(this.consumer.setPreferredLayers(this.#preferred));
    }, RAISE_AFTER_MS);
    this.#timers.add(this.#raising);
  }

  #clearTimers(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers.clear();
  }
}
