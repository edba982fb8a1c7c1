import type { ShopPresence } from '#protocol';

/** What a buyer wants when the panel opens; `home` is the choice between the three. */
export type Intent = 'video' | 'voice' | 'chat' | 'home';

/** How the shop's page shows the widget's frame. `hidden` is loaded but not seen. */
export type PanelSize = 'hidden' | 'mini' | 'open' | 'large';

/** From the shop's page to the widget's frame. */
export type ToWidget =
  | { readonly kanhuo: 'open'; readonly intent: Intent; readonly sku?: string | undefined }
  /** `sheet`: on this screen, `open` covers the page. */
  | { readonly kanhuo: 'panel'; readonly size: PanelSize; readonly sheet: boolean };

/** From the widget's frame to the shop's page. */
export type ToLoader =
  | { readonly kanhuo: 'ready' }
  | { readonly kanhuo: 'panel'; readonly size: PanelSize }
  /** Make the frame anew, and open this in it where no call goes on. */
  | { readonly kanhuo: 'reload'; readonly intent: Intent }
  /** A live call makes the next page of the shop open the frame at once. */
  | { readonly kanhuo: 'call'; readonly phase: string; readonly live: boolean }
  | { readonly kanhuo: 'unread'; readonly count: number }
  | { readonly kanhuo: 'presence'; readonly presence: ShopPresence };

/** Takes messages from one window of one origin and no other; the function it answers stops that. */
export function listen<M extends ToWidget | ToLoader>(
  source: () => MessageEventSource | null | undefined,
  origin: string,
  listener: (message: M) => void,
): () => void {
  const onMessage = (event: MessageEvent) => {
    const from = source();
    const data: unknown = event.data;
    if (!from || event.source !== from || event.origin !== origin) return;
    // The other end is of the same build: what calls itself ours is.
    if (typeof data === 'object' && data !== null && 'kanhuo' in data) listener(data as M);
  };
  addEventListener('message', onMessage);
  return () => removeEventListener('message', onMessage);
}
