import { describe, expect, it } from 'vitest';
import { sendsOn } from './compose-keys.ts';

const enter = { key: 'Enter', shiftKey: false, isComposing: false, keyCode: 13 };

describe('keys in the message box', () => {
  it('[PAGE-25] Enter sends, Shift+Enter does not', () => {
    expect(sendsOn(enter)).toBe(true);
    expect(sendsOn({ ...enter, shiftKey: true })).toBe(false);
    expect(sendsOn({ ...enter, key: 'a', keyCode: 65 })).toBe(false);
  });

  it('[PAGE-25] Enter that takes a candidate while Chinese is composed does not send', () => {
    expect(sendsOn({ ...enter, isComposing: true, keyCode: 229 })).toBe(false);
    expect(sendsOn({ ...enter, isComposing: true })).toBe(false);
    expect(sendsOn({ ...enter, keyCode: 229 })).toBe(false);
  });
});
