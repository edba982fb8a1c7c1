import { newId } from '../../signaling/db/ids.ts';
import { hashPassword } from '../../signaling/members/password.ts';
import type { TestServer } from './test-server.ts';

/** Adds the shop `other` with the member `other:bo`, who signs in with the test's password, and one product. */
export async function addSecondShop(server: TestServer): Promise<{ shopId: string; productId: string }> {
  const [shopId, productId] = [newId(), newId()];
  const created_at = 1;
  await server.db
    .insertInto('shops')
    .values({ id: shopId, slug: 'other', name: 'Other', created_at })
    .execute();
  await server.db
    .insertInto('members')
    .values({
      id: newId(),
      shop_id: shopId,
      login: 'bo',
      name: 'Bo',
      role: 'owner',
      password_hash: await hashPassword(server.password),
      status: 'available',
      last_offered_at: 0,
      created_at,
    })
    .execute();
  await server.db
    .insertInto('products')
    .values({
      id: productId,
      shop_id: shopId,
      sku: 'lamp',
      name: JSON.stringify({ en: 'Lamp', zh: '灯' }),
      description: JSON.stringify({ en: '', zh: '' }),
      price: 100,
      currency: 'CNY',
      variants: '[]',
      pictures: '[]',
      position: 0,
    })
    .execute();
  return { shopId, productId };
}
