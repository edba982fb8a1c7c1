import { belongsElsewhere, type KeyPress } from '../ui/key-press.ts';

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
  if (belongsElsewhere(press)) return null;
  if (press.key === 'Escape') return 'close';
  if (press.writing || !lettersOn) return null;
  return LETTERS[press.key.toLowerCase()] ?? null;
}
