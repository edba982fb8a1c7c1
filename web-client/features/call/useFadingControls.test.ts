import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref, type EffectScope } from 'vue';
import { useFadingControls, type FadingControls } from './useFadingControls.ts';

let scope: EffectScope;
const held = ref(false);
let controls: FadingControls;

beforeEach(() => {
  vi.useFakeTimers();
  held.value = false;
  scope = effectScope();
  controls = scope.run(() => useFadingControls(() => held.value))!;
});
afterEach(() => {
  scope.stop();
  vi.useRealTimers();
});

const pointer = (type: string, pointerType = 'mouse') => ({ type, pointerType }) as PointerEvent;
function click() {
  const event = { preventDefault: vi.fn(), stopPropagation: vi.fn() };
  controls.onClickCapture(event as unknown as MouseEvent);
  return event.stopPropagation.mock.calls.length > 0 ? 'swallowed' : 'passed';
}

describe('controls over a picture', () => {
  it('[PAGE-16] fade three seconds after the last pointer, and come back with the next', () => {
    controls.onPointer(pointer('pointermove'));
    vi.advanceTimersByTime(2900);
    controls.onPointer(pointer('pointermove'));
    vi.advanceTimersByTime(2900);
    expect(controls.shown.value).toBe(true);
    vi.advanceTimersByTime(200);
    expect(controls.shown.value).toBe(false);
    controls.onPointer(pointer('pointermove'));
    expect(controls.shown.value).toBe(true);
  });

  it('[PAGE-16] never fade for who uses keys, and come back with the first one', () => {
    vi.advanceTimersByTime(60_000);
    expect(controls.shown.value).toBe(true);
    controls.onPointer(pointer('pointerdown'));
    vi.advanceTimersByTime(4000);
    expect(controls.shown.value).toBe(false);
    controls.onKey();
    vi.advanceTimersByTime(60_000);
    expect(controls.shown.value).toBe(true);
  });

  it('[PAGE-16] stay while something is open on them', () => {
    held.value = true;
    controls.onPointer(pointer('pointerdown'));
    vi.advanceTimersByTime(10_000);
    expect(controls.shown.value).toBe(true);
    held.value = false;
    vi.advanceTimersByTime(3000);
    expect(controls.shown.value).toBe(false);
  });

  it('[PAGE-16] come back when there is no picture any more', async () => {
    controls.onPointer(pointer('pointerdown'));
    vi.advanceTimersByTime(4000);
    expect(controls.shown.value).toBe(false);
    held.value = true;
    await nextTick();
    expect(controls.shown.value).toBe(true);
  });

  it('[PAGE-16] a finger’s first tap only brings them back: nobody hangs up unseen', () => {
    controls.onPointer(pointer('pointerdown', 'touch'));
    expect(click()).toBe('passed');
    vi.advanceTimersByTime(4000);
    controls.onPointer(pointer('pointerdown', 'touch'));
    expect(click()).toBe('swallowed');
    controls.onPointer(pointer('pointerdown', 'touch'));
    expect(click()).toBe('passed');
  });
});
