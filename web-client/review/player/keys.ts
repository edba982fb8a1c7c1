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

/** What is looked at in a pressed key, and where it was pressed. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
  /** In a place where letters are written or a value is set by keys. */
  readonly writing: boolean;
  /** On a button or link, which the space bar presses. */
  readonly onButton: boolean;
  /** In a dialog or a menu, which has keys of its own. */
  readonly inDialog: boolean;
}

/** The action of a key, or null where it belongs to somebody else. */
export function reviewKey(press: KeyPress): ReviewKey | null {
  if (press.isComposing || press.inDialog || press.writing) return null;
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  if (press.key === ' ' && press.onButton) return null;
  return KEYS[press.key.length === 1 ? press.key.toLowerCase() : press.key] ?? null;
}
