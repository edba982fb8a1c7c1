import type { MediaEvent, MediaGrant, MediaRequest, TrackSource } from '#protocol';
import type { MediaEngine, MediaFact, MediaPermissions, MediaRoom } from '../../sfu/media-engine.ts';
import { AppError } from '#protocol/app-error';
import type { Audience } from '../transport/fact-sender.ts';
import type { Side } from './calls.store.ts';

/** What the rooms tell the calls. */
export interface CallRoomListener {
  /** Media can flow to and from this participant now. */
  connected(callId: string): void;
  /** The room was opened anew; this participant joins with this grant. */
  moved(callId: string, to: Audience, grant: MediaGrant): void;
  /** The room is gone for good. */
  failed(callId: string): void;
  /** The engine's own word to a participant. */
  message(callId: string, to: Audience, generation: number, event: MediaEvent): void;
  /** Everything else and all of the above but messages, for those who follow the media of calls. */
  happened(callId: string, fact: MediaFact): void;
}

/** Somebody as a room knows them. */
export interface Peer {
  readonly side: Side;
  /** Of the visitor or the member. */
  readonly id: string;
}

interface Participant {
  readonly person: Audience;
  grant: MediaGrant;
  /** The page whose grant it is; `null` while any page of theirs may take it, or while its socket is away. */
  connectionId: string | null;
  /** Whether it ever was one page's grant. */
  claimed: boolean;
  /** Whether a page has asked the engine for anything with it. */
  used: boolean;
  /** Whether media can flow. */
  connected: boolean;
}

interface OpenRoom {
  readonly room: MediaRoom;
  readonly participants: Map<string, Participant>;
  readonly stopListening: () => void;
}

const EVERYTHING: readonly TrackSource[] = ['microphone', 'camera', 'screen', 'screen_audio'];

/** The media side of calls: one room per call, its participants, and the page that each of them is in with. */
export class CallRooms {
  readonly #engine: MediaEngine;
  readonly #videoCodecs: readonly string[];
  readonly #listener: CallRoomListener;
  readonly #rooms = new Map<string, OpenRoom>();

  /** @param videoCodecs names in the order of preference. */
  constructor(engine: MediaEngine, videoCodecs: readonly string[], listener: CallRoomListener) {
    this.#engine = engine;
    this.#videoCodecs = videoCodecs;
    this.#listener = listener;
  }

  /** Lets somebody into the call's room, or in again, which ends their earlier admission.
   *  @param options.connectionId the page that will use the grant, `null` when any page of theirs may. */
  async admit(
    callId: string,
    { side, id }: Peer,
    options: { readonly subscribe: boolean; readonly connectionId: string | null },
  ): Promise<MediaGrant> {
    const { room, participants } = await this.#open(callId);
    const grant = await room.admit(id, permissions(options.subscribe));
    const person = side === 'buyer' ? { visitor: id } : { member: id };
    const { connectionId } = options;
    const claimed = connectionId !== null;
    participants.set(id, { person, grant, connectionId, claimed, used: false, connected: false });
    return grant;
  }

  grantOf(callId: string, peerId: string): MediaGrant | undefined {
    return this.#participant(callId, peerId)?.grant;
  }

  /** The page a participant is in with. */
  pageOf(callId: string, peerId: string): string | null {
    return this.#participant(callId, peerId)?.connectionId ?? null;
  }

  /** Whether a page of theirs has begun to use the grant: then it goes on with it. */
  isUsed(callId: string, peerId: string): boolean {
    return this.#participant(callId, peerId)?.used ?? false;
  }

  /** Makes a participant's grant that of this page; false when it is, or was, another page's. */
  claim(callId: string, peerId: string, connectionId: string): boolean {
    const participant = this.#participant(callId, peerId);
    if (!participant || (participant.claimed && participant.connectionId !== connectionId)) return false;
    participant.connectionId = connectionId;
    participant.claimed = true;
    return true;
  }

  /** A page is gone: whoever was in with it may go on with another, or with the same one on a new connection. */
  pageClosed(connectionId: string): void {
    for (const { participants } of this.#rooms.values()) {
      for (const participant of participants.values()) {
        if (participant.connectionId === connectionId) participant.connectionId = null;
      }
    }
  }

  /** Lets the others' tracks reach a participant. */
  async letReceive(callId: string, peerId: string): Promise<void> {
    await this.#rooms.get(callId)?.room.setPermissions(peerId, permissions(true));
  }

  async remove(callId: string, peerId: string): Promise<void> {
    const open = this.#rooms.get(callId);
    if (!open?.participants.delete(peerId)) return;
    await open.room.remove(peerId);
  }

  /** Whether media flows for these two. */
  areConnected(callId: string, peerIds: readonly string[]): boolean {
    return peerIds.every((peerId) => this.#participant(callId, peerId)?.connected === true);
  }

  /** Passes a page's request on to the engine.
   *  @throws AppError `conflict` for a page whose grant was replaced or is in use by another page. */
  async request(
    callId: string,
    peerId: string,
    page: { readonly connectionId: string; readonly generation: number },
    request: MediaRequest,
  ): Promise<Record<string, unknown>> {
    const participant = this.#participant(callId, peerId);
    const room = this.#rooms.get(callId)?.room;
    if (!participant || !room) throw new AppError('not_found', 'callId');
    if (participant.grant.generation !== page.generation) throw new AppError('conflict', 'generation');
    const { connectionId } = participant;
    if (request.type === 'join' && connectionId !== null && connectionId !== page.connectionId) {
      throw new AppError('conflict', 'another page has joined with this grant');
    }
    participant.connectionId = page.connectionId;
    participant.claimed = true;
    participant.used = true;
    return room.request(peerId, page.generation, request);
  }

  /** The room of a call while it is open. */
  room(callId: string): MediaRoom | undefined {
    return this.#rooms.get(callId)?.room;
  }

  async close(callId: string): Promise<void> {
    const open = this.#rooms.get(callId);
    if (!open) return;
    this.#rooms.delete(callId);
    open.stopListening();
    await open.room.close();
  }

  /** Hears nothing of the engine any more; the rooms stay as they are. */
  detach(): void {
    for (const { stopListening } of this.#rooms.values()) stopListening();
  }

  #participant(callId: string, peerId: string): Participant | undefined {
    return this.#rooms.get(callId)?.participants.get(peerId);
  }

  async #open(callId: string): Promise<OpenRoom> {
    const room = await this.#engine.openRoom(callId, { videoCodecs: this.#videoCodecs });
    const known = this.#rooms.get(callId);
    if (known?.room === room) return known;
    known?.stopListening();
    const open: OpenRoom = {
      room,
      participants: new Map(),
      stopListening: room.onFact((fact) => this.#onFact(callId, fact)),
    };
    this.#rooms.set(callId, open);
    return open;
  }

  #onFact(callId: string, fact: MediaFact): void {
    if (fact.type !== 'message') this.#listener.happened(callId, fact);
    switch (fact.type) {
      case 'peerConnected':
      case 'peerDisconnected': {
        const participant = this.#participant(callId, fact.peerId);
        if (participant) participant.connected = fact.type === 'peerConnected';
        if (participant?.connected) this.#listener.connected(callId);
        return;
      }
      case 'peerMoved': {
        const participant = this.#participant(callId, fact.peerId);
        if (!participant) return;
        participant.grant = fact.grant;
        participant.used = false;
        participant.connected = false;
        const { connectionId, person } = participant;
        this.#listener.moved(
          callId,
          connectionId === null ? person : { connection: connectionId },
          fact.grant,
        );
        return;
      }
      case 'roomFailed':
        this.#listener.failed(callId);
        return;
      case 'message': {
        const participant = this.#participant(callId, fact.peerId);
        if (!participant) return;
        // The engine speaks the media events of the contract; the interface does not know which it has.
        const event = fact.message as MediaEvent;
        this.#listener.message(callId, participant.person, fact.generation, event);
        return;
      }
      case 'trackPublished':
      case 'trackMuted':
      case 'trackEnded':
      case 'speaking':
      case 'quality':
        return;
    }
  }
}

function permissions(subscribe: boolean): MediaPermissions {
  return { publish: EVERYTHING, subscribe };
}
