import { describe, expect, it } from 'vitest';
import type { KeyPress } from '../ui/key-press.ts';
import { actionOf, LETTERS } from './keys.ts';

const press: KeyPress = {
  key: 'm',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  writing: false,
  onButton: false,
  inDialog: false,
};

describe('keys of the console', () => {
  it('[PAGE-31] a letter acts, in either case', () => {
    expect(actionOf(press, true)).toBe('mute');
    expect(actionOf({ ...press, key: 'V' }, true)).toBe('camera');
    expect(actionOf({ ...press, key: '?' }, true)).toBe('help');
    expect(actionOf({ ...press, key: 'q' }, true)).toBeNull();
  });

  it('[PAGE-31] letters are letters where one writes, in dialogs, with a modifier, or when they are turned off', () => {
    for (const key of Object.keys(LETTERS)) {
      expect(actionOf({ ...press, key, writing: true }, true)).toBeNull();
      expect(actionOf({ ...press, key, inDialog: true }, true)).toBeNull();
      expect(actionOf({ ...press, key, ctrlKey: true }, true)).toBeNull();
      expect(actionOf({ ...press, key, metaKey: true }, true)).toBeNull();
      expect(actionOf({ ...press, key, altKey: true }, true)).toBeNull();
      expect(actionOf({ ...press, key }, false)).toBeNull();
    }
  });

  it('[PAGE-31] Escape closes, also where one writes, but not while Chinese is composed', () => {
    expect(actionOf({ ...press, key: 'Escape', writing: true }, false)).toBe('close');
    expect(actionOf({ ...press, key: 'Escape', isComposing: true }, true)).toBeNull();
  });
});
