import { MediasoupEngine } from '../../sfu/mediasoup/engine.ts';
import { mediaEngineContract } from './media-engine.contract.ts';

mediaEngineContract('mediasoup', async () => {
  const engine = await MediasoupEngine.create({
    workers: 2,
    listenIp: '127.0.0.1',
    ports: 0,
    videoCodecs: ['VP8', 'H264', 'VP9', 'AV1'],
    iceServers: [],
    logLevel: 'error',
  });
  const seen = new Set<number>();
  const note = () => {
    for (const { pid } of engine.workers) seen.add(pid);
    return [...seen];
  };
  return {
    engine,
    killCarriers() {
      note();
      for (const { pid, rooms } of engine.workers) if (rooms > 0) process.kill(pid, 'SIGKILL');
    },
    rooms: () => engine.workers.filter(({ spare }) => !spare).map(({ rooms }) => rooms),
    alive: () => note().filter(isAlive),
  };
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
