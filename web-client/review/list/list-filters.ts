import type { EndReason } from '#protocol';
import { dayBegins } from '../day.ts';
import type { ListQuery } from '../review-api.ts';

/** How the list is narrowed; an empty word is no filter. The same words stand in the address of the page. */
export interface RecordingFilters {
  q: string;
  member: string;
  buyer: string;
  sku: string;
  /** Days as a date field has them, `2026-05-03`, both included. */
  from: string;
  to: string;
  length: '' | (typeof LENGTHS)[number];
  outcome: '' | (typeof OUTCOMES)[number];
  rating: '' | (typeof RATINGS)[number];
  /** Those with a comment that mentions the reader. */
  mentions: '' | 'me';
}

export const LENGTHS = ['short', 'medium', 'long'] as const;
export const OUTCOMES = [
  'buyer_hung_up',
  'agent_hung_up',
  'buyer_lost',
  'agent_lost',
  'media_failed',
  'server_stopped',
] as const satisfies readonly EndReason[];
/** Stars: five, four or more, three or fewer. */
export const RATINGS = ['best', 'good', 'poor'] as const;

export const NO_FILTERS: RecordingFilters = {
  q: '',
  member: '',
  buyer: '',
  sku: '',
  from: '',
  to: '',
  length: '',
  outcome: '',
  rating: '',
  mentions: '',
};
const NAMES = Object.keys(NO_FILTERS) as (keyof RecordingFilters)[];

const MINUTE = 60_000;
const LENGTH_QUERY: Record<RecordingFilters['length'], ListQuery> = {
  '': {},
  short: { maxMs: String(2 * MINUTE) },
  medium: { minMs: String(2 * MINUTE), maxMs: String(10 * MINUTE) },
  long: { minMs: String(10 * MINUTE) },
};
const RATING_QUERY: Record<RecordingFilters['rating'], ListQuery> = {
  '': {},
  best: { minStars: '5' },
  good: { minStars: '4' },
  poor: { maxStars: '3' },
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const ID = /^[0-9a-f-]{36}$/i;
const FITS: Record<keyof RecordingFilters, (value: string) => boolean> = {
  q: (value) => value.length <= 200,
  member: (value) => ID.test(value),
  buyer: (value) => ID.test(value),
  sku: (value) => value.length <= 80,
  from: (value) => DAY.test(value) && !Number.isNaN(dayBegins(value)),
  to: (value) => DAY.test(value) && !Number.isNaN(dayBegins(value)),
  length: (value) => LENGTHS.some((one) => one === value),
  outcome: (value) => OUTCOMES.some((one) => one === value),
  rating: (value) => RATINGS.some((one) => one === value),
  mentions: (value) => value === 'me',
};

/** The filters that an address has; what is none is left out. */
export function filtersIn(search: string): RecordingFilters {
  const given = new URLSearchParams(search);
  const known = NAMES.map((name) => [name, given.get(name) ?? ''] as const);
  const good = known.filter(([name, value]) => value !== '' && FITS[name](value));
  return { ...NO_FILTERS, ...(Object.fromEntries(good) as Partial<RecordingFilters>) };
}

/** How filters stand in an address, `?q=lining&rating=poor`; nothing where there are none. */
export function searchOf(filters: RecordingFilters): string {
  const set = NAMES.flatMap((name) => {
    const value = filters[name].trim();
    return value === '' ? [] : [[name, value]];
  });
  return set.length === 0 ? '' : `?${new URLSearchParams(set).toString()}`;
}

/** What the service is asked for. */
export function queryOf({ q, from, to, length, rating, ...same }: RecordingFilters): ListQuery {
  return {
    ...same,
    q: q.trim(),
    ...(from && { from: String(Math.max(0, dayBegins(from))) }),
    ...(to && { to: String(Math.max(0, dayBegins(to, 1))) }),
    ...LENGTH_QUERY[length],
    ...RATING_QUERY[rating],
  };
}
