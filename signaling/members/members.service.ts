import { createHash, randomBytes } from 'node:crypto';
import type { Person } from '#protocol';
import type { Kysely } from 'kysely';
import { newId } from '../db/ids.ts';
import type { Database } from '../db/schema.ts';
import type { MemberActor } from '../transport/actor.ts';
import { AppError } from '#protocol/app-error';
import { createMembersStore } from './members.store.ts';
import { hashPassword, isPassword } from './password.ts';
import { SignInLock } from './sign-in-lock.ts';

/** How long a sign-in lasts. */
export const SESSION_MS = 30 * 24 * 60 * 60_000;

export interface MembersDeps {
  readonly db: Kysely<Database>;
  readonly now: () => number;
  /** Closes the pages of a sign-in that has ended. */
  readonly endSession: (sessionId: string) => void;
}

/** A sign-in that has just succeeded; only its cookie ever holds the token. */
export interface SignedIn {
  readonly memberId: string;
  readonly shopId: string;
  readonly token: string;
}

/** The rules of members: who they are, and how they sign in and out. */
export type MembersService = ReturnType<typeof createMembersService>;

export function createMembersService({ db, now, endSession }: MembersDeps) {
  const store = createMembersStore(db);
  const lock = new SignInLock();
  // Checked for logins that do not exist, so that their refusal takes as long.
  const nobodysHash = hashPassword(randomBytes(16).toString('hex'));

  return {
    async person(memberId: string): Promise<Person> {
      const member = await store.byId(memberId);
      if (!member) throw new AppError('not_found');
      return { id: member.id, name: member.name };
    },

    /** @param loginName as written, `shop:agent`.
     *  @param address of the client, for the lock. */
    async signIn(loginName: string, password: string, address: string): Promise<SignedIn> {
      const name = loginName.trim().toLowerCase();
      await lock.attempt(name, address);
      const [shopSlug = '', login = ''] = name.split(':');
      const member = await store.byLogin(shopSlug, login);
      const right = await isPassword(member?.password_hash ?? (await nobodysHash), password);
      if (!member || !right) throw new AppError('wrong_credentials');
      await lock.succeeded(name, address);

      const token = randomBytes(32).toString('base64url');
      await store.removeExpiredSessions(now());
      await store.addSession({
        id: newId(),
        member_id: member.id,
        token_hash: hashToken(token),
        created_at: now(),
        expires_at: now() + SESSION_MS,
      });
      return { memberId: member.id, shopId: member.shop_id, token };
    },

    async signOut(sessionId: string): Promise<void> {
      await store.removeSession(sessionId);
      endSession(sessionId);
    },

    /** Whose cookie this is; rejects with `unauthenticated`. */
    async bySession(token: string): Promise<MemberActor> {
      const found = await store.bySession(hashToken(token), now());
      if (!found) throw new AppError('unauthenticated');
      return {
        kind: 'member',
        memberId: found.member_id,
        shopId: found.shop_id,
        role: found.role,
        sessionId: found.session_id,
      };
    },
  };
}

/** Tokens are random and long: a fast hash keeps a stolen store from being a stolen sign-in. */
function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
