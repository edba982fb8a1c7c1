import { RoomServiceClient } from 'livekit-server-sdk';
import { createRecorder } from '../../recorder/create-recorder.ts';
import { clusterIsHere } from '../support/livekit/livekit-servers.ts';
import { startLivekitEngine } from '../support/livekit/livekit-engine.ts';
import { mediaEngineContract } from './media-engine.contract.ts';

mediaEngineContract('livekit', clusterIsHere, async () => {
  const { engine, servers, close } = await startLivekitEngine({ nodes: 2 });
  const { apiKey, apiSecret } = servers;
  const recorder = await createRecorder(engine.intake);
  return {
    engine,
    async killCarriers() {
      const busy = engine.nodes.filter(({ rooms }) => rooms > 0).map(({ apiUrl }) => apiUrl);
      const killed = servers.nodes.filter(({ apiUrl }) => busy.includes(apiUrl));
      for (const node of killed) node.signal('SIGKILL');
      await Promise.all(killed.map((node) => node.restart()));
    },
    rooms: () => engine.nodes.map(({ rooms }) => rooms),
    async left() {
      const [node] = servers.nodes.filter((one) => one.alive());
      const rooms = await new RoomServiceClient(node?.apiUrl ?? '', apiKey, apiSecret).listRooms();
      return rooms.map(({ name }) => name);
    },
    restartsIce: false,
    wrongRequests: [
      [{ type: 'quality', direction: 'send', score: 11 }, 'invalid_input'],
      [{ type: 'speaking', speaking: 'loudly' }, 'invalid_input'],
      [{ type: 'restartIce', direction: 'send' }, 'invalid_input'],
      [{ type: 'join', rtpCapabilities: {} }, 'invalid_input'],
    ],
    async close() {
      await recorder.close();
      await close();
    },
  };
});
