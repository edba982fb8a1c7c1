import { describe, expect, it } from 'vitest';
import type { KeyPress } from '../../ui/key-press.ts';
import { reviewKey } from './keys.ts';

const press = (key: string, where: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  writing: false,
  onButton: false,
  inDialog: false,
  ...where,
});

describe('keys of the player', () => {
  it('[REVP-7] play, seek, step and change the layout by one key', () => {
    expect([' ', 'K', 'ArrowLeft', '.', 'L', '?'].map((key) => reviewKey(press(key)))).toEqual([
      'play',
      'play',
      'back',
      'frameOn',
      'layout',
      'help',
    ]);
  });

  it('[REVP-57] lead by marker, and with Shift by chapter', () => {
    expect(['p', 'N'].map((key) => reviewKey(press(key)))).toEqual(['markerBefore', 'markerAfter']);
    const withShift = ['P', 'N', '?'].map((key) => reviewKey(press(key, { shiftKey: true })));
    expect(withShift).toEqual(['chapterBefore', 'chapterAfter', 'help']);
  });

  it('[REVP-7] belong to others where one writes, in dialogs, with modifiers; the space bar to its button', () => {
    expect(reviewKey(press('l', { writing: true }))).toBeNull();
    expect(reviewKey(press('l', { inDialog: true }))).toBeNull();
    expect(reviewKey(press('r', { ctrlKey: true }))).toBeNull();
    expect(reviewKey(press('l', { isComposing: true }))).toBeNull();
    expect(reviewKey(press(' ', { onButton: true }))).toBeNull();
    expect(reviewKey(press('k', { onButton: true }))).toBe('play');
    expect(reviewKey(press('q'))).toBeNull();
  });
});
