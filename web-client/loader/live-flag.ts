import type { PanelSize } from './bridge.ts';

const KEY = 'kanhuo';

/** What the last page of this tab left behind for the next. */
export interface Left {
  readonly shop: string;
  readonly size: PanelSize;
  /** A call was going on. */
  readonly live: boolean;
}

/** Tells the shop's next page that the frame has something to go on with; null takes it back. */
export function leave(left: Left | null): void {
  try {
    if (left) sessionStorage.setItem(KEY, JSON.stringify(left));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Storage is blocked: the call ends with its page, as the widget then says.
  }
}

/** What the page before this one left for this shop. */
export function found(shop: string): Left | null {
  try {
    const left = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Left | null;
    return left?.shop === shop ? left : null;
  } catch {
    return null;
  }
}
