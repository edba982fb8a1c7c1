/** Pages with nothing more in their address than their name. */
const NAMED = ['settings', 'audit'] as const;
export type DeskPage = 'list' | (typeof NAMED)[number];

/** What the review pages show, as their address says it. */
export type ReviewPlace =
  | { readonly page: DeskPage }
  /** `at`: the moment to open it at, ms. */
  | { readonly page: 'recording'; readonly id: string; readonly at: number }
  | { readonly page: 'shared'; readonly token: string; readonly at: number };

const ROOT = '/review';
const ID = /^[0-9a-f-]{36}$/i;

/** Reads an address; one that is not known is the list. */
export function placeAt(path: string, query: string): ReviewPlace {
  const [first, second] = path
    .slice(ROOT.length)
    .split('/')
    .filter((part) => part !== '');
  const at = secondsIn(query);
  const named = NAMED.find((name) => name === first);
  if (named) return { page: named };
  if (first === 'shared' && second) return { page: 'shared', token: second, at };
  return first && ID.test(first) ? { page: 'recording', id: first, at } : { page: 'list' };
}

/** The address of a place; a moment stands in it in seconds. */
export function addressOf(place: ReviewPlace): string {
  if (place.page === 'list') return ROOT;
  if (place.page !== 'shared' && place.page !== 'recording') return `${ROOT}/${place.page}`;
  const path = place.page === 'shared' ? `${ROOT}/shared/${place.token}` : `${ROOT}/${place.id}`;
  const seconds = Math.round(place.at / 100) / 10;
  return seconds > 0 ? `${path}?t=${seconds}` : path;
}

function secondsIn(query: string): number {
  const seconds = Number(new URLSearchParams(query).get('t') ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}
