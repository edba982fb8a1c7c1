import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RoomServiceClient } from 'livekit-server-sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LivekitEngine } from '../../sfu/livekit/engine.ts';
import { engineOn } from '../support/livekit/livekit-engine.ts';
import {
  livekitIsHere,
  type LivekitOptions,
  type LivekitServers,
  startLivekit,
} from '../support/livekit/livekit-servers.ts';
import { keptLog, startTestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

describe.skipIf(!livekitIsHere)('what is wrong with LiveKit', () => {
  let servers: LivekitServers;
  let engine: LivekitEngine | undefined;
  let kept: ReturnType<typeof keptLog>;

  beforeEach(() => {
    kept = keptLog();
  });
  afterEach(async () => {
    await engine?.close();
    engine = undefined;
    await servers?.close();
  });

  async function start(options: LivekitOptions = {}, instead: Parameters<typeof engineOn>[1] = {}) {
    servers = await startLivekit(options);
    engine = await engineOn(servers, instead, kept.logger);
    return { engine, address: servers.nodes[0]?.apiUrl ?? '' };
  }
  const said = () => kept.lines.map(({ msg }) => String(msg));
  const hasSaid = (what: string) => waitUntil(() => said().some((line) => line.includes(what)) || said());
  const rooms = () =>
    new RoomServiceClient(servers.nodes[0]?.apiUrl ?? '', servers.apiKey, servers.apiSecret).listRooms();

  it('[ENGINE-7] that it makes rooms by itself is said at the start, with what to set; no call is carried until it does not', async () => {
    const { engine: unsafe, address } = await start({ autoCreate: true });
    expect(kept.lines).toEqual([expect.objectContaining({ level: 50, address })]);
    expect(said()[0]).toMatch(/makes rooms by itself.*until room\.auto_create is false/);
    expect(unsafe.healthy).toBe(false);
    await expect(unsafe.openRoom('call', { videoCodecs: [] })).rejects.toMatchObject({ code: 'unavailable' });
    expect(await rooms()).toEqual([]);

    const server = await startTestServer({ ...servers.variables, LOG_LEVEL: 'fatal' });
    try {
      const answer = await fetch(`${server.url}/readyz`);
      const reasons = ['LiveKit makes rooms by itself: its room.auto_create must be false'];
      expect([answer.status, await answer.json()]).toEqual([503, { ok: false, reasons }]);
      await servers.nodes[0]?.restart({ autoCreate: false });
      await waitUntil(async () => (await fetch(`${server.url}/readyz`)).ok || 'not ready');
    } finally {
      await server.close();
    }
    await waitUntil(() => unsafe.healthy || 'not healthy');
    expect(said().at(-1)).toBe(`LiveKit is there again at ${address}`);
    await (await unsafe.openRoom('call', { videoCodecs: [] })).close();
  });

  it('[ENGINE-3] what a killed server left open is ended when LiveKit comes late, and nothing that was opened since', async () => {
    servers = await startLivekit();
    const [node] = servers.nodes;
    const client = new RoomServiceClient(node?.apiUrl ?? '', servers.apiKey, servers.apiSecret);
    for (const name of ['test.left.1', 'other.left.1']) await client.createRoom({ name });
    node?.signal('SIGSTOP');
    try {
      engine = await engineOn(servers, {}, kept.logger);
      expect(engine.healthy).toBe(false);
    } finally {
      node?.signal('SIGCONT');
    }
    const names = async () => (await rooms()).map(({ name }) => name.replace(/\d+$/, '')).toSorted();
    await waitUntil(() => engine?.healthy === true || 'LiveKit is not there');
    const room = await engine.openRoom('call', { videoCodecs: [] });
    await room.admit('agent', { publish: [], subscribe: true });
    await waitUntil(
      async () => (await names()).join() === 'other.left.,test.call.' || (await names()),
      30_000,
    );
    await room.close();
  });

  it('[ENGINE-7] one that comes back making rooms by itself is found out', async () => {
    const { engine: safe } = await start();
    expect(safe.healthy).toBe(true);
    expect(kept.lines).toEqual([]);
    await servers.nodes[0]?.restart({ autoCreate: true });
    await hasSaid('makes rooms by itself');
    expect(safe.healthy).toBe(false);
    expect(await rooms()).toEqual([]);
  });

  it.each([
    ['key', { apiKey: 'another-key' }],
    ['secret', { apiSecret: 'another secret of 32 characters, or more' }],
  ])('[ENGINE-8] a %s that LiveKit refuses is said once, and shown nowhere', async (_of, wrong) => {
    const { engine: refused, address } = await start({}, wrong);
    await hasSaid(`LiveKit at ${address} refuses the API key or its secret`);
    expect(kept.lines).toHaveLength(1);
    expect(kept.lines[0]).toMatchObject({ level: 50 });
    expect(refused.trouble).toBe('LiveKit refuses the API key or its secret');
    for (const value of Object.values(wrong)) expect(JSON.stringify(kept.lines)).not.toContain(value);
  });

  it('[ENGINE-8] a LiveKit that is lost, cannot be reached, or is there again is said once each, with its address', async () => {
    const { engine: one, address } = await start();
    await one.openRoom('call', { videoCodecs: [] });
    servers.nodes[0]?.signal('SIGKILL');
    await hasSaid(`LiveKit's node at ${address} was lost; its calls (1) move as soon as another is there`);
    expect(one.trouble).toBe('LiveKit cannot be reached');
    const late = keptLog();
    const other = await engineOn(servers, {}, late.logger);
    expect(late.lines).toEqual([expect.objectContaining({ level: 50, address })]);
    await servers.nodes[0]?.restart();
    await waitUntil(() => (one.healthy && other.healthy) || 'not healthy');
    expect(late.lines.map(({ msg }) => msg)).toEqual([
      expect.stringContaining(`LiveKit cannot be reached at ${address}`),
      `LiveKit is there again at ${address}`,
    ]);
    await other.close();
    expect(said().filter((line) => line.includes(address))).toEqual([
      expect.stringContaining('was lost'),
      `LiveKit is there again at ${address}`,
    ]);
  });

  it('[ENGINE-8] what is not LiveKit is told from one that is away', async () => {
    const web = createServer((_request, response) => response.writeHead(404).end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => web.once('listening', resolve));
    const apiUrl = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
    try {
      await start({}, { nodes: [{ url: apiUrl.replace('http', 'ws'), apiUrl }] });
      await hasSaid(`What answers at ${apiUrl} is not LiveKit`);
      expect(said()).toHaveLength(1);
    } finally {
      web.close();
    }
  });

  it('[ENGINE-8] a room that could not be ended is said once', async () => {
    const { engine: one } = await start();
    const room = await one.openRoom('call', { videoCodecs: [] });
    servers.nodes[0]?.signal('SIGSTOP');
    const closed = room.close();
    await hasSaid('A room of LiveKit could not be ended');
    servers.nodes[0]?.signal('SIGCONT');
    await closed;
    await waitUntil(async () => (await rooms()).length === 0 || 'the room is still there');
    expect(said().filter((line) => line.includes('could not be ended'))).toHaveLength(1);
  });
});
