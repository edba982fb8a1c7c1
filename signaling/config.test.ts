import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig, VARIABLES } from './config.ts';

describe('the configuration', () => {
  it('[SETUP-17] has a default for everything', () => {
    const config = loadConfig({}, []);
    expect(config).toMatchObject({
      port: 8080,
      host: '0.0.0.0',
      https: false,
      offerMs: 25_000,
      graceMs: 15_000,
    });
    expect(config.media).toMatchObject({ ports: 40_000, listenIp: '0.0.0.0', iceServers: [] });
    expect(config.media.workers).toBeGreaterThan(0);
    expect(loadConfig({ PORT: '', HTTPS: '' }, [])).toEqual(config);
  });

  it.each([
    ['PORT', 'eighty', 'PORT must be a whole number from 0 to 65535, and is "eighty".'],
    ['PORT', '70000', 'PORT must be a whole number from 0 to 65535, and is "70000".'],
    ['HOST', 'my host', 'HOST must be an address or a host name, and is "my host".'],
    ['HTTPS', 'maybe', 'HTTPS must be yes or no, and is "maybe".'],
    ['DEMO_PASSWORD', 'secret', 'DEMO_PASSWORD must have at least 8 characters.'],
    ['OFFER_SECONDS', '0', 'OFFER_SECONDS must be a whole number from 1 to 600, and is "0".'],
    [
      'LOG_LEVEL',
      'loud',
      'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent, and is "loud".',
    ],
    [
      'MEDIA_LISTEN_IP',
      'here',
      'MEDIA_LISTEN_IP must be an IP address of this machine, or 0.0.0.0 for all, and is "here".',
    ],
    ['MEDIA_WORKERS', '-1', 'MEDIA_WORKERS must be a whole number from 1 to 256, and is "-1".'],
    ['VIDEO_CODECS', 'VP8,H265', 'VIDEO_CODECS must be a list of VP8, H264, VP9 and AV1, and is "VP8,H265".'],
    ['ICE_SERVERS', 'turn:a', 'ICE_SERVERS must be a JSON list of ICE servers.'],
  ])('[SETUP-24] names a wrong %s (%s) in one plain sentence', (name, value, sentence) => {
    expect(() => loadConfig({ [name]: value }, [])).toThrow(new ConfigError(sentence));
  });

  it('[SETUP-24] refuses options it does not know', () => {
    expect(() => loadConfig({}, ['--http'])).toThrow('--http is not an option');
    expect(loadConfig({}, ['--https']).https).toBe(true);
  });

  it('[SETUP-12] reads lists and servers', () => {
    const config = loadConfig(
      {
        VIDEO_CODECS: 'h264, vp8',
        ICE_SERVERS: '[{"urls":["turn:t.example:3478"],"username":"u","credential":"c"}]',
      },
      [],
    );
    expect(config.media.videoCodecs).toEqual(['H264', 'VP8']);
    expect(config.media.iceServers).toEqual([
      { urls: ['turn:t.example:3478'], username: 'u', credential: 'c' },
    ]);
  });

  it('[SETUP-18] is documented, variable by variable', async () => {
    const page = await readFile(new URL('../docs/configuration.md', import.meta.url), 'utf8');
    const documented = [...page.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
    expect(new Set(documented)).toEqual(new Set(VARIABLES));
    expect(documented).toHaveLength(VARIABLES.length);
  });
});
