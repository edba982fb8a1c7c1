import type { FactData, MediaGrant } from '#protocol';
import type { MediaFact, MediaRoom } from '../../../sfu/media-engine.ts';
import type { TestClient } from '../client.ts';
import type { MediaClient, MediaClients } from './media-client.ts';

/** Takes part in a call with a real browser's media: its requests and its engine's words go over `client`'s socket,
 *  as a page's do. */
export async function joinByBrowser(
  clients: Pick<MediaClients, 'create'>,
  client: TestClient,
  callId: string,
  grant: MediaGrant,
): Promise<MediaClient> {
  const page = await clients.create();
  page.follow(roomOverSocket(client, callId, grant.peerId), grant.peerId);
  await page.connect(grant);
  return page;
}

/** What a page sees of a room: one peer's requests, and what is said to that peer. */
function roomOverSocket(
  client: TestClient,
  callId: string,
  peerId: string,
): Pick<MediaRoom, 'request' | 'onFact'> {
  return {
    request: (_peerId, generation, message) =>
      client.command('media:request', { callId, generation, request: message as never }),
    onFact(listener: (fact: MediaFact) => void) {
      const onEvent = (data: FactData<'media:event'>) => {
        const { generation, event } = data;
        if (data.callId === callId) listener({ type: 'message', peerId, generation, message: event });
      };
      const onMoved = ({ call, grant }: FactData<'call:moved'>) => {
        if (call.id === callId) listener({ type: 'peerMoved', peerId, grant });
      };
      client.socket.on('media:event', onEvent).on('call:moved', onMoved);
      return () => client.socket.off('media:event', onEvent).off('call:moved', onMoved);
    },
  };
}
