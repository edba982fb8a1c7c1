import { describe, expect, it } from 'vitest';
import { nodeState } from './node-state.ts';

/** Fields as they follow each other in LiveKit's record: id, ip, CPUs, statistics, type, then the state. */
const before = [10, 3, 78, 68, 95, 18, 1, 49, 24, 4, 34, 4, 8, 0x96, 0x80, 0x01, 0x2d, 0, 0, 0, 0, 0x29];
const eight = [1, 2, 3, 4, 5, 6, 7, 8];

describe('[ENGINE-6] the state of a node', () => {
  it('is found behind fields of every kind', () => {
    expect(nodeState(Uint8Array.from([...before, ...eight, 48, 2, 58, 1, 97]))).toBe(2);
    expect(nodeState(Uint8Array.from([...before, ...eight, 48, 0xac, 0x02]))).toBe(300);
  });

  it('is unknown where it is not said, or the record is cut off or nonsense', () => {
    for (const record of [[], before, [34, 200, 1], [7, 7, 7], [0xff, 0xff]]) {
      expect(nodeState(Uint8Array.from(record))).toBeUndefined();
    }
  });
});
