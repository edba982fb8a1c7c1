import { tmpdir } from 'node:os';
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
    expect(config.media).toMatchObject({
      engine: 'mediasoup',
      iceServers: [],
      mediasoup: { ports: 40_000, listenIp: '0.0.0.0' },
      livekit: undefined,
    });
    expect(config.media.mediasoup.workers).toBeGreaterThan(0);
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

  const cluster = {
    MEDIA_ENGINE: 'livekit',
    LIVEKIT_URL: 'wss://media.example.com',
    LIVEKIT_API_KEY: 'key',
    LIVEKIT_API_SECRET: 'a secret of at least 32 characters',
  };

  it('[ENGINE-1] reaches a cluster where its pages do unless it says otherwise', () => {
    const { media } = loadConfig(cluster, []);
    expect(media).toMatchObject({
      engine: 'livekit',
      livekit: { nodes: [{ url: 'wss://media.example.com', apiUrl: 'https://media.example.com' }] },
    });
    const url = 'wss://media.example.com';
    const inside = loadConfig({ ...cluster, LIVEKIT_API_URL: 'http://10.0.0.5:7880, http://n2' }, []);
    expect(inside.media.livekit?.nodes).toEqual([
      { url, apiUrl: 'http://10.0.0.5:7880' },
      { url, apiUrl: 'http://n2' },
    ]);
    const each = loadConfig({ ...cluster, LIVEKIT_URL: 'wss://n1,wss://n2' }, []);
    expect(each.media.livekit?.nodes.map(({ apiUrl }) => apiUrl)).toEqual(['https://n1', 'https://n2']);
    expect(() =>
      loadConfig({ ...cluster, LIVEKIT_URL: 'wss://a,wss://b', LIVEKIT_API_URL: 'http://a' }, []),
    ).toThrow('as many as LIVEKIT_API_URL');
    // What is set for a cluster changes nothing where none carries the calls.
    expect(loadConfig({ ...cluster, MEDIA_ENGINE: 'mediasoup' }, []).media.livekit).toBeUndefined();
  });

  const CLUSTER = {
    MEDIA_ENGINE: 'livekit',
    LIVEKIT_URL: 'wss://media.example.com',
    LIVEKIT_API_KEY: 'key',
    LIVEKIT_API_SECRET: 'a secret of at least 32 characters',
  };

  it('[EGRESS-1] lets an Egress service write recordings into a folder that it may know by another name', () => {
    const egress = { ...CLUSTER, RECORDER: 'egress', EGRESS_DIR: tmpdir() };
    const { media } = loadConfig({ ...egress, EGRESS_SERVICE_DIR: '/out' }, []);
    expect(media.livekit?.egress).toEqual({ folder: tmpdir(), serviceFolder: '/out' });
    expect(media.videoCodecs).toEqual(['VP8', 'H264', 'VP9']);
    expect(loadConfig(egress, []).media.livekit?.egress?.serviceFolder).toBe(tmpdir());
    expect(loadConfig(CLUSTER, []).media.livekit?.egress).toBeUndefined();
    expect(loadConfig(CLUSTER, []).media.videoCodecs).toContain('AV1');
  });

  it('[EGRESS-1] says in one sentence what an Egress service lacks', () => {
    const egress = { ...CLUSTER, RECORDER: 'egress', EGRESS_DIR: tmpdir() };
    for (const [variables, sentence] of [
      [{ RECORDER: 'egress' }, 'RECORDER can be egress only when MEDIA_ENGINE is livekit.'],
      [{ RECORDER: 'tape' }, 'RECORDER must be own or egress, and is "tape".'],
      [{ ...egress, EGRESS_DIR: '' }, 'EGRESS_DIR must be set when RECORDER is egress.'],
      [{ ...egress, EGRESS_DIR: 'out' }, 'EGRESS_DIR must be a path that begins with /, and is "out".'],
      [
        { ...egress, EGRESS_DIR: '/not/there' },
        'EGRESS_DIR must be a folder that this user may read and write, and is "/not/there".',
      ],
      [
        { ...egress, VIDEO_CODECS: 'AV1,VP8' },
        'VIDEO_CODECS must leave out AV1 when RECORDER is egress, which cannot write it.',
      ],
    ] as const) {
      expect(() => loadConfig(variables, [])).toThrow(sentence);
    }
  });

  it('[ENGINE-1] names what a cluster lacks, and shows no secret', () => {
    expect(() => loadConfig({ MEDIA_ENGINE: 'livekit' }, [])).toThrow(
      'LIVEKIT_URL must be set when MEDIA_ENGINE is livekit.',
    );
    for (const [name, value, sentence] of [
      ['LIVEKIT_URL', 'media.example.com', 'LIVEKIT_URL must begin with wss:// or ws://, and is'],
      ['LIVEKIT_API_URL', 'ws://x', 'LIVEKIT_API_URL must begin with https:// or http://, and is'],
      ['LIVEKIT_API_KEY', '', 'LIVEKIT_API_KEY must be set when MEDIA_ENGINE is livekit.'],
      ['LIVEKIT_API_SECRET', 'short', 'LIVEKIT_API_SECRET must have at least 32 characters.'],
      ['MEDIA_ENGINE', 'janus', 'MEDIA_ENGINE must be mediasoup or livekit, and is "janus".'],
    ] as const) {
      expect(() => loadConfig({ ...cluster, [name]: value }, [])).toThrow(sentence);
    }
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
