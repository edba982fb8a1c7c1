import type { CallKind, CallView, CallWithGrant, ErrorCode } from '#protocol';
import { computed, onScopeDispose, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { codeOf } from '../../signaling/command-error.ts';
import { newId } from '../../signaling/new-id.ts';
import type { CallSide } from './call-controller.ts';
import { isLive, isOver, latestCall, phaseOf, type CallPhase } from './call-phase.ts';
import type { CallSignaling } from './call-signaling.ts';
import { hungUpHere, lostCall } from './lost-call.ts';

type Ask = 'call:answer' | 'call:decline' | 'call:upgrade';

/** The server's word on the call of this page, and the commands that change it. */
export interface CallStateKeeper {
  readonly call: ShallowRef<CallView | null>;
  readonly phase: ComputedRef<CallPhase>;
  readonly problem: Ref<ErrorCode | null>;
  /** The other side has no page just now; the call waits for them. */
  readonly otherAway: ComputedRef<boolean>;
  request(kind: CallKind, sku: string | undefined): Promise<void>;
  /** Runs a command about the call at hand; a refusal stands in `problem` and answers false. */
  ask(command: 'call:answer' | 'call:upgrade'): Promise<boolean>;
  decline(): Promise<void>;
  /** Ends the call here at once, whatever the network does. */
  hangUp(): void;
  /** Asks the server what call one is in; with `fresh`, takes it over from any other page. */
  refresh(fresh: boolean): Promise<boolean>;
  dismiss(): void;
}

/** Follows one call by what the server tells, in the order of its revisions. */
export function useCallState(options: {
  signaling: CallSignaling;
  side: CallSide;
  now: () => number;
  /** Agent: whether this page is the one that rings. */
  takesOffers: () => boolean;
  /** The right to join the room, first or anew. */
  onGrant: (granted: CallWithGrant) => void;
  /** Another page of the same person has the call now. */
  onTakenOver: () => void;
}): CallStateKeeper {
  const { signaling, side, now } = options;
  const call = shallowRef<CallView | null>(null);
  /** The call that is being asked for. */
  const wanted = ref<string | null>(null);
  const problem = ref<ErrorCode | null>(null);
  /** The call whose other side is away: the word may come before the call itself does. */
  const awayIn = ref<string | null>(null);
  /** Calls that were hung up without the server having heard of it. */
  const unheard = new Set<string>();
  /** The last request or end of a call: the server lets nobody have two calls. */
  let before: Promise<void> | undefined;
  const phase = computed<CallPhase>(() => (wanted.value ? 'requesting' : phaseOf(call.value)));

  function learn(next: CallView): void {
    // What was hung up here does not come back by news from before the server heard of it.
    if (isOver(phaseOf(call.value)) && !isOver(phaseOf(next))) return;
    call.value = latestCall(call.value, next);
  }

  function begin(next: CallView): void {
    if (call.value?.id === next.id) learn(next);
    else call.value = next;
  }

  async function run<T>(work: () => Promise<T>, matters = () => true): Promise<T | null> {
    try {
      const done = await work();
      if (matters()) problem.value = null;
      return done;
    } catch (error) {
      if (matters()) problem.value = codeOf(error);
      return null;
    }
  }

  async function tellHungUp(callId: string): Promise<void> {
    unheard.delete(callId);
    await signaling.command('call:hangUp', { callId }).catch((error: unknown) => {
      if (codeOf(error) === 'unavailable') unheard.add(callId);
    });
  }

  async function request(kind: CallKind, sku: string | undefined): Promise<void> {
    if (isLive(phase.value)) return;
    const callId = newId();
    const isWanted = () => wanted.value === callId;
    wanted.value = callId;
    call.value = null;
    if (before) await before;
    if (!isWanted()) return;
    const input = { callId, kind, ...(sku && { sku }) };
    before = run(() => signaling.command('call:request', input), isWanted).then((reply) => {
      if (!isWanted()) return tellHungUp(callId);
      if (reply) begin(reply.call);
      wanted.value = null;
      if (reply?.grant) options.onGrant({ call: reply.call, grant: reply.grant });
    });
    await before;
  }

  async function ask(command: Ask): Promise<boolean> {
    const callId = call.value?.id;
    if (!callId) return false;
    const reply = await run(() => signaling.command(command, { callId }));
    if (reply && 'call' in reply) learn(reply.call);
    // A call that is over on the server must not go on here.
    if (problem.value === 'call_over' || problem.value === 'not_found') void refresh(false);
    return reply !== null;
  }

  /** Joins before the answer, where no other device of the agent does. */
  async function prepare({ call: { id }, grant }: CallWithGrant): Promise<void> {
    const reply = await signaling.command('call:prepare', { callId: id }).catch(() => null);
    const now = call.value;
    if (reply?.mine && now?.id === id && isLive(phaseOf(now))) options.onGrant({ call: now, grant });
  }

  async function decline(): Promise<void> {
    const offered = call.value;
    await ask('call:decline');
    if (call.value?.id === offered?.id) call.value = null;
  }

  function hangUp(): void {
    wanted.value = null;
    const left = call.value;
    if (!left || !isLive(phase.value)) return;
    call.value = hungUpHere(left, side, now());
    before = tellHungUp(left.id);
  }

  async function refresh(fresh: boolean): Promise<boolean> {
    const known = call.value;
    const reply = await run(() => signaling.command('call:current', { fresh }));
    if (!reply) return false;
    if (!reply.call || (known && known.id !== reply.call.id)) {
      if (known && call.value?.id === known.id && isLive(phaseOf(call.value)))
        call.value = lostCall(call.value, side, now());
      if (!reply.call) return false;
    }
    const offered = reply.call.state.status === 'offered';
    if (side === 'agent' && offered && !options.takesOffers()) return false;
    if (!known && !fresh && !offered) return false;
    begin(reply.call);
    if (reply.grant) options.onGrant({ call: reply.call, grant: reply.grant });
    return true;
  }

  const stops = [
    signaling.on('call:changed', (changed) => learn(changed.call)),
    signaling.on('call:otherAway', ({ callId, away }) => (awayIn.value = away ? callId : null)),
    signaling.on('call:moved', (moved) => {
      if (moved.call.id !== call.value?.id || isOver(phase.value)) return;
      learn(moved.call);
      options.onGrant(moved);
    }),
    signaling.on('call:offered', (offered) => {
      if (side !== 'agent' || !options.takesOffers() || isLive(phase.value)) return;
      begin(offered.call);
      void prepare(offered);
    }),
    signaling.on('call:offerWithdrawn', ({ callId, reason }) => {
      if (callId !== call.value?.id || isOver(phase.value)) return;
      call.value = null;
      if (reason === 'answered_elsewhere') options.onTakenOver();
    }),
    signaling.onReconnected(() => {
      // Told anew where it is so.
      awayIn.value = null;
      for (const callId of unheard) void tellHungUp(callId);
      // An agent's page may also have missed an offer.
      if (isLive(phaseOf(call.value))) void refresh(false);
      else if (side === 'agent' && options.takesOffers()) void refresh(false);
    }),
  ];
  onScopeDispose(() => {
    for (const stop of stops) stop();
  });

  return {
    call,
    phase,
    problem,
    otherAway: computed(() => awayIn.value !== null && awayIn.value === call.value?.id),
    request,
    ask,
    decline,
    hangUp,
    refresh,
    dismiss: () => {
      if (isOver(phase.value)) call.value = null;
      problem.value = null;
    },
  };
}
