import { onScopeDispose } from 'vue';
import { keyPress, type KeyPress } from './key-press.ts';

/** Hands each key pressed on the page to `take`, which answers whether it was for the page. */
export function usePressedKeys(take: (press: KeyPress, event: KeyboardEvent) => boolean): void {
  function onKey(event: KeyboardEvent): void {
    if (!event.defaultPrevented && take(keyPress(event), event)) event.preventDefault();
  }
  addEventListener('keydown', onKey);
  onScopeDispose(() => removeEventListener('keydown', onKey));
}
