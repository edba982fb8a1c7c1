import { afterEach, beforeEach, expect, it } from 'vitest';
import { computed, effectScope, type EffectScope, nextTick, ref, shallowRef } from 'vue';
import type { CallView } from '#protocol';
import type { CallSignaling } from './call-signaling.ts';
import { useVideoAsk, type VideoAsk } from './useVideoAsk.ts';

const voice = { id: 'call', kind: 'voice' } as CallView;
const call = shallowRef<CallView | null>(null);
const otherCameraOn = ref(false);
const listeners = new Map<string, (data: never) => void>();
const tell = (data: { callId: string }) => listeners.get('call:cameraKeptOff')?.(data as never);
let sent: unknown[][];
let scope: EffectScope;
let ask: VideoAsk;

beforeEach(() => {
  sent = [];
  call.value = voice;
  otherCameraOn.value = false;
  const signaling: CallSignaling = {
    command: (...command) => {
      sent.push(command);
      return Promise.reject(new Error('no network'));
    },
    on: (fact, listener) => {
      listeners.set(fact, listener);
      return () => listeners.delete(fact);
    },
    onReconnected: () => () => {},
  };
  const state = { call, phase: computed(() => 'active' as const), ask: () => Promise.resolve(true) };
  const own = { camera: { state: { on: false }, want: () => Promise.resolve() } };
  scope = effectScope();
  ask = scope.run(() => useVideoAsk({ signaling, state, own, otherCameraOn }))!;
});
afterEach(() => scope.stop());

it('[CALL-34] “Not now” is told to the other side, and a network that is away makes no problem of it', async () => {
  call.value = { ...voice, kind: 'video' };
  expect(ask.asked.value).toBe(true);
  ask.reply(false);
  expect(ask.asked.value).toBe(false);
  expect(sent).toEqual([['call:keepCameraOff', { callId: 'call' }]]);
  // A rejection that nobody took would fail the run.
  await new Promise((resolve) => setTimeout(resolve));
});

it('[CALL-34] the other side’s “Not now” stands in its own call, until that is left', () => {
  tell({ callId: 'another' });
  expect(ask.declined.value).toBe(false);
  tell({ callId: 'call' });
  expect(ask.declined.value).toBe(true);
  ask.forget();
  expect(ask.declined.value).toBe(false);
  scope.stop();
  expect(listeners.size).toBe(0);
});

it('[CALL-34] a camera that comes on all the same takes it back for good', async () => {
  tell({ callId: 'call' });
  otherCameraOn.value = true;
  await nextTick();
  otherCameraOn.value = false;
  await nextTick();
  expect(ask.declined.value).toBe(false);
});
