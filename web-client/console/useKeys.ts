import { onScopeDispose, type Ref } from 'vue';
import { actionOf, type KeyAction } from './keys.ts';
import { remembered } from './remembered.ts';

/** Listens to the keys of the console; answers whether its letters are on, a choice that is remembered. */
export function useKeys(act: (action: KeyAction) => void): { letters: Ref<'on' | 'off'> } {
  const letters = remembered<'on' | 'off'>('kanhuo.console.letters', ['on', 'off']);

  function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.repeat) return;
    const target = event.target instanceof Element ? event.target : null;
    const action = actionOf(
      {
        key: event.key,
        ctrlKey: event.ctrlKey,
        metaKey: event.metaKey,
        altKey: event.altKey,
        isComposing: event.isComposing,
        writing: target?.closest('input, textarea, select, [contenteditable]') != null,
        inDialog: target?.closest('dialog, [role=menu]') != null,
      },
      letters.value === 'on',
    );
    if (!action) return;
    event.preventDefault();
    act(action);
  }
  addEventListener('keydown', onKey);
  onScopeDispose(() => removeEventListener('keydown', onKey));
  return { letters };
}
