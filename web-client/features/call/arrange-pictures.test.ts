import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrangePictures, fitOf, PICTURES, type Picture } from './arrange-pictures.ts';

const there = (...pictures: Picture[]) => new Set(pictures);

describe('pictures on the stage', () => {
  it('[PAGE-13] a shared screen comes first, then the other’s camera; one’s own only by choice', () => {
    expect(arrangePictures(there('ownCamera'), null)).toEqual({ main: null, tiles: ['ownCamera'] });
    expect(arrangePictures(there('ownCamera', 'remoteCamera'), null).main).toBe('remoteCamera');
    expect(arrangePictures(there('remoteScreen', 'ownCamera', 'remoteCamera'), null)).toEqual({
      main: 'remoteScreen',
      tiles: ['remoteCamera', 'ownCamera'],
    });
    expect(arrangePictures(there('ownCamera', 'remoteCamera'), 'ownCamera').main).toBe('ownCamera');
  });

  it('[PAGE-13] shows each picture there is exactly once, whatever was chosen', () => {
    const picture = fc.constantFrom(...PICTURES);
    fc.assert(
      fc.property(fc.uniqueArray(picture), fc.option(picture), (present, chosen) => {
        const { main, tiles } = arrangePictures(new Set(present), chosen);
        const shown = [...(main ? [main] : []), ...tiles];
        expect(shown.toSorted()).toEqual(present.toSorted());
      }),
    );
  });

  it('[PAGE-13] fills the stage where that hides little, else shows the goods whole; never cuts a screen', () => {
    const phone = { width: 390, height: 844 };
    const desk = { width: 1120, height: 700 };
    expect(fitOf(phone, { width: 720, height: 1280 }, false)).toBe('cover');
    expect(fitOf(desk, { width: 1280, height: 720 }, false)).toBe('cover');
    expect(fitOf(phone, { width: 1280, height: 720 }, false)).toBe('contain');
    expect(fitOf(desk, { width: 1280, height: 720 }, true)).toBe('contain');
    expect(fitOf(phone, { width: 0, height: 0 }, false)).toBe('contain');
  });
});
