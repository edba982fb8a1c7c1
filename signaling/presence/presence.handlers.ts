import type { MediaEngineName, Person, Self, ShopView } from '#protocol';
import type { Actor } from '../transport/actor.ts';
import { type AnyHandler, handler } from '../transport/handler.ts';
import type { PresenceService } from './presence.service.ts';

/** What the first command on a connection tells, beside presence. */
export interface HelloSources {
  readonly visitors: { person(visitorId: string): Promise<Person> };
  readonly shops: { view(shopId: string): Promise<ShopView> };
  readonly mediaEngine: MediaEngineName;
  readonly now: () => number;
}

/** `session:hello`, `presence:set`, `presence:list`. */
export function presenceHandlers(presence: PresenceService, sources: HelloSources): AnyHandler[] {
  async function selfOf(actor: Actor): Promise<Self> {
    return actor.kind === 'visitor'
      ? { kind: 'visitor', visitor: await sources.visitors.person(actor.visitorId) }
      : { kind: 'member', member: await presence.memberView(actor.memberId) };
  }
  return [
    handler('session:hello', 'anyone', async ({ actor }) => ({
      self: await selfOf(actor),
      shop: await sources.shops.view(actor.shopId),
      serverTime: sources.now(),
      mediaEngine: sources.mediaEngine,
    })),
    handler('presence:set', 'member', async ({ actor }, { status }) => ({
      member: await presence.setStatus(actor.memberId, status),
    })),
    handler('presence:list', 'member', async ({ actor }) => ({
      members: await presence.members(actor.shopId),
    })),
  ];
}
