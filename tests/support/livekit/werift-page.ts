import { once } from 'node:events';
import { SessionDescription, SignalTarget } from '@livekit/protocol';
import { RTCPeerConnection } from 'werift';
import { SignalLine, type Told } from '../../../sfu/livekit/tap/signal-line.ts';
import type { LivekitGrant } from '#protocol';
import type { TestClient } from '../client.ts';
import { waitUntil } from '../wait-until.ts';

/** A participant's media without a browser: real ICE and real DTLS, and no picture. */
export interface WeriftPage {
  /** Whether LiveKit has let it in and it is still there. */
  inside(): boolean;
  close(): void;
}

/** Joins with a grant over `client`, as a page would; the engine then counts this participant as connected. */
export async function joinByWerift(
  client: TestClient,
  callId: string,
  grant: LivekitGrant,
): Promise<WeriftPage> {
  const { generation } = grant;
  await client.command('media:request', { callId, generation, request: { type: 'join' } });
  const page = enterRoom(grant);
  await waitUntil(() => page.inside() || 'LiveKit lets nobody in');
  return page;
}

/** Tries to come into a room with a token, whatever our server thinks of it. */
export function enterRoom({ url, token }: Pick<LivekitGrant, 'url' | 'token'>): WeriftPage & {
  /** Resolves when LiveKit has refused it, or put it out again. */
  readonly refused: Promise<unknown>;
  /** The last token that LiveKit gave it. */
  refreshed(): string | undefined;
} {
  const connections = { publish: connection(), receive: connection() };
  const events = new EventTarget();
  const refused = once(events as never, 'refused');
  let inside = false;
  let refreshed: string | undefined;
  const line = new SignalLine(
    { apiUrl: url, token },
    (message) => void onMessage(message).catch(() => {}),
    () => {
      inside = false;
      events.dispatchEvent(new Event('refused'));
    },
  );

  async function onMessage(message: Told): Promise<void> {
    switch (message.case) {
      case 'join': {
        inside = true;
        const { publish } = connections;
        publish.createDataChannel('_reliable');
        await publish.setLocalDescription(await publish.createOffer());
        line.send({ case: 'offer', value: description(publish) });
        return;
      }
      case 'answer':
        await connections.publish.setRemoteDescription({ type: 'answer', sdp: message.value.sdp });
        return;
      case 'offer': {
        const { receive } = connections;
        await receive.setRemoteDescription({ type: 'offer', sdp: message.value.sdp });
        await receive.setLocalDescription(await receive.createAnswer());
        const answer = description(receive);
        answer.id = message.value.id;
        line.send({ case: 'answer', value: answer });
        return;
      }
      case 'trickle': {
        const { target, candidateInit } = message.value;
        const { candidate } = JSON.parse(candidateInit) as { candidate?: string };
        const { publish, receive } = connections;
        const to = target === SignalTarget.PUBLISHER ? publish : receive;
        if (candidate) await to.addIceCandidate({ candidate });
        return;
      }
      case 'refreshToken':
        refreshed = message.value;
        return;
      case 'leave':
        inside = false;
        events.dispatchEvent(new Event('refused'));
        return;
      default:
    }
  }

  return {
    inside: () => inside,
    refused,
    refreshed: () => refreshed,
    close() {
      inside = false;
      line.close();
      for (const one of Object.values(connections)) one.close().catch(() => {});
    },
  };
}

function connection(): RTCPeerConnection {
  return new RTCPeerConnection({ iceServers: [], iceAdditionalHostAddresses: ['127.0.0.1'] });
}

function description({ localDescription }: RTCPeerConnection): SessionDescription {
  if (!localDescription) throw new Error('nothing to offer');
  return new SessionDescription({ type: localDescription.type, sdp: localDescription.sdp });
}
