/** What a key does in the console. */
export type KeyAction =
  | 'help'
  | 'writeMessage'
  | 'mute'
  | 'camera'
  | 'photo'
  | 'freeze'
  | 'screen'
  | 'available'
  | 'busy'
  | 'away'
  | 'close';

/** What is looked at in a pressed key, and where it was pressed. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
  /** In a place where letters are written. */
  readonly writing: boolean;
  /** In a dialog or a menu, which has keys of its own. */
  readonly inDialog: boolean;
}

/** The letters, as the dialog of keys lists them. */
export const LETTERS: Readonly<Record<string, Exclude<KeyAction, 'close'>>> = {
  '?': 'help',
  '/': 'writeMessage',
  m: 'mute',
  v: 'camera',
  p: 'photo',
  f: 'freeze',
  s: 'screen',
  '1': 'available',
  '2': 'busy',
  '3': 'away',
};

/**
 * The action of a key, or null. Letters are letters where one writes, and belong to the browser with Ctrl, Alt
 * or ⌘; `lettersOn` is the person's choice (WCAG 2.1.4).
 */
export function actionOf(press: KeyPress, lettersOn: boolean): KeyAction | null {
  if (press.isComposing || press.inDialog || press.ctrlKey || press.metaKey || press.altKey) return null;
  if (press.key === 'Escape') return 'close';
  if (press.writing || !lettersOn) return null;
  return LETTERS[press.key.toLowerCase()] ?? null;
}
