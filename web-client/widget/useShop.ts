import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { ProductView, Reply, ShopPresence } from '#protocol';
import { preloadMediaEngine } from '../media/create-media-session.ts';
import type { Signaling } from '../signaling/connect-signaling.ts';

/** The shop as it is right now. */
export interface ShopNow {
  readonly presence: Readonly<Ref<ShopPresence>>;
  /** The product in front of the buyer. */
  readonly product: Readonly<ShallowRef<ProductView | null>>;
  /** The server's clock. */
  now(): number;
  look(sku: string | undefined): Promise<void>;
}

/** Follows who is there, what is looked at, and what time it is at the server. */
export function useShop(signaling: Signaling, slug: string, first: ShopPresence): ShopNow {
  const presence = ref(first);
  const product = shallowRef<ProductView | null>(null);
  let ahead = 0;
  let wanted: string | undefined;

  async function hello(): Promise<void> {
    const asked = Date.now();
    const reply = await signaling.command('session:hello', {}).catch(() => null);
    if (!reply) return;
    preloadMediaEngine(reply.mediaEngine).catch(() => undefined); // Tried again by the call itself.
    presence.value = reply.shop.presence;
    ahead = reply.serverTime - (asked + Date.now()) / 2;
  }

  async function look(sku: string | undefined): Promise<void> {
    if (sku === wanted) return;
    wanted = sku;
    product.value = null;
    if (!sku) return;
    const address = `/api/shops/${encodeURIComponent(slug)}/products/${encodeURIComponent(sku)}`;
    // A product that the shop has not told us of is no reason not to call.
    const reply = await fetch(address)
      .then((response) => response.json() as Promise<Reply<{ product: ProductView }>>)
      .catch(() => null);
    if (wanted === sku && reply?.ok) product.value = reply.data.product;
  }

  const stops = [
    signaling.on('shop:presenceChanged', (changed) => (presence.value = changed.presence)),
    signaling.onReconnected(() => void hello()),
  ];
  onScopeDispose(() => {
    for (const stop of stops) stop();
  });
  void hello();
  return { presence, product, now: () => Date.now() + ahead, look };
}
