import { h, shallowRef, type Component, type FunctionalComponent } from 'vue';

const TRIES = 5;
const WAIT_MS = 1000;

const known = new Set<() => void>();

/** A component whose code comes when it is first shown, or fetched before. Vue's own way of doing it can wait,
 *  hydrate and suspend, which is more code than most of what would come later. */
export function later<C extends Component>(load: () => Promise<{ default: C }>): C {
  const code = shallowRef<C | null>(null);
  let loading = false;

  function fetch(tries = TRIES): void {
    if (loading || code.value) return;
    loading = true;
    load().then(
      (module) => (code.value = module.default),
      () => {
        loading = false;
        // A network that is away for a moment is asked again; later the next showing asks.
        if (tries > 1) setTimeout(fetch, WAIT_MS, tries - 1);
      },
    );
  }
  known.add(fetch);

  const view: FunctionalComponent = (attributes, { slots }) => {
    if (!code.value) fetch();
    return code.value ? h(code.value, attributes, slots) : null;
  };
  // They are handed on above.
  view.inheritAttrs = false;
  return view as unknown as C;
}

/** Fetches all that may be shown later, so that it is there even when the network is not. */
export function fetchLater(): void {
  for (const fetch of known) fetch();
}
