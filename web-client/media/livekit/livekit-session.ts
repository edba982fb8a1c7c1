import { PublishTrackError } from 'livekit-client';
import type { LivekitEvent, LivekitGrant, TrackSource } from '#protocol';
import type { SessionContext } from '../create-media-session.ts';
import type {
  MediaSession,
  PublishOptions,
  ReceiveQuality,
  RemoteTrack,
  TrackStats,
} from '../media-session.ts';
import { laterStats } from '../tracks/later-stats.ts';
import { Admission } from './admission.ts';
import { Sender } from './sender.ts';

/** How long the room before is kept after a move: the others come over in the meantime, and nobody sees black. */
const LINGER_MS = 3000;
const FORBIDDEN = 403;

/** A participant's media through a LiveKit cluster. Tracks stay their owner's: closing does not stop them. */
export class LivekitSession implements MediaSession {
  readonly #context: SessionContext;
  readonly #senders = new Map<TrackSource, Sender>();
  readonly #readStats = laterStats();
  readonly #off: (() => void)[];
  #current: Admission | undefined;
  #left: { readonly admission: Admission; readonly timer: ReturnType<typeof setTimeout> } | undefined;
  #closed = false;

  constructor(context: SessionContext) {
    this.#context = context;
    this.#off = [
      context.signaling.onEvent((callId, generation, data) => {
        const event = this.#current?.line.own(callId, generation, data);
        if (event) void this.#onEvent(event);
      }),
      // What comes from the room before has done its part once the new one has the same.
      context.facts.on('trackAdded', (track) => this.#onTrack(track)),
      context.facts.on('trackChanged', (track) => this.#onTrack(track)),
    ];
  }

  async connect(grant: LivekitGrant): Promise<void> {
    const before = this.#current;
    const admission = this.#admission(grant);
    this.#current = admission;
    this.#linger(before, grant.beforeIsLost);
    void this.#applyWatched();
    this.#context.facts.emit('connection', before ? 'reconnecting' : 'connecting');
    // All at once: what was sent before is sent again, the picture first, as soon as the room can be told.
    const entered = admission.enter();
    const established = this.#establishAll();
    await Promise.all([entered, established]).catch((error: unknown) => {
      // A newer admission has taken over: this one's failure is of no interest.
      if (this.#current !== admission) return;
      this.#context.facts.emit('connection', 'failed');
      throw error;
    });
  }

  async prepare(source: 'microphone' | 'camera', options: PublishOptions = {}): Promise<void> {
    const sender = this.#sender(source);
    sender.options = options;
    await this.#establish(sender);
  }

  async publish(source: TrackSource, track: MediaStreamTrack, options?: PublishOptions): Promise<void> {
    const sender = this.#sender(source);
    if (options) sender.options = options;
    sender.track = track;
    sender.muted = false;
    await this.#apply(sender);
  }

  async replace(source: TrackSource, track: MediaStreamTrack): Promise<void> {
    const sender = this.#sender(source);
    sender.track = track;
    await this.#apply(sender);
  }

  async setMuted(source: TrackSource, muted: boolean): Promise<void> {
    const sender = this.#senders.get(source);
    if (!sender || sender.muted === muted) return;
    sender.muted = muted;
    await this.#apply(sender);
  }

  async unpublish(source: TrackSource): Promise<void> {
    const sender = this.#senders.get(source);
    if (!sender) return;
    sender.track = null;
    if (source === 'camera' || source === 'microphone') return this.#apply(sender);
    await sender.apply();
    this.#senders.delete(source);
    const held = sender.detach();
    if (!held) return;
    await this.#current?.room.localParticipant.unpublishTrack(held, false);
    this.#current?.line.tell({ type: 'changed' });
  }

  async setQuality(trackId: string, quality: ReceiveQuality): Promise<void> {
    this.#current?.receivers.setQuality(trackId, quality);
  }

  remoteTracks(): readonly RemoteTrack[] {
    return [this.#left?.admission, this.#current].flatMap((one) => one?.receivers.tracks() ?? []);
  }

  stats(): Promise<readonly TrackStats[]> {
    const senders = [...this.#senders.values()].flatMap(({ source, rtpSender }) =>
      rtpSender ? [{ source, from: rtpSender }] : [],
    );
    return this.#readStats(senders, this.#current?.receivers.rtpReceivers ?? []);
  }

  on: MediaSession['on'] = (fact, listener) => this.#context.facts.on(fact, listener);

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const off of this.#off) off();
    for (const sender of this.#senders.values()) sender.detach();
    this.#forget();
    this.#current?.close();
    this.#current = undefined;
    this.#context.facts.emit('connection', 'closed');
  }

  #admission(grant: LivekitGrant): Admission {
    const admission: Admission = new Admission(this.#context, grant, {
      state: (state) => {
        if (this.#current === admission) this.#context.facts.emit('connection', state);
      },
      published: ({ track }) => {
        for (const sender of this.#senders.values()) if (sender.holds(track)) void sender.senderChanged();
      },
      unpublished: ({ track }) => {
        for (const sender of this.#senders.values()) if (sender.holds(track)) sender.detach();
      },
      rightsChanged: () => {
        if (this.#current === admission) void this.#establishAll();
      },
    });
    return admission;
  }

  /** Keeps the room before until the others had time to come over. Of a lost one its last picture is kept, while
   *  its encoders stop at once: the new room's need what they take. */
  #linger(before: Admission | undefined, isLost: boolean): void {
    for (const sender of this.#senders.values()) {
      const held = sender.detach({ lingering: !isLost });
      if (isLost) void held?.sender?.replaceTrack(null).catch(() => {});
    }
    this.#forget();
    if (!before) return;
    this.#left = { admission: before, timer: setTimeout(() => this.#forget(), LINGER_MS) };
  }

  #forget(): void {
    const left = this.#left;
    if (!left) return;
    this.#left = undefined;
    clearTimeout(left.timer);
    left.admission.close();
    for (const sender of this.#senders.values()) sender.leave();
  }

  #onTrack(track: RemoteTrack): void {
    const isNew = this.#current?.receivers.tracks().some(({ id }) => id === track.id);
    if (isNew && !track.muted) this.#left?.admission.receivers.drop(track);
  }

  async #applyWatched(): Promise<void> {
    const watched = this.#current?.watched ?? false;
    const applied = [...this.#senders.values()].map((sender) => {
      sender.watched = watched;
      return sender.apply();
    });
    await Promise.allSettled(applied);
  }

  #sender(source: TrackSource): Sender {
    const sender = this.#senders.get(source) ?? new Sender(source);
    sender.watched = this.#current?.watched ?? false;
    this.#senders.set(source, sender);
    return sender;
  }

  /** A source that may not be sent any more does not cost the others. */
  async #establishAll(): Promise<void> {
    const senders = [...this.#senders.values()].toSorted((a, b) => b.kind.localeCompare(a.kind));
    await Promise.allSettled(senders.map((sender) => this.#establish(sender)));
  }

  async #establish(sender: Sender): Promise<void> {
    const admission = this.#current;
    if (!admission || sender.moderated) return;
    const { room, grant, line } = admission;
    try {
      await sender.establish({ participant: room.localParticipant, videoCodecs: grant.videoCodecs });
      line.tell({ type: 'changed' });
    } catch (error) {
      throw error instanceof PublishTrackError && error.status === FORBIDDEN ? new Error('forbidden') : error;
    }
  }

  async #apply(sender: Sender): Promise<void> {
    // Never prepared and nothing to send: there is nothing to be told of.
    if (!sender.rtpSender && !sender.track) return;
    if (!sender.rtpSender) return this.#establish(sender);
    // Up to here nothing was waited for: the track is handed over before this page does anything else.
    await sender.apply();
    this.#current?.line.tell({ type: 'changed' });
  }

  async #onEvent(event: LivekitEvent): Promise<void> {
    switch (event.type) {
      case 'watched':
        if (this.#current) this.#current.watched = event.watched;
        await this.#applyWatched();
        return;
      case 'sourceMuted': {
        const { source, muted } = event;
        const sender = this.#senders.get(source);
        if (!sender) return;
        sender.moderated = muted;
        this.#context.facts.emit('mutedByOther', { source, muted });
        await (muted ? sender.apply() : this.#establish(sender)).catch(() => {});
        return;
      }
    }
  }
}
