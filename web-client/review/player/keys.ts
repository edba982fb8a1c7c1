import { belongsElsewhere, type KeyPress } from '../../ui/key-press.ts';

/** What a key does beside a recording. */
export type ReviewKey =
  | 'play'
  | 'back'
  | 'on'
  | 'frameBack'
  | 'frameOn'
  | 'slower'
  | 'faster'
  | 'loop'
  | 'layout'
  | 'markerBefore'
  | 'markerAfter'
  | 'chapterBefore'
  | 'chapterAfter'
  | 'comment'
  | 'mark'
  | 'search'
  | 'help';

const KEYS: Readonly<Record<string, ReviewKey>> = {
  ' ': 'play',
  k: 'play',
  ArrowLeft: 'back',
  ArrowRight: 'on',
  ',': 'frameBack',
  '.': 'frameOn',
  '[': 'slower',
  ']': 'faster',
  r: 'loop',
  l: 'layout',
  p: 'markerBefore',
  n: 'markerAfter',
  c: 'comment',
  m: 'mark',
  '/': 'search',
  '?': 'help',
};

const WITH_SHIFT: Readonly<Record<string, ReviewKey>> = { p: 'chapterBefore', n: 'chapterAfter' };

/** The action of a key, or null where it belongs to somebody else. */
export function reviewKey(press: KeyPress): ReviewKey | null {
  if (belongsElsewhere(press) || press.writing) return null;
  if (press.key === ' ' && press.onButton) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  return (press.shiftKey ? WITH_SHIFT[key] : undefined) ?? KEYS[key] ?? null;
}
