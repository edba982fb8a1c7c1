import { describe, expect, it } from 'vitest';
import { filtersIn, NO_FILTERS, queryOf, type RecordingFilters, searchOf } from './list-filters.ts';

const id = '01930000-0000-7000-8000-000000000000';
const ALL: RecordingFilters = {
  q: '内衬 canvas',
  member: id,
  buyer: id,
  sku: 'leather-tote',
  from: '2026-05-03',
  to: '2026-05-04',
  length: 'medium',
  outcome: 'buyer_lost',
  rating: 'poor',
  mentions: 'me',
};

describe('filters of the list', () => {
  it('[REVP-35] stand in the address, from which they are read again', () => {
    expect(filtersIn(searchOf(ALL))).toEqual(ALL);
    expect(searchOf(NO_FILTERS)).toBe('');
    expect(searchOf({ ...NO_FILTERS, rating: 'best' })).toBe('?rating=best');
  });

  it('[REVP-35] leave out what an address has that is no filter', () => {
    expect(
      filtersIn('?length=endless&member=wei&from=2026-99-99x&to=yesterday&t=5&outcome=none&mentions=you'),
    ).toEqual(NO_FILTERS);
  });

  it('[REVP-35] ask for whole days of the reader, lengths and stars', () => {
    const query = queryOf(ALL);
    const day = (date: number) => String(new Date(2026, 4, date).getTime());
    expect(query).toMatchObject({
      from: day(3),
      to: day(5),
      minMs: '120000',
      maxMs: '600000',
      maxStars: '3',
      mentions: 'me',
    });
    expect(query).not.toHaveProperty('rating');
  });
});
