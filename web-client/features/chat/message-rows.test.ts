import { describe, expect, it } from 'vitest';
import type { ChatEntry } from './chat-entry.ts';
import { rowsOf } from './message-rows.ts';

const MINUTE = 60_000;
const noon = new Date(2026, 10, 22, 12).getTime();

function entry(at: number, who: string): ChatEntry {
  return {
    key: `${at}-${who}`,
    at,
    author: { kind: 'buyer', person: { id: who, name: who } },
    mine: false,
    state: 'stored',
    body: { kind: 'text', text: '' },
    local: null,
  };
}
function shape(entries: ChatEntry[]): string[] {
  return rowsOf(entries).map((row) => (row.kind === 'day' ? 'day' : row.head ? 'head' : 'more'));
}

describe('rows of a conversation', () => {
  it('names an author once for what was said in one breath', () => {
    expect(shape([entry(noon, 'a'), entry(noon + MINUTE, 'a'), entry(noon + 2 * MINUTE, 'b')])).toEqual([
      'day',
      'head',
      'more',
      'head',
    ]);
    expect(shape([entry(noon, 'a'), entry(noon + 6 * MINUTE, 'a')])).toEqual(['day', 'head', 'head']);
  });

  it('separates days', () => {
    const midnight = new Date(2026, 10, 23).getTime();
    expect(shape([entry(midnight - MINUTE, 'a'), entry(midnight, 'a')])).toEqual([
      'day',
      'head',
      'day',
      'head',
    ]);
    expect(shape([])).toEqual([]);
  });
});
