import { isIPv6 } from 'node:net';

/** The client's address behind so many proxies of our own; what came before them is only claimed.
 *  @param forwarded the `X-Forwarded-For` header, the last hop last. */
export function clientAddress(
  remote: string | undefined,
  forwarded: string | string[] | undefined,
  proxies: number,
): string {
  const hops = [forwarded ?? []]
    .flat()
    .join(',')
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '');
  const fromHere = [remote ?? 'unknown', ...hops.toReversed()];
  return fromHere[Math.min(proxies, fromHere.length - 1)] ?? 'unknown';
}

/** What limits per address count by: an IPv4 address as it is, an IPv6 one by its /64, which is what one customer
 *  gets at the least (RFC 6177) and can change at will within. */
export function addressKey(address: string): string {
  const [plain = ''] = address.toLowerCase().split('%');
  if (!isIPv6(plain)) return plain;
  const groups = ipv6Groups(plain);
  const [high = 0, low = 0] = groups.slice(6);
  // ::ffff:192.0.2.1, as a socket that listens to both families writes IPv4.
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  }
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

function ipv6Groups(address: string): number[] {
  const hexOnly = address.replace(
    /(\d+)\.(\d+)\.(\d+)\.(\d+)$/,
    (_, a: string, b: string, c: string, d: string) =>
      [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((group) => group.toString(16)).join(':'),
  );
  const [head = [], tail = []] = hexOnly
    .split('::')
    .map((side) => (side === '' ? [] : side.split(':').map((group) => Number.parseInt(group, 16))));
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}
