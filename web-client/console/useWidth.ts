import { onScopeDispose, ref, type Ref } from 'vue';

/** `phone`: one pane at a time; `narrow`: the buyer's pane comes over the conversation; `wide`: all beside each other. */
export type Width = 'phone' | 'narrow' | 'wide';

/** How much room the page has. */
export function useWidth(): Readonly<Ref<Width>> {
  const phone = matchMedia('(max-width: 767px)');
  const wide = matchMedia('(min-width: 1200px)');
  const read = (): Width => (phone.matches ? 'phone' : wide.matches ? 'wide' : 'narrow');
  const width = ref(read());
  const follow = (): void => void (width.value = read());
  const owner = new AbortController();
  for (const query of [phone, wide]) query.addEventListener('change', follow, { signal: owner.signal });
  onScopeDispose(() => owner.abort());
  return width;
}
