import type { MediaEngine } from '../../../sfu/media-engine.ts';
import { closeBrowsers } from '../../support/browser/chromium.ts';
import { startLivekitEngine } from '../../support/livekit/livekit-engine.ts';
import { livekitIsHere } from '../../support/livekit/livekit-servers.ts';
import { type MediaClient, type MediaClients, startMediaClients } from '../../support/media/media-client.ts';
import { startMediasoupEngine } from '../../support/media/mediasoup-engine.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { usageDuring, usageOf } from '../recording/usage.ts';
import { type BenchReport, machineFacts } from '../report.ts';

const VIEWERS = 4;
const ROUNDS = 2;
const MEASURE_S = 8;
const QUIET_ROOMS = 5;

const ALL = { publish: ['microphone', 'camera'], subscribe: true } as const;
const WATCH = { publish: [], subscribe: true } as const;

/** One engine with the processes that carry its media. */
interface Contestant {
  readonly name: string;
  readonly engine: MediaEngine;
  /** Those that carry rooms now. */
  pids(): readonly number[];
  close(): Promise<void>;
}

/** What one room with a seller and several viewers costs, and what rooms cost in which nobody speaks: each engine in
 *  turn, on the same machine and with the same pages. */
export async function run(): Promise<BenchReport> {
  const clients = await startMediaClients();
  const contestants = [await mediasoup(), ...(livekitIsHere ? [await livekit()] : [])];
  try {
    const memory = new Map<string, number>();
    const rounds = new Map<string, Awaited<ReturnType<typeof forwarding>>[]>();
    for (const one of contestants) memory.set(one.name, await quietRooms(one, clients));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const one of contestants) {
        rounds.set(one.name, [...(rounds.get(one.name) ?? []), await forwarding(one, clients, round)]);
      }
    }
    const engines = contestants.map(({ name }) => {
      const measured = rounds.get(name) ?? [];
      const packets = measured.reduce((sum, one) => sum + one.packets, 0);
      const cpuMs = measured.reduce((sum, one) => sum + one.cpuMs, 0);
      return {
        engine: name,
        microsecondsPerPacket: Number(((cpuMs * 1000) / packets).toFixed(1)),
        packetsPerSecond: Math.round(packets / (ROUNDS * MEASURE_S)),
        mebibytesPerRoom: Number((memory.get(name) ?? NaN).toFixed(2)),
      };
    });
    return { results: { ...machineFacts(), viewers: VIEWERS, engines }, goals: [] };
  } finally {
    await clients.close();
    await closeBrowsers();
    for (const one of contestants) await one.close();
  }
}

async function forwarding({ engine, pids }: Contestant, clients: MediaClients, round: number) {
  const room = await engine.openRoom(`forwarding-${round}`, { videoCodecs: ['VP8'] });
  const seller = await clients.create();
  const viewers: MediaClient[] = [];
  try {
    await seller.join(room, 'seller', ALL);
    viewers.push(...(await Promise.all(Array.from({ length: VIEWERS }, () => clients.create()))));
    await Promise.all(viewers.map((viewer, index) => viewer.join(room, `viewer-${index}`, WATCH)));
    await Promise.all([seller.publish('camera'), seller.publish('microphone')]);
    await Promise.all(viewers.map((viewer) => viewer.sees()));
    const count = async () => {
      const all = await Promise.all(viewers.map((viewer) => viewer.received()));
      return all.reduce((sum, { packets }) => sum + packets, 0);
    };
    const before = await count();
    const { cpuMs } = await usageDuring(pids(), MEASURE_S);
    return { packets: (await count()) - before, cpuMs };
  } finally {
    await Promise.all([seller, ...viewers].map((page) => page.close()));
    await room.close();
  }
}

/** Mebibytes that a room of two people takes who have joined and send nothing yet. */
async function quietRooms({ engine, pids }: Contestant, clients: MediaClients): Promise<number> {
  const pages: MediaClient[] = [];
  const rooms = [];
  // What the first room costs is for all of them.
  for (let index = 0; index <= QUIET_ROOMS; index += 1) {
    const room = await engine.openRoom(`quiet-${index}`, { videoCodecs: ['VP8'] });
    rooms.push({ room, bytes: usageOf(pids()).residentBytes });
    const enter = async (peerId: string) => {
      const page = await clients.create();
      pages.push(page);
      await page.join(room, peerId, ALL);
      await Promise.all([page.prepare('camera', { simulcast: true }), page.prepare('microphone')]);
    };
    await Promise.all([enter('seller'), enter('buyer')]);
    await waitUntil(() => room.tracks().length === 4 || `${room.tracks().length} tracks`);
  }
  const grown = usageOf(pids()).residentBytes - (rooms[1]?.bytes ?? 0);
  await Promise.all(pages.map((page) => page.close()));
  await Promise.all(rooms.map(({ room }) => room.close()));
  return grown / QUIET_ROOMS / 2 ** 20;
}

async function mediasoup(): Promise<Contestant> {
  const engine = await startMediasoupEngine({ videoCodecs: ['VP8'], logLevel: 'none' });
  const pids = () => engine.workers.filter(({ rooms }) => rooms > 0).map(({ pid }) => pid);
  return { name: 'mediasoup', engine, pids, close: () => engine.close() };
}

async function livekit(): Promise<Contestant> {
  const { engine, servers, close } = await startLivekitEngine();
  return { name: 'livekit', engine, pids: () => servers.nodes.map((node) => node.pid()), close };
}
