import { WebhookReceiver } from 'livekit-server-sdk';
import { AppError } from '#protocol/app-error';
import type { EngineReports } from '../media-engine.ts';
import type { LivekitConfig } from './config.ts';

/** A failed delivery is repeated within seconds: far more than arrive in them. */
const REMEMBERED = 2000;

/** LiveKit's webhooks. A report says only where to look: what it tells may be late, out of order or repeated.
 *  @param onRoom told the name of a room in which something happened
 *  @param onEgress told when something happened to what the Egress service writes */
export function livekitReports(
  { apiKey, apiSecret }: LivekitConfig,
  onRoom: (name: string) => Promise<void>,
  onEgress: () => Promise<void>,
): EngineReports {
  const receiver = new WebhookReceiver(apiKey, apiSecret);
  const seen = new Set<string>();
  return {
    path: '/api/livekit/webhook',
    async receive(body, authorization) {
      const event = await receiver.receive(body, authorization).catch(() => {
        throw new AppError('unauthenticated', 'the signature is not that of our cluster');
      });
      if (seen.has(event.id)) return;
      seen.add(event.id);
      if (seen.size > REMEMBERED) for (const id of [...seen].slice(0, REMEMBERED / 2)) seen.delete(id);
      if (event.room) await onRoom(event.room.name);
      if (event.egressInfo) await onEgress();
    },
  };
}
