import { describe, expect, it } from 'vitest';
import { addressKey, clientAddress } from './client-address.ts';

describe('the address that limits count by', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:c000:207', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['2001:db8:1:3::9', '2001:db8:1:3::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('[WIRE-16] of %s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });

  it.each([
    [0, '10.0.0.1'],
    [1, '192.0.2.7'],
    [2, '198.51.100.1'],
    [9, '198.51.100.1'],
  ])('[WIRE-16] is believed %i proxies, and no further', (proxies, address) => {
    expect(clientAddress('10.0.0.1', '198.51.100.1, 192.0.2.7', proxies)).toBe(address);
  });
});
