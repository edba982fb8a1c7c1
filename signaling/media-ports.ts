import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Config, ConfigError } from './config.ts';

const PATIENCE_MS = 2000;

/** The first media port to use: the configured one where it and those after it are free. Where they are taken, a
 *  configured port stops the start (a firewall was opened for it), the default gives way to any that are free. */
export async function firstMediaPort({ media, mediaPortFixed }: Config, log: Logger): Promise<number> {
  const { ports, workers, listenIp } = media.mediasoup;
  if (!(await isFreeTcp(0, listenIp))) {
    throw new ConfigError(`MEDIA_LISTEN_IP must be an address of this machine, and is "${listenIp}".`);
  }
  if (ports === 0) return 0;
  const wanted = Array.from({ length: workers + 1 }, (_, index) => ports + index);
  // The workers of a server that was killed a moment ago may still be about to go.
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const taken = await firstTaken(wanted, listenIp);
    if (taken === undefined) return ports;
    if (Date.now() < end) {
      await delay(100);
    } else if (mediaPortFixed) {
      throw new ConfigError(
        `MEDIA_PORT needs ${wanted.length} free ports from ${ports} on, and ${taken} is taken by another program.`,
      );
    } else {
      log.warn(
        { taken },
        'A media port is taken: using any that are free, which a firewall may not let through',
      );
      return 0;
    }
  }
}

async function firstTaken(ports: readonly number[], ip: string): Promise<number | undefined> {
  for (const port of ports) {
    const free = await Promise.all([isFreeTcp(port, ip), isFreeUdp(port, ip)]);
    if (!free.every(Boolean)) return port;
  }
  return undefined;
}

function isFreeTcp(port: number, ip: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: ip, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function isFreeUdp(port: number, ip: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(ip.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ port, address: ip, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}
