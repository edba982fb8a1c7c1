import type { MemberView, Person, PresenceStatus, ShopPresence } from '#protocol';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Database } from '../db/schema.ts';
import { OneAtATime } from '#protocol/one-at-a-time';
import { AppError } from '#protocol/app-error';
import type { ConnectionEvents, FactSender } from '../transport/fact-sender.ts';
import { OnlineMembers } from './online-members.ts';
import { createPresenceStore, type MemberLine } from './presence.store.ts';
import { presenceOf } from './shop-presence.ts';

/** How long a reload may take before a member counts as gone. */
const RELOAD_MS = 4000;

export interface PresenceDeps {
  readonly db: Kysely<Database>;
  readonly facts: FactSender;
  readonly connections: ConnectionEvents;
  readonly log: Logger;
  /** Whether a member has a call right now; asked of the calls. */
  readonly inCall: (memberId: string) => Promise<boolean>;
  readonly reloadMs?: number | undefined;
}

/** The rules of presence: who is there, what they say of themselves, and what buyers are told. */
export type PresenceService = ReturnType<typeof createPresenceService>;

export function createPresenceService(deps: PresenceDeps) {
  const { db, facts, connections, inCall } = deps;
  const store = createPresenceStore(db);
  const told = new Map<string, ShopPresence>();
  const turns = new OneAtATime();
  const online = new OnlineMembers(connections, deps.reloadMs ?? RELOAD_MS, (memberId) => {
    memberChanged(memberId).catch((err: unknown) => deps.log.error({ err }, 'Presence was not told'));
  });

  async function view(line: MemberLine): Promise<MemberView> {
    return {
      id: line.id,
      name: line.name,
      loginName: `${line.slug}:${line.login}`,
      role: line.role,
      status: line.status,
      online: online.has(line.id),
      inCall: await inCall(line.id),
    };
  }

  async function memberView(memberId: string): Promise<MemberView> {
    const line = await store.byId(memberId);
    if (!line) throw new AppError('not_found');
    return view(line);
  }

  async function shopPresence(shopId: string): Promise<ShopPresence> {
    const lines = await store.ofShop(shopId);
    return presenceOf(await Promise.all(lines.map(view)));
  }

  /** Tells the members of the shop, and its visitors where it makes a difference to them. */
  async function memberChanged(memberId: string): Promise<void> {
    const shopId = (await store.byId(memberId))?.shop_id;
    if (shopId === undefined) return;
    // One after another, so that what is told last is what was found last.
    await turns.run(shopId, async () => {
      facts.send({ membersOf: shopId }, 'presence:changed', { member: await memberView(memberId) });
      const presence = await shopPresence(shopId);
      if (told.get(shopId) === presence) return;
      told.set(shopId, presence);
      facts.send({ visitorsOf: shopId }, 'shop:presenceChanged', { presence });
    });
  }

  return {
    memberView,
    shopPresence,
    memberChanged,

    async members(shopId: string): Promise<MemberView[]> {
      const views = await Promise.all((await store.ofShop(shopId)).map(view));
      return views.sort((a, b) => a.loginName.localeCompare(b.loginName));
    },

    async setStatus(memberId: string, status: PresenceStatus): Promise<MemberView> {
      await store.setStatus(memberId, status);
      await memberChanged(memberId);
      return memberView(memberId);
    },

    /** Members to whom a call can be offered now, longest idle first: with a page open, available, not in a call. */
    async candidates(shopId: string): Promise<Person[]> {
      const lines = await store.ofShop(shopId);
      const free = await Promise.all(
        lines.map(
          async (line) =>
            line.status === 'available' &&
            connections.isConnected({ member: line.id }) &&
            !(await inCall(line.id)),
        ),
      );
      return lines.filter((_, index) => free[index]).map(({ id, name }) => ({ id, name }));
    },

    /** Resolves when nothing is being told any more. */
    async close(): Promise<void> {
      online.close();
      await turns.idle();
    },
  };
}
