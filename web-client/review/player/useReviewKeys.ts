import { onScopeDispose } from 'vue';
import { reviewKey, type ReviewKey } from './keys.ts';

/** Listens to the keys of the page while a recording is open. */
export function useReviewKeys(act: (key: ReviewKey) => void): void {
  function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    const target = event.target instanceof Element ? event.target : null;
    const key = reviewKey({
      key: event.key,
      ctrlKey: event.ctrlKey,
      metaKey: event.metaKey,
      altKey: event.altKey,
      isComposing: event.isComposing,
      writing: target?.closest('input:not(.timeline-slider), textarea, select') != null,
      onButton: target?.closest('button, a') != null,
      inDialog: target?.closest('dialog, [role=menu]') != null,
    });
    if (!key) return;
    event.preventDefault();
    act(key);
  }
  addEventListener('keydown', onKey);
  onScopeDispose(() => removeEventListener('keydown', onKey));
}
