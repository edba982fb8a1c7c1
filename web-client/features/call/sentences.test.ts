import { describe, expect, it } from 'vitest';
import { endReason, missedReason, type CallState } from '#protocol';
import { differingParameters } from '../../i18n/messages.ts';
import type { DeviceProblem } from '../../media/devices.ts';
import type { OwnSource } from './call-controller.ts';
import en from './messages.en.ts';
import zh from './messages.zh.ts';
import { networkLevel } from './network-level.ts';
import { canRetryDevices, deviceKey, outcomeKey } from './sentences.ts';

const PROBLEMS: DeviceProblem[] = ['insecure_page', 'refused', 'not_found', 'busy', 'failed'];
const source = (problem: DeviceProblem | null): OwnSource => ({ on: !problem, starting: false, problem });

function sentences(key: keyof typeof en | null): [string, string] {
  expect(key).not.toBeNull();
  const text = (words: unknown) => (typeof words === 'string' ? words : '');
  return [text(en[key!]), text(zh[key!])];
}

describe('the words of a call', () => {
  it('[PAGE-15] every way a call ends has a sentence for either side, in both languages', () => {
    const states: CallState[] = [
      ...endReason.options.map((reason) => ({ status: 'ended' as const, answeredAt: 1, endedAt: 2, reason })),
      ...missedReason.options.map((reason) => ({ status: 'missed' as const, endedAt: 2, reason })),
    ];
    for (const state of states)
      for (const side of ['buyer', 'agent'] as const) {
        const [english, chinese] = sentences(outcomeKey(state, side));
        expect(english).toMatch(/^[A-Z].+\.$/);
        expect(chinese).toMatch(/。$/);
      }
    expect(outcomeKey({ status: 'waiting' }, 'buyer')).toBeNull();
  });

  it('[PAGE-15] every device that is missing has a sentence, and one for both together', () => {
    const said = new Set<string>();
    for (const problem of PROBLEMS)
      for (const own of [
        { microphone: source(problem), camera: source(problem), screen: source(null) },
        { microphone: source(problem), camera: source(null), screen: source(null) },
        { microphone: source(null), camera: source(problem), screen: source(null) },
      ]) {
        const [english, chinese] = sentences(deviceKey(own));
        said.add(english);
        expect(chinese).toMatch(/。$/);
        expect(canRetryDevices(own)).toBe(problem !== 'insecure_page');
      }
    expect(said.size).toBe(3 * PROBLEMS.length);
    const nothing = { microphone: source(null), camera: source(null), screen: source(null) };
    expect(deviceKey(nothing)).toBeNull();
    // What was pressed last is answered first.
    for (const own of [nothing, { ...nothing, camera: source('not_found') }]) {
      const noScreen = { ...own, screen: source('refused') };
      const [english, chinese] = sentences(deviceKey(noScreen));
      expect(said).not.toContain(english);
      expect(chinese).toMatch(/。$/);
      expect(canRetryDevices(noScreen)).toBe(false);
    }
  });

  it('[PAGE-15] both languages take the same parameters', () => {
    expect(differingParameters(en, zh)).toEqual([]);
  });

  it('[PAGE-15] names the network by how well media gets through', () => {
    expect([10, 7, 4, 0].map((score) => networkLevel(score, true))).toEqual([3, 2, 1, 0]);
    expect(networkLevel(10, false)).toBe(0);
  });
});
