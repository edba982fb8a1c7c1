import type { Intent } from './bridge.ts';

/** What `window.Kanhuo` offers the shop's own scripts. */
export interface KanhuoApi {
  /** Opens the panel: rings at once for `video` and `voice`; without a word it offers the choice. */
  open(intent?: Intent, options?: { product?: string }): void;
  /** Hides the panel; a call goes on in its small picture. */
  close(): void;
  /** The product in front of the buyer has changed without a new page. */
  setProduct(sku: string | undefined): void;
  /** Draws the buttons into an element that came later than the script. */
  mount(place: HTMLElement): void;
}

declare global {
  interface Window {
    Kanhuo?: KanhuoApi;
  }
}
