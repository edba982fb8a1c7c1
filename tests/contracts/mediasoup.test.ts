import { expect, it } from 'vitest';
import { startMediaClients } from '../support/media/media-client.ts';
import { startMediasoupEngine } from '../support/media/mediasoup-engine.ts';
import { waitUntil } from '../support/wait-until.ts';
import { mediaEngineContract } from './media-engine.contract.ts';

mediaEngineContract('mediasoup', true, async () => {
  const engine = await startMediasoupEngine({ workers: 2 });
  const seen = new Set<number>();
  const note = () => {
    for (const { pid } of engine.workers) seen.add(pid);
    return [...seen];
  };
  return {
    engine,
    killCarriers: async () => {
      note();
      for (const { pid, rooms } of engine.workers) if (rooms > 0) process.kill(pid, 'SIGKILL');
    },
    rooms: () => engine.workers.filter(({ spare }) => !spare).map(({ rooms }) => rooms),
    left: async () => note().filter(isAlive).map(String),
    restartsIce: true,
    wrongRequests: [
      [{ type: 'setProducerMuted', producerId: 'foreign', muted: true }, 'not_found'],
      [{ type: 'consumerReady', consumerId: 'foreign' }, 'not_found'],
      [{ type: 'requestKeyFrame', consumerId: 'foreign' }, 'not_found'],
      [{ type: 'setPreferredLayers', consumerId: 'foreign', spatialLayer: 1 }, 'not_found'],
      [{ type: 'produce', source: 'camera', rtpParameters: { codecs: [] }, muted: false }, 'invalid_input'],
      [{ type: 'connectTransport', direction: 'send', dtlsParameters: { role: 'client' } }, 'invalid_input'],
      [{ type: 'renewToken' }, 'invalid_input'],
    ],
    close: () => engine.close(),
  };
});

it('[MEDIA-3] a page is told when nothing arrives any more of what its sender has stopped sending, and when it does', async () => {
  const [engine, clients] = await Promise.all([startMediasoupEngine(), startMediaClients()]);
  try {
    const room = await engine.openRoom('silent', { videoCodecs: ['VP8'] });
    const [agent, buyer] = await Promise.all([clients.create(), clients.create()]);
    const all = { publish: ['camera'], subscribe: true } as const;
    await Promise.all([agent.join(room, 'agent', all), buyer.join(room, 'buyer', all)]);
    const told: number[] = [];
    room.onFact((fact) => {
      if (fact.type === 'quality' && fact.peerId === 'buyer' && fact.direction === 'receive')
        told.push(fact.score);
    });
    await agent.publish('camera', { simulcast: true });
    await buyer.sees();
    expect(told).not.toContain(0);
    await agent.goSilent();
    await waitUntil(async () => (await buyer.report()).quality === 0 || told);
    await agent.replace('camera');
    await buyer.sees();
    await waitUntil(async () => (await buyer.report()).quality !== 0 || told);
  } finally {
    await clients.close();
    await engine.close();
  }
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
