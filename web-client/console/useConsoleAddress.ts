import { computed, onScopeDispose, ref, type ComputedRef } from 'vue';
import { addressOf, placeAt, type ConsolePlace } from './console-address.ts';

/** The console's place in the browser's history: links, reloads and the back button lead where one expects. */
export interface ConsoleAddress {
  readonly place: ComputedRef<ConsolePlace>;
  readonly conversationId: ComputedRef<string | null>;
  go(to: ConsolePlace): void;
  /** One step out: from what is about a buyer to the conversation, from there to the inbox. */
  out(): void;
}

export function useConsoleAddress(): ConsoleAddress {
  const place = ref(placeAt(location.pathname));
  const follow = (): void => void (place.value = placeAt(location.pathname));
  addEventListener('popstate', follow);
  onScopeDispose(() => removeEventListener('popstate', follow));

  function go(to: ConsolePlace): void {
    const address = addressOf(to);
    if (address !== location.pathname) history.pushState(null, '', address);
    place.value = to;
  }

  return {
    place: computed(() => place.value),
    conversationId: computed(() => ('conversationId' in place.value ? place.value.conversationId : null)),
    go,
    out: () => {
      const now = place.value;
      go(
        now.pane === 'about'
          ? { pane: 'conversation', conversationId: now.conversationId }
          : { pane: 'inbox' },
      );
    },
  };
}
