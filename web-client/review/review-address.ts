/** Pages with nothing more in their address than their name. */
const NAMED = ['figures', 'collections', 'sheets', 'settings', 'audit'] as const;
export type DeskPage = 'list' | (typeof NAMED)[number];

/** What the review pages show, as their address says it. */
export type ReviewPlace =
  | { readonly page: DeskPage }
  | { readonly page: 'collection'; readonly id: string }
  /** `at`: the moment to open it at, ms. */
  | { readonly page: 'recording'; readonly id: string; readonly at: number }
  | { readonly page: 'clip'; readonly id: string; readonly at: number }
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
  if (first === 'collections' && second && ID.test(second)) return { page: 'collection', id: second };
  if (first === 'clips' && second && ID.test(second)) return { page: 'clip', id: second, at };
  if (named) return { page: named };
  if (first === 'shared' && second) return { page: 'shared', token: second, at };
  return first && ID.test(first) ? { page: 'recording', id: first, at } : { page: 'list' };
}

/** The address of a place; a moment stands in it in seconds. */
export function addressOf(place: ReviewPlace): string {
  if (!('at' in place)) return pathOf(place);
  const seconds = Math.round(place.at / 100) / 10;
  return seconds > 0 ? `${pathOf(place)}?t=${seconds}` : pathOf(place);
}

function pathOf(place: ReviewPlace): string {
  switch (place.page) {
    case 'list':
      return ROOT;
    case 'recording':
      return `${ROOT}/${place.id}`;
    case 'shared':
      return `${ROOT}/shared/${place.token}`;
    case 'clip':
      return `${ROOT}/clips/${place.id}`;
    case 'collection':
      return `${ROOT}/collections/${place.id}`;
    default:
      return `${ROOT}/${place.page}`;
  }
}

function secondsIn(query: string): number {
  const seconds = Number(new URLSearchParams(query).get('t') ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}
