import { startMediasoupEngine } from '../support/media/mediasoup-engine.ts';
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

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
