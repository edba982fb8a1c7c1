import type { CommandOutput } from '#protocol';
import type { CallRow } from '../db/schema.ts';
import type { OneAtATime } from '#protocol/one-at-a-time';
import type { Actor } from '../transport/actor.ts';
import { AppError } from '#protocol/app-error';
import { answeredCall, hasPassed, peerIdOf, requireSide, sideOf, visibleCall } from './call-access.ts';
import type { CallAnnouncer } from './call-announcer.ts';
import type { CallComings } from './call-comings.ts';
import type { CallEnding } from './call-ending.ts';
import type { CallOffering } from './call-offering.ts';
import type { From } from './call-ringing.ts';
import type { CallRooms } from './call-rooms.ts';
import { isLive, passedBy } from './call-state.ts';
import type { CallsStore } from './calls.store.ts';

export interface CallTalkingDeps {
  readonly store: CallsStore;
  readonly rooms: CallRooms;
  readonly announcer: CallAnnouncer;
  readonly turns: OneAtATime;
  readonly comings: CallComings;
  readonly offerNext: CallOffering;
  readonly finish: CallEnding;
  readonly now: () => number;
}

/** What both sides may do with a call they have. */
export function createCallTalking(deps: CallTalkingDeps) {
  const { store, rooms, announcer, turns, finish, now } = deps;

  async function endedBy(row: CallRow, actor: Actor): Promise<CallRow | undefined> {
    const side = requireSide(row, actor);
    const rings = row.status === 'waiting' || row.status === 'offered';
    if (rings && side === 'agent') return deps.offerNext(row, 'declined');
    const by = peerIdOf(actor);
    return rings
      ? finish(row, { to: 'missed', at: now(), reason: 'cancelled', passedBy: passedBy(row) }, by)
      : finish(row, { to: 'ended', at: now(), reason: `${side}_hung_up` }, by);
  }

  return {
    hangUp({ actor }: From<Actor>, callId: string) {
      return turns.run(callId, async (): Promise<CommandOutput<'call:hangUp'>> => {
        const row = await visibleCall(store, actor, callId);
        const wasTheirs =
          sideOf(row, actor) !== undefined || (actor.kind === 'member' && hasPassed(row, actor));
        // Hanging up what is over already is what was wanted.
        if (!isLive(row) && wasTheirs) return { call: await announcer.view(row) };
        const after = await endedBy(row, actor);
        if (!after) throw new AppError('conflict', 'callId');
        return { call: await announcer.view(after) };
      });
    },

    upgrade({ actor }: From<Actor>, callId: string) {
      return turns.run(callId, async (): Promise<CommandOutput<'call:upgrade'>> => {
        const { row } = await answeredCall(store, actor, callId);
        if (row.kind === 'video') return { call: await announcer.view(row) };
        const event = { type: 'upgraded', data: { by: peerIdOf(actor) } };
        const upgraded = await store.upgrade(row, now(), event);
        if (!upgraded) throw new AppError('conflict', 'callId');
        return { call: await announcer.changed(upgraded) };
      });
    },

    keepCameraOff({ actor }: From<Actor>, callId: string) {
      return turns.run(callId, async (): Promise<CommandOutput<'call:keepCameraOff'>> => {
        const { row, side } = await answeredCall(store, actor, callId);
        const askedBy = await store.upgradedBy(callId);
        if (askedBy === undefined || askedBy === peerIdOf(actor))
          throw new AppError('conflict', 'the other side has not asked for video');
        announcer.cameraKeptOff(row, side);
        return {};
      });
    },

    /** @param fresh whether the page needs a grant in any case: it was reloaded, or takes the call over. */
    async current({ actor, connectionId }: From<Actor>, fresh: boolean) {
      const nothing: CommandOutput<'call:current'> = { call: null, grant: null };
      const find = () =>
        actor.kind === 'visitor' ? store.liveOfVisitor(actor.visitorId) : store.liveOfAgent(actor.memberId);
      const found = await find();
      if (!found) return nothing;
      return turns.run(found.id, async (): Promise<CommandOutput<'call:current'>> => {
        const row = await find();
        if (row?.id !== found.id) return nothing;
        await deps.comings.look(row);
        const call = await announcer.view(row);
        const peerId = peerIdOf(actor);
        const page = rooms.pageOf(row.id, peerId);
        const isElsewhere = page !== null && page !== connectionId;
        const isRinging = actor.kind === 'member' && row.status === 'offered';
        // While it rings the page that has prepared goes on ringing; whichever page answers then gets the call.
        const isKept = fresh ? isRinging && isElsewhere : true;
        // A grant that no page has begun to use may never have arrived: this page gets one of its own.
        const isTaken = rooms.isUsed(row.id, peerId) || (isRinging && isElsewhere);
        if (isKept && isTaken) return { call, grant: null };
        const side = actor.kind === 'visitor' ? 'buyer' : 'agent';
        const peer = { side, id: peerId } as const;
        const grant = await rooms.admit(row.id, peer, { subscribe: !isRinging, connectionId });
        if (isElsewhere) announcer.withdrawn({ connection: page }, row.id, 'answered_elsewhere');
        return { call, grant };
      });
    },
  };
}
