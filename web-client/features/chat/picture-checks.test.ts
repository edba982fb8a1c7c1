import { describe, expect, it } from 'vitest';
import { LIMITS } from '#protocol';
import { TEXT_LENGTH } from './compose-keys.ts';
import { PICTURE_BYTES, refusalOf } from './picture-checks.ts';
import { placeFor } from './picture-size.ts';

describe('chosen pictures', () => {
  it('[PAGE-23] are refused before a byte leaves when they are too large, empty, or no picture', () => {
    expect(refusalOf({ type: 'image/jpeg', size: PICTURE_BYTES })).toBeNull();
    expect(refusalOf({ type: 'image/jpeg', size: PICTURE_BYTES + 1 })).toBe('too_large');
    expect(refusalOf({ type: 'image/png', size: 0 })).toBe('empty');
    for (const type of ['image/svg+xml', 'text/html', 'application/pdf', 'video/mp4', ''])
      expect(refusalOf({ type, size: 10 })).toBe('not_a_picture');
  });

  it('[PAGE-23] the page keeps the limits of the wire', () => {
    expect(PICTURE_BYTES).toBe(LIMITS.pictureBytes);
    expect(TEXT_LENGTH).toBe(LIMITS.textLength);
  });

  it('have their space reserved, in proportion and never as a sliver', () => {
    expect(placeFor({ width: 3000, height: 2000 })).toEqual({ width: 260, height: 173 });
    expect(placeFor({ width: 1000, height: 4000 })).toEqual({ width: 65, height: 260 });
    expect(placeFor({ width: 4000, height: 10 })).toEqual({ width: 260, height: 64 });
    expect(placeFor({ width: 120, height: 90 })).toEqual({ width: 120, height: 90 });
  });
});
