import type { listChoices, ProductView } from '#protocol';
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { Database } from '../db/schema.ts';
import type { MemberActor } from '../transport/actor.ts';
import type { ReviewStore } from './review.store.ts';

export interface ListChoicesDeps {
  readonly db: Kysely<Database>;
  readonly store: Pick<ReviewStore, 'rights'>;
  readonly products: { view(productId: string): Promise<ProductView> };
}

/** More than anybody looks through. */
const MOST_BUYERS = 200;

/** What the list can be narrowed to: who and what is in the recordings that a member sees. */
export function createListChoices({ db, store, products }: ListChoicesDeps) {
  return {
    async of(actor: MemberActor): Promise<z.output<typeof listChoices.output>> {
      const seen = await store.rights.seenBy(actor);
      const calls = db
        .selectFrom('recordings as r')
        .innerJoin('calls as c', 'c.id', 'r.call_id')
        .where('r.shop_id', '=', actor.shopId)
        .where(seen);
      const [agents, buyers, shown] = await Promise.all([
        calls
          .innerJoin('members as m', 'm.id', 'c.agent_id')
          .select(['m.id', 'm.name'])
          .distinct()
          .orderBy('m.name')
          .execute(),
        calls
          .innerJoin('visitors as v', 'v.id', 'c.visitor_id')
          .select(['v.id', 'v.name'])
          .groupBy(['v.id', 'v.name'])
          .orderBy((eb) => eb.fn.max('r.id'), 'desc')
          .limit(MOST_BUYERS)
          .execute(),
        calls
          .innerJoin('products as p', 'p.id', 'c.product_id')
          .select(['p.id', 'p.position'])
          .distinct()
          .orderBy('p.position')
          .execute(),
      ]);
      const views = await Promise.all(shown.map(({ id }) => products.view(id)));
      return { agents, buyers, products: views.map(({ sku, name }) => ({ sku, name })) };
    },
  };
}
