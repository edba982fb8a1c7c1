import { expect, it } from 'vitest';
import { differingParameters } from '../../i18n/messages.ts';
import en from './messages.en.ts';
import zh from './messages.zh.ts';

it('[LANG-1] the owner’s pages say the same in both languages, with the same parameters', () => {
  expect(differingParameters(en, zh)).toEqual([]);
});
