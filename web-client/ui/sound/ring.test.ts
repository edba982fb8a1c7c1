import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Ring } from './ring.ts';

/** A browser's audio clock, as far as a ring uses it. `allowed` lets `resume()` settle. */
class FakeAudio extends EventTarget {
  static made: FakeAudio;
  static allowed = false;
  state: AudioContextState = 'suspended';
  readonly sampleRate = 8000;
  started = 0;
  readonly #waiting: (() => void)[] = [];

  constructor() {
    super();
    FakeAudio.made = this;
  }
  resume(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    if (FakeAudio.allowed) this.run();
    return promise;
  }
  run(): void {
    this.state = 'running';
    for (const resolve of this.#waiting.splice(0)) resolve();
    this.dispatchEvent(new Event('statechange'));
  }
  suspend(): Promise<void> {
    this.state = 'suspended';
    return Promise.resolve();
  }
  createBuffer() {
    return { copyToChannel() {} };
  }
  createGain() {
    return { gain: { value: 1 }, connect() {}, disconnect() {} };
  }
  createBufferSource() {
    return { connect: (to: unknown) => to, start: () => (this.started += 1), stop() {}, disconnect() {} };
  }
}

let page: EventTarget;
let ring: Ring;

beforeEach(async () => {
  vi.useFakeTimers();
  FakeAudio.allowed = false;
  page = new EventTarget();
  vi.stubGlobal('AudioContext', FakeAudio);
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.resetModules();
  ring = (await import('./ring.ts')).createRing('incoming');
});
afterEach(() => {
  ring.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Whether it is heard at once. */
async function rings(): Promise<boolean> {
  const heard = ring.start();
  await vi.advanceTimersByTimeAsync(1500);
  return heard;
}

it('[PAGE-65] a ring is heard where the page may sound, however long it rings, and the clock rests after it', async () => {
  FakeAudio.allowed = true;
  expect(await rings()).toBe(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(FakeAudio.made.state).toBe('running');
  ring.stop();
  await vi.advanceTimersByTimeAsync(5000);
  expect(FakeAudio.made.state).toBe('suspended');
  expect(await rings()).toBe(true);
  expect(FakeAudio.made.started).toBe(2);
});

it('[PAGE-39] a ring that a browser or a sleepy device holds back begins as soon as it may', async () => {
  expect(await rings()).toBe(false);
  FakeAudio.made.run();
  expect(FakeAudio.made.started).toBe(1);
});

it('[PAGE-39] a ring that waits begins at the first press, once', async () => {
  expect(await rings()).toBe(false);
  FakeAudio.allowed = true;
  page.dispatchEvent(new Event('pointerup'));
  page.dispatchEvent(new Event('keydown'));
  await vi.advanceTimersByTimeAsync(0);
  expect(FakeAudio.made.started).toBe(1);
});

it('[PAGE-39] a ring that was over before it could be heard is not heard later', async () => {
  expect(await rings()).toBe(false);
  ring.stop();
  FakeAudio.allowed = true;
  page.dispatchEvent(new Event('pointerup'));
  FakeAudio.made.run();
  await vi.advanceTimersByTimeAsync(0);
  expect(FakeAudio.made.started).toBe(0);
});

it('[PAGE-39] of two rings in a row the second is heard alone', async () => {
  void ring.start();
  ring.stop();
  expect(await rings()).toBe(false);
  FakeAudio.made.run();
  expect(FakeAudio.made.started).toBe(1);
});
