import type { TrackSource } from '#protocol';
import type { SessionContext } from '../create-media-session.ts';
import type { MediaSession, PublishOptions, TrackStats } from '../media-session.ts';
import { laterStats } from './later-stats.ts';
import type { SourceSender } from './source-sender.ts';

type Receiving = { readonly source: TrackSource; readonly from: RTCRtpReceiver };

/** What the sessions of all engines have in common: the sources that this page sends. */
export abstract class SendingSession<Sender extends SourceSender<unknown>> {
  protected readonly context: SessionContext;
  protected readonly senders = new Map<TrackSource, Sender>();
  readonly #readStats = laterStats();

  constructor(context: SessionContext) {
    this.context = context;
  }

  async prepare(source: 'microphone' | 'camera', options: PublishOptions = {}): Promise<void> {
    const sender = this.#sender(source);
    sender.options = options;
    await this.establish(sender);
  }

  async publish(source: TrackSource, track: MediaStreamTrack, options?: PublishOptions): Promise<void> {
    const sender = this.#sender(source);
    if (options) sender.options = options;
    sender.track = track;
    sender.muted = false;
    await this.apply(sender);
  }

  async replace(source: TrackSource, track: MediaStreamTrack): Promise<void> {
    const sender = this.#sender(source);
    sender.track = track;
    await this.apply(sender);
  }

  async setMuted(source: TrackSource, muted: boolean): Promise<void> {
    const sender = this.senders.get(source);
    if (!sender || sender.muted === muted) return;
    sender.muted = muted;
    await this.apply(sender);
  }

  async unpublish(source: TrackSource): Promise<void> {
    const sender = this.senders.get(source);
    if (!sender) return;
    sender.track = null;
    if (source === 'camera' || source === 'microphone') return this.apply(sender);
    this.senders.delete(source);
    await this.end(sender);
  }

  stats(): Promise<readonly TrackStats[]> {
    const senders = [...this.senders.values()].flatMap(({ source, rtpSender }) =>
      rtpSender ? [{ source, from: rtpSender }] : [],
    );
    return this.#readStats(senders, this.receiving());
  }

  on: MediaSession['on'] = (fact, listener) => this.context.facts.on(fact, listener);

  protected abstract createSender(source: TrackSource): Sender;

  /** Makes a sender ready on the connection there is now, if there is one. */
  protected abstract establish(sender: Sender): Promise<void>;

  /** Ends what this sender has on the connection: it is not used any more. */
  protected abstract end(sender: Sender): Promise<void>;

  protected abstract receiving(): readonly Receiving[];

  /** Pictures first: they are what the other side waits for. */
  protected inOrder(): Sender[] {
    return [...this.senders.values()].toSorted((a, b) => b.kind.localeCompare(a.kind));
  }

  /** Makes all ready. A source that may not be sent any more does not cost the others. */
  protected async establishAll(): Promise<void> {
    await Promise.allSettled(this.inOrder().map((sender) => this.establish(sender)));
  }

  protected async apply(sender: Sender): Promise<void> {
    // Up to here nothing was waited for: the track is handed over before this page does anything else.
    if (sender.carrier) await sender.apply();
    else if (sender.track) await this.establish(sender);
  }

  #sender(source: TrackSource): Sender {
    const sender = this.senders.get(source) ?? this.createSender(source);
    this.senders.set(source, sender);
    return sender;
  }
}
