import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { effectScope, watch, type EffectScope } from 'vue';
import type { CallState, CallView } from '#protocol';
import type { CallSide } from './call-controller.ts';
import type { CallSignaling } from './call-signaling.ts';
import { useCallState, type CallStateKeeper } from './useCallState.ts';

/** Everything that waited for an answer has gone on. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

/** The server's side of the wire, in the test's hand. */
class Wire {
  readonly asked: { name: string; input: { callId?: string; fresh?: boolean } }[] = [];
  readonly answers: { resolve(value: unknown): void; reject(error: unknown): void }[] = [];
  readonly #listeners = new Map<string, (data: never) => void>();
  #reconnected = () => {};

  readonly signaling: CallSignaling = {
    command: (name, input) => {
      this.asked.push({ name, input: input as { callId?: string; fresh?: boolean } });
      return new Promise<never>((resolve, reject) => {
        this.answers.push({ resolve, reject });
      });
    },
    on: (fact, listener) => {
      this.#listeners.set(fact, listener);
      return () => this.#listeners.delete(fact);
    },
    onReconnected: (listener) => {
      this.#reconnected = listener;
      return () => {};
    },
  };
  tell(fact: string, data: unknown): void {
    this.#listeners.get(fact)?.(data as never);
  }
  reconnect(): void {
    this.#reconnected();
  }
  async answer(value: unknown): Promise<void> {
    this.answers.shift()?.resolve(value);
    await settled();
  }
  async refuse(code: string): Promise<void> {
    this.answers.shift()?.reject({ code });
    await settled();
  }
}

const offered: CallState = { status: 'offered', offeredAt: 1, deadline: 26 };
const active: CallState = { status: 'active', answeredAt: 5, activeAt: 6 };

let wire: Wire;
let scope: EffectScope;
let granted: unknown[];
let taken: number;

beforeEach(() => {
  wire = new Wire();
  scope = effectScope();
  granted = [];
  taken = 0;
});
afterEach(() => scope.stop());

function start(side: CallSide, takesOffers = true): CallStateKeeper {
  return scope.run(() =>
    useCallState({
      signaling: wire.signaling,
      side,
      now: () => 100,
      takesOffers: () => takesOffers,
      onGrant: ({ grant }) => granted.push(grant),
      onTakenOver: () => (taken += 1),
    }),
  )!;
}

function call(id: string, revision: number, state: CallState): CallView {
  return {
    id,
    revision,
    conversationId: 'c',
    kind: 'video',
    requestedAt: 0,
    state,
    buyer: { id: 'b', name: 'Visitor' },
    agent: null,
    product: null,
  };
}

describe('the state of a call', () => {
  it('[CALL-33] a page that was reloaded knows that the other side is away, though told before the call', async () => {
    const state = start('agent');
    const back = state.refresh(true);
    wire.tell('call:otherAway', { callId: 'c', away: true });
    await wire.answer({ call: call('c', 3, active), grant: 'g' });
    await back;
    expect(state.otherAway.value).toBe(true);
    wire.tell('call:otherAway', { callId: 'c', away: false });
    expect(state.otherAway.value).toBe(false);
    wire.tell('call:otherAway', { callId: 'another', away: true });
    expect(state.otherAway.value).toBe(false);
  });

  it('[PAGE-14] a call hung up before the server answered is cancelled as soon as it does', async () => {
    const state = start('buyer');
    void state.request('video', undefined);
    expect(state.phase.value).toBe('requesting');
    const { callId } = wire.asked[0]!.input;
    state.hangUp();
    expect(state.phase.value).toBe('idle');
    await wire.answer({ call: call(callId!, 1, offered), grant: {} });
    expect(wire.asked.at(-1)).toEqual({ name: 'call:hangUp', input: { callId } });
    expect(state.phase.value).toBe('idle');
    expect(granted).toEqual([]);
  });

  it('[PAGE-14] a request that was given up neither brings its call back nor says how it failed', async () => {
    const state = start('buyer');
    void state.request('video', undefined);
    const first = wire.asked[0]!.input.callId!;
    state.hangUp();
    void state.request('voice', undefined);
    await settled();
    // The server lets nobody have two calls: the second one waits for the end of the first.
    expect(wire.asked).toHaveLength(1);
    await wire.answer({ call: call(first, 1, offered), grant: 'first' });
    expect(wire.asked.at(-1)).toEqual({ name: 'call:hangUp', input: { callId: first } });
    await wire.answer({ call: call(first, 2, offered) });
    const second = wire.asked.at(-1)!.input.callId!;
    expect(second).not.toBe(first);
    expect(state.phase.value).toBe('requesting');
    await wire.answer({ call: call(second, 1, offered), grant: 'second' });
    expect(state.call.value?.id).toBe(second);
    expect(granted).toEqual(['second']);

    state.hangUp();
    await wire.answer({});
    void state.request('video', undefined);
    await settled();
    state.hangUp();
    await wire.refuse('all_busy');
    expect(state.problem.value).toBeNull();
  });

  it('[PAGE-14] a call that is asked for is never idle before it rings', async () => {
    const state = start('buyer');
    const phases: string[] = [];
    watch(state.phase, (phase) => phases.push(phase), { flush: 'sync' });
    void state.request('video', undefined);
    await wire.answer({ call: call(wire.asked[0]!.input.callId!, 1, offered), grant: 'g' });
    expect(phases).toEqual(['requesting', 'ringing']);
  });

  it('[PAGE-14] hanging up ends the call here before anybody hears of it, and is told until somebody does', async () => {
    const state = start('buyer');
    void state.request('video', undefined);
    const { callId } = wire.asked[0]!.input;
    await wire.answer({ call: call(callId!, 1, offered), grant: 'g' });
    expect(granted).toEqual(['g']);
    wire.tell('call:changed', { call: call(callId!, 2, active) });
    state.hangUp();
    const ended = { status: 'ended', reason: 'buyer_hung_up' };
    expect(state.call.value?.state).toMatchObject(ended);
    wire.tell('call:changed', { call: call(callId!, 4, active) });
    wire.tell('call:moved', { call: call(callId!, 5, active), grant: 'moved' });
    expect(state.call.value?.state).toMatchObject(ended);
    expect(granted).toEqual(['g']);
    await wire.refuse('unavailable');
    const asked = wire.asked.length;
    wire.reconnect();
    expect(wire.asked.slice(asked)).toEqual([{ name: 'call:hangUp', input: { callId } }]);
    await wire.answer({});
    wire.reconnect();
    expect(wire.asked).toHaveLength(asked + 1);
  });

  it('[PAGE-14] a call that ended while the page was cut off is over when it is back', async () => {
    const state = start('agent');
    wire.tell('call:offered', { call: call('x', 1, offered), grant: 'g' });
    await wire.answer({ mine: true });
    wire.tell('call:changed', { call: call('x', 2, active) });
    wire.reconnect();
    expect(wire.asked.slice(1)).toEqual([{ name: 'call:current', input: { fresh: false } }]);
    await wire.answer({ call: null, grant: null });
    expect(state.call.value?.state).toMatchObject({ status: 'ended', reason: 'agent_lost' });
  });

  it('[PAGE-14] an offer rings only in the page that takes offers, and only while no call is on', async () => {
    const deaf = start('agent', false);
    wire.tell('call:offered', { call: call('x', 1, offered), grant: 'g' });
    expect(deaf.phase.value).toBe('idle');
    const state = start('agent');
    wire.tell('call:offered', { call: call('x', 1, offered), grant: 'g' });
    wire.tell('call:offered', { call: call('y', 1, offered), grant: 'h' });
    expect(state.call.value?.id).toBe('x');
    expect(wire.asked).toEqual([{ name: 'call:prepare', input: { callId: 'x' } }]);
    await wire.answer({ mine: true });
    expect(granted).toEqual(['g']);
  });

  it('[CALL-12] an offer that another device of the agent prepares rings, and is joined with the grant of the answer', async () => {
    const state = start('agent');
    wire.tell('call:offered', { call: call('x', 1, offered), grant: 'g' });
    await wire.answer({ mine: false });
    expect(state.phase.value).toBe('ringing');
    expect(granted).toEqual([]);
    void state.ask('call:answer');
    wire.tell('call:moved', { call: call('x', 2, active), grant: 'h' });
    expect(granted).toEqual(['h']);
  });

  it('[PAGE-14] an offer that is withdrawn before it could be prepared is not joined', async () => {
    start('agent');
    wire.tell('call:offered', { call: call('x', 1, offered), grant: 'g' });
    wire.tell('call:offerWithdrawn', { callId: 'x', reason: 'timeout' });
    await wire.answer({ mine: true });
    expect(granted).toEqual([]);
  });

  it('[PAGE-14] a call that another page of the same person took over is let go, and said so', () => {
    const state = start('agent');
    wire.tell('call:offered', { call: call('x', 1, offered), grant: 'g' });
    wire.tell('call:offerWithdrawn', { callId: 'other', reason: 'timeout' });
    expect(state.phase.value).toBe('ringing');
    wire.tell('call:offerWithdrawn', { callId: 'x', reason: 'answered_elsewhere' });
    expect(state.phase.value).toBe('idle');
    expect(taken).toBe(1);
  });
});
