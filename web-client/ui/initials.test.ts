import { expect, it } from 'vitest';
import { initials } from './initials.ts';

it.each([
  ['王小兰', '小兰'],
  ['兰', '兰'],
  ['Lan Wei', 'LW'],
  ['demo:lan', 'DL'],
  ['anna maria von berg', 'AB'],
  ['访客 4576', '76'],
  ['Visitor 4576', '76'],
  ['  ', ''],
])('[PAGE-4] %s is written %s on a disc', (name, written) => {
  expect(initials(name)).toBe(written);
});
