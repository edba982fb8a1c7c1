import { once } from 'node:events';
import { createServer } from 'node:net';

/** A TCP port that is free just now, for a program that cannot take any by itself. */
export async function freePort(ip = '127.0.0.1'): Promise<number> {
  const probe = createServer().listen(0, ip);
  await once(probe, 'listening');
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
