import type { ParsedInput, Person, ProductView } from '#protocol';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { MediaEngine, MediaRoom } from '../../sfu/media-engine.ts';
import type { ChatService, Readers } from '../chat/chat.service.ts';
import type { CallRow, Database } from '../db/schema.ts';
import { OneAtATime } from '#protocol/one-at-a-time';
import type { Actor } from '../transport/actor.ts';
import { AppError } from '#protocol/app-error';
import type { Audience, ConnectionEvents, FactSender } from '../transport/fact-sender.ts';
import { answeredCall, peerIdOf, requireSide, visibleCall } from './call-access.ts';
import { createCallAnnouncer } from './call-announcer.ts';
import { CallClock, type CallTimes } from './call-clock.ts';
import { CallComings } from './call-comings.ts';
import { createCallEnding } from './call-ending.ts';
import { createFirstSight } from './call-first-sight.ts';
import { type CallOfferingDeps, createCallOffering } from './call-offering.ts';
import { type CallRates, createCallRinging, type From } from './call-ringing.ts';
import { CallRooms } from './call-rooms.ts';
import { passedBy } from './call-state.ts';
import { type CallWatcher, CallWatchers } from './call-watchers.ts';
import { createCallTalking } from './call-talking.ts';
import { createCallsStore, type Side } from './calls.store.ts';

export type { CallTimes } from './call-clock.ts';
export type { CallWatcher } from './call-watchers.ts';
export type { Side } from './calls.store.ts';

export interface CallsDeps {
  readonly db: Kysely<Database>;
  readonly engine: MediaEngine;
  /** Names of video codecs in the order of preference, `VP8`. */
  readonly videoCodecs: readonly string[];
  readonly facts: FactSender;
  readonly connections: ConnectionEvents;
  readonly chat: Pick<ChatService, 'appendWith' | 'openFor'>;
  readonly visitors: { person(visitorId: string): Promise<Person> };
  readonly members: { person(memberId: string): Promise<Person> };
  readonly products: {
    bySku(shopId: string, sku: string): Promise<ProductView | undefined>;
    view(productId: string): Promise<ProductView>;
  };
  readonly presence: CallOfferingDeps['presence'];
  readonly times: CallTimes;
  readonly rates: CallRates;
  readonly log: Logger;
  readonly now: () => number;
}

/** Where a still of the seller's camera can be asked for. */
export interface CallForCapture {
  readonly readers: Readers;
  readonly agentId: string;
  /** The agent's page in the call or, while that is not known, all of their pages. */
  readonly agentPage: Audience;
}

/** Calls: from the press to the last word, each one ends exactly once. */
export type CallsService = ReturnType<typeof createCallsService>;

/** Creates the service; `start` takes over what an earlier server left open, `close` leaves calls as they are for
 *  the next. */
export function createCallsService(deps: CallsDeps) {
  const { facts, log, now } = deps;
  const store = createCallsStore(deps.db);
  const watchers = new CallWatchers();
  const announcer = createCallAnnouncer({ ...deps, watchers });
  const turns = new OneAtATime();

  /** Runs what a fact of the engine sets off. */
  function later(callId: string, work: () => Promise<unknown>): void {
    turns.run(callId, work).catch((error: unknown) => log.error({ err: error, callId }, 'A call got stuck'));
  }

  /** An answered call whose two sides have their media is a conversation. */
  function settle(callId: string): void {
    later(callId, async () => {
      const row = await store.get(callId);
      if (row?.status !== 'connecting' || row.agent_id === null) return;
      if (!rooms.areConnected(callId, [row.visitor_id, row.agent_id])) return;
      const active = await store.change(row, { to: 'active', at: now() }, { type: 'connected' });
      if (active) await announcer.changed(active);
    });
  }

  async function fail(callId: string): Promise<void> {
    const row = await store.get(callId);
    if (row?.status === 'waiting' || row?.status === 'offered') {
      await finish(row, { to: 'missed', at: now(), reason: 'media_failed', passedBy: passedBy(row) });
    } else if (row?.status === 'connecting' || row?.status === 'active') {
      await finish(row, { to: 'ended', at: now(), reason: 'media_failed' });
    }
  }

  const rooms = new CallRooms(deps.engine, deps.videoCodecs, {
    connected: settle,
    moved: (callId, to, grant) =>
      later(callId, async () => {
        const row = await store.get(callId);
        if (row) await announcer.moved(row, to, grant);
      }),
    failed: (callId) => later(callId, () => fail(callId)),
    message: (callId, to, generation, event) => facts.send(to, 'media:event', { callId, generation, event }),
    happened: (callId, fact) => watchers.happened(callId, fact),
  });
  watchers.add(createFirstSight({ store, rooms, later, now }));
  const finish = createCallEnding({ ...deps, store, rooms, announcer });
  const offerNext = createCallOffering({
    ...deps,
    store,
    rooms,
    announcer,
    finish,
    offerMs: deps.times.offerMs,
  });
  const comings = new CallComings({
    ...deps,
    ...deps.times,
    store,
    rooms,
    turns,
    announcer,
    returned: (callId) => clock.returned(callId),
  });
  const clock = new CallClock({ ...deps, store, turns, comings, offerNext, finish });
  const shared = { ...deps, store, rooms, announcer, turns, comings, offerNext, finish };
  const { request, prepare, answer, decline } = createCallRinging({ ...shared, settle });
  const { hangUp, upgrade, keepCameraOff, current } = createCallTalking(shared);

  return {
    request,
    prepare,
    answer,
    decline,
    hangUp,
    upgrade,
    keepCameraOff,
    current,

    /** Whether a member is rung or in a call; then no other is offered to them. */
    async inCall(memberId: string): Promise<boolean> {
      return (await store.liveOfAgent(memberId)) !== undefined;
    },

    /** Passes a page's request on to the engine of the room that this person was admitted to. */
    async mediaRequest({ actor, connectionId }: From<Actor>, input: ParsedInput<'media:request'>) {
      const { callId, generation, request: mediaRequest } = input;
      const peerId = peerIdOf(actor);
      if (!rooms.grantOf(callId, peerId)) {
        requireSide(await visibleCall(store, actor, callId), actor);
        throw new AppError('conflict', 'generation: the room is a new one, ask call:current for its grant');
      }
      return rooms.request(callId, peerId, { connectionId, generation }, mediaRequest);
    },

    /** The call of somebody who asks for a still of the seller's camera. */
    async forCapture(actor: Actor, callId: string): Promise<CallForCapture> {
      const { row } = await answeredCall(store, actor, callId);
      const { agent_id: agentId } = row;
      if (agentId === null) throw new Error(`call ${callId} was answered by nobody`);
      const page = rooms.pageOf(callId, agentId);
      return {
        readers: {
          conversationId: row.conversation_id,
          visitorId: row.visitor_id,
          shopId: row.shop_id,
        },
        agentId,
        agentPage: page === null ? { member: agentId } : { connection: page },
      };
    },

    /** An answered call that goes on, and which side of it this person is on. */
    async forRecording(actor: Actor, callId: string): Promise<{ call: CallRow; side: Side }> {
      const { row, side } = await answeredCall(store, actor, callId);
      return { call: row, side };
    },

    /** The room of a call while it is open: its tracks, and what they send. */
    room: (callId: string): Pick<MediaRoom, 'tracks' | 'tap' | 'export'> | undefined => rooms.room(callId),

    /** Registers somebody who follows calls; the function it returns takes them away. */
    watch: (watcher: CallWatcher): (() => void) => watchers.add(watcher),

    /** Takes over the calls an earlier server left open and begins to watch deadlines. */
    start: () => clock.start(),

    /** Looks at all deadlines now. */
    sweep: () => clock.sweep(),

    /** Stops watching; open calls stay open for the next server. */
    async close(): Promise<void> {
      comings.close();
      rooms.detach();
      await clock.close();
      await turns.idle();
    },
  };
}
