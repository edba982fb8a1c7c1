import { describe, expect, it } from 'vitest';
import { addressOf, placeAt, type ReviewPlace } from './review-address.ts';

const id = '01930000-0000-7000-8000-000000000000';

describe('addresses of the review', () => {
  it('[REVP-4] lead to a recording at its second, and back', () => {
    const places: ReviewPlace[] = [
      { page: 'list' },
      { page: 'audit' },
      { page: 'settings' },
      { page: 'figures' },
      { page: 'sheets' },
      { page: 'collections' },
      { page: 'collection', id },
      { page: 'clip', id, at: 2500 },
      { page: 'recording', id, at: 0 },
      { page: 'recording', id, at: 83_000 },
      { page: 'shared', token: 'abc.def', at: 1500 },
    ];
    for (const place of places) {
      const { pathname, search } = new URL(addressOf(place), 'http://shop.example');
      expect(placeAt(pathname, search)).toEqual(place);
    }
    expect(addressOf({ page: 'recording', id, at: 83_000 })).toBe(`/review/${id}?t=83`);
  });

  it('[REVP-4] lead to the list where nothing is meant, and to the start where the second is none', () => {
    expect(placeAt('/review/nonsense', '')).toEqual({ page: 'list' });
    for (const query of ['?t=', '?t=-4', '?t=x', '?t=Infinity']) {
      expect(placeAt(`/review/${id}`, query)).toMatchObject({ at: 0 });
    }
  });
});
