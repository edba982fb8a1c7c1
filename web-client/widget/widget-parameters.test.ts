import { expect, it } from 'vitest';
import { readParameters } from './widget-parameters.ts';

it.each([
  ['https://shop.example', 'https://shop.example'],
  ['http://127.0.0.1:5173', 'http://127.0.0.1:5173'],
  ['*', undefined],
  ['/', undefined],
  ['null', undefined],
  ['', undefined],
  ['javascript:alert(1)', undefined],
  ['file:///etc', undefined],
  ['https://shop.example/page', undefined],
])('[PAGE-9] takes %s for a page’s origin only if it is one', (given, page) => {
  expect(readParameters(`?shop=demo&page=${encodeURIComponent(given)}`).page).toBe(page);
});
