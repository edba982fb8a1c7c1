import { randomInt } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { demoProducts } from '../../demo-assets/products.ts';
import { newId } from '../db/ids.ts';
import type { Database, MembersTable } from '../db/schema.ts';
import { demoConversation } from './demo-conversation.ts';

/** Hashing is the members' affair. */
export interface DemoDeps {
  readonly db: Kysely<Database>;
  readonly now: () => number;
  /** From the configuration; without one it is made. */
  readonly password: string | undefined;
  readonly hashPassword: (password: string) => Promise<string>;
  readonly isPassword: (hash: string, password: string) => Promise<boolean>;
}

/** The demo members' password where it is not known from the configuration: shown once, and stored nowhere. */
export interface DemoSignIn {
  readonly madePassword: string | undefined;
  /** The shop was made by this start. */
  readonly isNew: boolean;
}

export const DEMO_SLUG = 'demo';

const MEMBERS: readonly Pick<MembersTable, 'login' | 'name' | 'role'>[] = [
  { login: 'owner', name: 'Min 敏', role: 'owner' },
  { login: 'lan', name: 'Lan 兰', role: 'agent' },
  { login: 'wei', name: 'Wei 薇', role: 'agent' },
];

/** Puts the demo shop into a store that has no shop yet. Where it is there, only a password that was configured
 *  is made to be theirs. */
export async function seedDemo(deps: DemoDeps): Promise<DemoSignIn> {
  const { db } = deps;
  const shop = await db.selectFrom('shops').select('id').executeTakeFirst();
  if (shop) {
    if (deps.password !== undefined) await applyPassword(deps, deps.password);
    return { madePassword: undefined, isNew: false };
  }
  const password = deps.password ?? newPassword();
  const hash = await deps.hashPassword(password);
  await db.transaction().execute((tx) => addShop(tx, hash, deps.now()));
  return { madePassword: deps.password === undefined ? password : undefined, isNew: true };
}

async function addShop(tx: Transaction<Database>, hash: string, now: number): Promise<void> {
  const shopId = newId();
  await tx
    .insertInto('shops')
    .values({ id: shopId, slug: DEMO_SLUG, name: '木野 Muye', created_at: now })
    .execute();
  const members = MEMBERS.map((member) => ({
    ...member,
    id: newId(),
    shop_id: shopId,
    password_hash: hash,
    status: 'available' as const,
    last_offered_at: 0,
    created_at: now,
  }));
  await tx.insertInto('members').values(members).execute();
  const products = demoProducts.map((product, position) => ({
    id: newId(),
    shop_id: shopId,
    sku: product.sku,
    name: JSON.stringify(product.name),
    description: JSON.stringify(product.description),
    price: product.price,
    currency: product.currency,
    variants: JSON.stringify(product.variants),
    pictures: JSON.stringify(product.pictures),
    position,
  }));
  await tx.insertInto('products').values(products).execute();

  const lan = members.find(({ login }) => login === 'lan');
  const product = products[0];
  if (!lan || !product) throw new Error('The demo data has no seller or no product');
  const past = demoConversation({ shopId, memberId: lan.id, productId: product.id, now });
  await tx.insertInto('visitors').values(past.visitor).execute();
  await tx.insertInto('conversations').values(past.conversation).execute();
  await tx.insertInto('messages').values(past.messages).execute();
}

async function applyPassword({ db, hashPassword, isPassword }: DemoDeps, password: string): Promise<void> {
  const members = await db
    .selectFrom('members')
    .innerJoin('shops', 'shops.id', 'members.shop_id')
    .select(['members.id', 'members.password_hash'])
    .where('shops.slug', '=', DEMO_SLUG)
    .where(
      'members.login',
      'in',
      MEMBERS.map(({ login }) => login),
    )
    .execute();
  const right = await Promise.all(
    [...new Set(members.map((member) => member.password_hash))].map((hash) => isPassword(hash, password)),
  );
  if (right.every(Boolean)) return;
  const ids = members.map(({ id }) => id);
  const hash = await hashPassword(password);
  await db.updateTable('members').set({ password_hash: hash }).where('id', 'in', ids).execute();
}

/** Twelve letters and digits that are not mistaken for each other, in groups that can be read aloud. */
function newPassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return [group(), group(), group()].join('-');
}
