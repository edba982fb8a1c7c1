import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineMessages, differingParameters, render } from './messages.ts';
import type { ArgumentsFor, Translation } from './messages.ts';

const en = defineMessages({
  hangUp: 'Hang up',
  greet: 'Hello {name}',
  photos: { one: '{count} photo of {name}', other: '{count} photos of {name}' },
});
const zh: Translation<typeof en> = {
  hangUp: '挂断',
  greet: '{name}，你好',
  photos: { other: '{name}的{count}张照片' },
};

describe('messages', () => {
  it('[LANG-2] puts parameters in and leaves an unknown one visible', () => {
    expect(render(en.greet, 'en', { name: 'Lan' })).toBe('Hello Lan');
    expect(render(en.greet, 'en', { nmae: 'Lan' })).toBe('Hello {name}');
  });

  it('[LANG-2] chooses the plural form by the rules of the language and writes numbers its way', () => {
    expect(render(en.photos, 'en', { count: 1, name: 'bag' })).toBe('1 photo of bag');
    expect(render(en.photos, 'en', { count: 1200, name: 'bag' })).toBe('1,200 photos of bag');
    expect(render(zh.photos, 'zh', { count: 1, name: '包' })).toBe('包的1张照片');
  });

  it('[LANG-1] holds keys, shapes and parameters by types', () => {
    expectTypeOf<ArgumentsFor<(typeof en)['hangUp']>>().toEqualTypeOf<[]>();
    expectTypeOf<ArgumentsFor<(typeof en)['greet']>>().toEqualTypeOf<
      [parameters: { name: string | number }]
    >();
    expectTypeOf<ArgumentsFor<(typeof en)['photos']>>().toEqualTypeOf<
      [parameters: { count: number; name: string | number }]
    >();
    // @ts-expect-error a key is missing
    const missing: Translation<typeof en> = { hangUp: '挂断', greet: '{name}' };
    expect(missing).not.toHaveProperty('photos');
  });

  it('[LANG-1] names the keys whose parameters differ between two languages', () => {
    expect(differingParameters(en, zh)).toEqual([]);
    expect(differingParameters(en, { ...zh, greet: '你好' })).toEqual(['greet']);
  });
});
