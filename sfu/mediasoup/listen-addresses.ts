import { networkInterfaces } from 'node:os';
import type { MediasoupConfig } from './config.ts';

/** Where a worker listens and what pages are told. */
export interface ListenAddress {
  readonly ip: string;
  readonly announcedAddress?: string;
}

/** A wildcard without an announced address becomes every IPv4 address of this machine: pages cannot send to
 *  `0.0.0.0`, and a page on this machine and one in the same network reach different ones. */
export function listenAddresses(
  config: Pick<MediasoupConfig, 'listenIp' | 'announcedAddress'>,
  interfaces: typeof networkInterfaces = networkInterfaces,
): ListenAddress[] {
  const { listenIp: ip, announcedAddress } = config;
  if (announcedAddress !== undefined) return [{ ip, announcedAddress }];
  if (ip !== '0.0.0.0') return [{ ip }];
  const own = Object.values(interfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family }) => family === 'IPv4')
    .toSorted((a, b) => Number(a.internal) - Number(b.internal))
    .map(({ address }) => ({ ip: address }));
  return own.length > 0 ? own : [{ ip: '127.0.0.1' }];
}
