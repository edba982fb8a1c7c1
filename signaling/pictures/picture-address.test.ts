import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { newId } from '../db/ids.ts';
import { createPictureAddresses } from './picture-address.ts';

const HOUR = 3_600_000;
const NOW = 1_800_000_000_000;
const addresses = createPictureAddresses(randomBytes(32));

function open(address: string): { id: string; size: string; query: Record<string, string> } {
  const url = new URL(address, 'http://kanhuo.test');
  const [, , , id = '', size = ''] = url.pathname.split('/');
  return { id, size, query: Object.fromEntries(url.searchParams) };
}

it('[CHAT-23] makes an address good for hours, the same one for a while, and not for ever', () => {
  const id = newId();
  const address = addresses.address(id, 'full', NOW);
  const { size, query } = open(address);
  expect(addresses.isValid(id, size, query, NOW + 11 * HOUR)).toBe(true);
  expect(addresses.isValid(id, size, query, NOW + 14 * HOUR)).toBe(false);
  const hour = Math.floor(NOW / HOUR) * HOUR;
  expect(addresses.address(id, 'full', hour)).toBe(addresses.address(id, 'full', hour + HOUR - 1));
});

it('[CHAT-23] refuses an address that was changed in any part, or made with another secret', () => {
  const id = newId();
  const { query } = open(addresses.address(id, 'preview', NOW));
  const { until = '', key = '' } = query;
  expect(addresses.isValid(id, 'preview', query, NOW)).toBe(true);
  expect(addresses.isValid(id, 'full', query, NOW)).toBe(false);
  expect(addresses.isValid(newId(), 'preview', query, NOW)).toBe(false);
  expect(addresses.isValid(id, 'preview', { until: `${Number(until) + HOUR}`, key }, NOW)).toBe(false);
  expect(addresses.isValid(id, 'preview', { until, key: `${key}AA` }, NOW)).toBe(false);
  expect(addresses.isValid(id, 'preview', { until, key: '' }, NOW)).toBe(false);
  expect(addresses.isValid(id, 'preview', { until: [until], key }, NOW)).toBe(false);
  expect(addresses.isValid(id, 'preview', {}, NOW)).toBe(false);
  const others = createPictureAddresses(randomBytes(32));
  expect(others.isValid(id, 'preview', query, NOW)).toBe(false);
});
