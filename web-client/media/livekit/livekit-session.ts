import { PublishTrackError } from 'livekit-client';
import type { LivekitEvent, LivekitGrant, TrackSource } from '#protocol';
import type { SessionContext } from '../create-media-session.ts';
import type { MediaSession, ReceiveQuality, RemoteTrack } from '../media-session.ts';
import { SendingSession } from '../tracks/sending-session.ts';
import { Admission } from './admission.ts';
import { Sender } from './sender.ts';

/** How long the room before is kept after a move: the others come over in the meantime, and nobody sees black. While
 *  the next one does not show all that it showed, or the others have not received this page's picture from there for
 *  long enough to see it, it is kept for longer. */
const [LINGER_MS, LONGEST_LINGER_MS, LOOK_EVERY_MS] = [3000, 10_000, 500];
const SEEN_AFTER_MS = 2000;
const FORBIDDEN = 403;

/** A participant's media through a LiveKit cluster. Tracks stay their owner's: closing does not stop them. */
export class LivekitSession extends SendingSession<Sender> implements MediaSession {
  readonly #off: (() => void)[];
  #current: Admission | undefined;
  #left: { readonly admission: Admission; timer: ReturnType<typeof setTimeout> } | undefined;
  #closed = false;

  constructor(context: SessionContext) {
    super(context);
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
    this.context.facts.emit('connection', before ? 'reconnecting' : 'connecting');
    // All at once: what was sent before is sent again as soon as the room can be told.
    const entered = admission.enter();
    const established = this.establishAll();
    await Promise.all([entered, established]).catch((error: unknown) => {
      // A newer admission has taken over: this one's failure is of no interest.
      if (this.#current !== admission) return;
      this.context.facts.emit('connection', 'failed');
      throw error;
    });
  }

  async setQuality(trackId: string, quality: ReceiveQuality): Promise<void> {
    this.#current?.receivers.setQuality(trackId, quality);
  }

  remoteTracks(): readonly RemoteTrack[] {
    return [...this.#leftTracks(), ...(this.#current?.receivers.tracks() ?? [])];
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const off of this.#off) off();
    for (const sender of this.senders.values()) sender.detach();
    this.#forget();
    this.#current?.close();
    this.#current = undefined;
    this.context.facts.emit('connection', 'closed');
  }

  protected createSender(source: TrackSource): Sender {
    const sender = new Sender(source);
    sender.watched = this.#current?.watched ?? false;
    return sender;
  }

  protected async establish(sender: Sender): Promise<void> {
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

  protected override async apply(sender: Sender): Promise<void> {
    await super.apply(sender);
    this.#current?.line.tell({ type: 'changed' });
  }

  protected async end(sender: Sender): Promise<void> {
    await sender.apply();
    const held = sender.detach();
    if (!held) return;
    await this.#current?.room.localParticipant.unpublishTrack(held, false);
    this.#current?.line.tell({ type: 'changed' });
  }

  protected receiving() {
    return this.#current?.receivers.rtpReceivers ?? [];
  }

  #leftTracks(): readonly RemoteTrack[] {
    return this.#left?.admission.receivers.tracks() ?? [];
  }

  #admission(grant: LivekitGrant): Admission {
    const admission: Admission = new Admission(this.context, grant, {
      state: (state) => {
        if (this.#current === admission) this.context.facts.emit('connection', state);
      },
      published: ({ track }) => {
        for (const sender of this.senders.values()) if (sender.holds(track)) void sender.senderChanged();
      },
      unpublished: ({ track }) => {
        for (const sender of this.senders.values()) if (sender.holds(track)) sender.detach();
      },
      rightsChanged: () => {
        if (this.#current === admission) void this.establishAll();
      },
      isSeenElsewhere: ({ peerId, source, muted, track }) =>
        track.kind === 'video' &&
        this.#current === admission &&
        this.#leftTracks().some(
          (old) => old.peerId === peerId && old.source === source && !old.muted && !muted,
        ),
    });
    return admission;
  }

  /** Keeps the room before until the others had time to come over. Of a lost one its last picture is kept, while
   *  its encoders stop at once: the new room's need what they take. */
  #linger(before: Admission | undefined, isLost: boolean): void {
    for (const sender of this.senders.values()) {
      const held = sender.detach({ lingering: !isLost });
      if (isLost) void held?.sender?.replaceTrack(null).catch(() => {});
    }
    this.#forget();
    if (!before) return;
    before.receivers.outlast();
    const end = performance.now() + LONGEST_LINGER_MS;
    const left = { admission: before, timer: setTimeout(() => look(), LINGER_MS) };
    const look = () => {
      const now = performance.now();
      if (now < end && (this.#isPictureMissing() || !this.#isSeen(now))) {
        left.timer = setTimeout(look, LOOK_EVERY_MS);
      } else this.#forget();
    };
    this.#left = left;
  }

  /** Whether a picture of the room before is not there in the next one, on or off. */
  #isPictureMissing(): boolean {
    const now = this.#current?.receivers.tracks() ?? [];
    return this.#leftTracks().some(
      (old) =>
        old.track.kind === 'video' &&
        !old.muted &&
        !now.some(({ peerId, source }) => peerId === old.peerId && source === old.source),
    );
  }

  /** Whether the others see in the next room what this page shows. */
  #isSeen(now: number): boolean {
    const shows = this.inOrder().some(({ kind, silent }) => kind === 'video' && !silent);
    return !shows || now - (this.#current?.receivedSince ?? Infinity) >= SEEN_AFTER_MS;
  }

  #forget(): void {
    const left = this.#left;
    if (!left) return;
    this.#left = undefined;
    clearTimeout(left.timer);
    this.#current?.receivers.tellAll();
    left.admission.close();
    for (const sender of this.senders.values()) sender.leave();
  }

  #onTrack(track: RemoteTrack): void {
    const isNew = this.#current?.receivers.tracks().some(({ id }) => id === track.id);
    if (isNew && !track.muted) this.#left?.admission.receivers.drop(track);
  }

  async #applyWatched(): Promise<void> {
    const watched = this.#current?.watched ?? false;
    const applied = this.inOrder().map((sender) => {
      sender.watched = watched;
      return sender.apply();
    });
    await Promise.allSettled(applied);
  }

  async #onEvent(event: LivekitEvent): Promise<void> {
    switch (event.type) {
      case 'watched':
        if (this.#current) this.#current.watched = event.watched;
        await this.#applyWatched();
        return;
      case 'sourceMuted': {
        const { source, muted } = event;
        const sender = this.senders.get(source);
        if (!sender) return;
        sender.moderated = muted;
        this.context.facts.emit('mutedByOther', { source, muted });
        await (muted ? sender.apply() : this.establish(sender)).catch(() => {});
        return;
      }
    }
  }
}
