import type { Ref } from 'vue';
import { usePressedKeys } from '../ui/usePressedKeys.ts';
import { actionOf, type KeyAction } from './keys.ts';
import { remembered } from './remembered.ts';

/** Listens to the keys of the console; answers whether its letters are on, a choice that is remembered. */
export function useKeys(act: (action: KeyAction) => void): { letters: Ref<'on' | 'off'> } {
  const letters = remembered<'on' | 'off'>('kanhuo.console.letters', ['on', 'off']);
  usePressedKeys((press, { repeat }) => {
    const action = repeat ? null : actionOf(press, letters.value === 'on');
    if (action) act(action);
    return action !== null;
  });
  return { letters };
}
