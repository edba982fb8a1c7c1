import { expect, it } from 'vitest';
import { listenAddresses } from './listen-addresses.ts';

const address = (ip: string, family: 'IPv4' | 'IPv6', internal: boolean) =>
  ({ address: ip, family, internal, netmask: '', mac: '', cidr: null, scopeid: 0 }) as never;
const interfaces = () => ({
  lo: [address('127.0.0.1', 'IPv4', true), address('::1', 'IPv6', true)],
  eth0: [address('192.0.2.7', 'IPv4', false)],
});

it('[MEDIA-2] tells pages the announced address', () => {
  expect(listenAddresses({ listenIp: '0.0.0.0', announcedAddress: 'media.example' }, interfaces)).toEqual([
    { ip: '0.0.0.0', announcedAddress: 'media.example' },
  ]);
});

it('[MEDIA-2] tells pages every own address when it listens on all and none is announced', () => {
  expect(listenAddresses({ listenIp: '0.0.0.0' }, interfaces)).toEqual([
    { ip: '192.0.2.7' },
    { ip: '127.0.0.1' },
  ]);
  expect(listenAddresses({ listenIp: '127.0.0.1' }, interfaces)).toEqual([{ ip: '127.0.0.1' }]);
});
