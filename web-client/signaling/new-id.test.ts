import { afterEach, describe, expect, it, vi } from 'vitest';
import { id } from '#protocol';
import { newId } from './new-id.ts';

afterEach(() => vi.unstubAllGlobals());

describe('ids made by a page', () => {
  it('are valid on the wire and differ, also where the browser has no randomUUID', () => {
    const ids = [newId(), newId()];
    const { crypto } = globalThis;
    const getRandomValues: Crypto['getRandomValues'] = (array) => crypto.getRandomValues(array);
    vi.stubGlobal('crypto', { getRandomValues });
    ids.push(newId(), newId());
    for (const one of ids) expect(id.safeParse(one).success, one).toBe(true);
    expect(new Set(ids).size).toBe(4);
  });
});
