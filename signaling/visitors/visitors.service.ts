import { randomInt } from 'node:crypto';
import type { Language, Person } from '#protocol';
import type { Kysely } from 'kysely';
import { newId } from '../db/ids.ts';
import type { Database } from '../db/schema.ts';
import { secret } from '../db/secrets.ts';
import type { VisitorActor } from '../transport/actor.ts';
import { AppError } from '#protocol/app-error';
import { createRateLimit } from '../transport/rate-limit.ts';
import { readVisitorToken, signVisitorToken } from './visitor-token.ts';
import { createVisitorsStore } from './visitors.store.ts';

export interface VisitorsDeps {
  readonly db: Kysely<Database>;
  readonly now: () => number;
}

/** The rules of visitors: buyers without an account, known by a token that their browser keeps. */
export type VisitorsService = Awaited<ReturnType<typeof createVisitorsService>>;

export async function createVisitorsService({ db, now }: VisitorsDeps) {
  const store = createVisitorsStore(db);
  const key = await secret(db, 'visitor-tokens');
  const newcomers = createRateLimit({ points: 300, seconds: 60 });

  async function known(token: string) {
    const claims = await readVisitorToken(key, token, now());
    const row = claims && (await store.byId(claims.visitorId));
    return row && row.shop_id === claims.shopId ? row : undefined;
  }

  return {
    async person(visitorId: string): Promise<Person> {
      const visitor = await store.byId(visitorId);
      if (!visitor) throw new AppError('not_found');
      return { id: visitor.id, name: visitor.name };
    },

    /** The visitor whose token this is, or a new one, with a token for the next year.
     *  @param address of the client: so many new ones from one address. */
    async welcome(
      shopId: string,
      language: Language,
      token: string | undefined,
      address: string,
    ): Promise<{ visitor: Person; token: string }> {
      let visitor = token === undefined ? undefined : await known(token);
      if (visitor?.shop_id === shopId) {
        await store.seen(visitor.id, language, now());
      } else {
        await newcomers.take(address);
        visitor = {
          id: newId(),
          shop_id: shopId,
          name: visitorName(language),
          language,
          created_at: now(),
          last_seen_at: now(),
        };
        await store.add(visitor);
      }
      const fresh = await signVisitorToken(key, { visitorId: visitor.id, shopId }, now());
      return { visitor: { id: visitor.id, name: visitor.name }, token: fresh };
    },

    /** Whose token this is; rejects with `unauthenticated`. */
    async byToken(token: string): Promise<VisitorActor> {
      const visitor = await known(token);
      if (!visitor) throw new AppError('unauthenticated');
      return { kind: 'visitor', visitorId: visitor.id, shopId: visitor.shop_id };
    },
  };
}

/** A name to tell visitors apart by; not to identify them. */
function visitorName(language: Language): string {
  const number = randomInt(1000, 10_000);
  return language === 'zh' ? `访客 ${number}` : `Visitor ${number}`;
}
