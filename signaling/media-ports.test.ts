import { createSocket, type Socket } from 'node:dgram';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';
import { firstMediaPort } from './media-ports.ts';

/** Another program's socket. */
let other: Socket;
let taken: number;
const lines: string[] = [];
const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });

beforeEach(async () => {
  other = createSocket('udp4');
  await new Promise<void>((resolve) => other.bind(0, '127.0.0.1', resolve));
  taken = other.address().port;
});
afterEach(() => {
  other.close();
});

const config = (port: number, fixed: boolean) => {
  const loaded = loadConfig({ MEDIA_LISTEN_IP: '127.0.0.1', MEDIA_WORKERS: '1' }, []);
  const mediasoup = { ...loaded.media.mediasoup, ports: port };
  return { ...loaded, mediaPortFixed: fixed, media: { ...loaded.media, mediasoup } };
};

describe('media ports', () => {
  it('[SETUP-24] are looked for at an address of this machine', async () => {
    const { media, ...loaded } = config(0, true);
    // An address for documentation (RFC 5737): no machine has it.
    const elsewhere = { ...media, mediasoup: { ...media.mediasoup, listenIp: '192.0.2.1' } };
    await expect(firstMediaPort({ ...loaded, media: elsewhere }, log)).rejects.toThrow(
      'MEDIA_LISTEN_IP must be an address of this machine, and is "192.0.2.1".',
    );
  });

  it('[SETUP-23] that were configured and are taken stop the start; the default ones give way, with a word', async () => {
    const sentence = `MEDIA_PORT needs 2 free ports from ${taken} on, and ${taken} is taken by another program.`;
    await expect(firstMediaPort(config(taken, true), log)).rejects.toThrow(sentence);
    expect(await firstMediaPort(config(taken, false), log)).toBe(0);
    expect(lines.join('')).toContain('A media port is taken');
    expect(loadConfig({}, []).mediaPortFixed).toBe(false);
    expect(loadConfig({ MEDIA_PORT: '41000' }, []).mediaPortFixed).toBe(true);
  });
});
