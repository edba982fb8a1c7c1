import { nextTick, onScopeDispose, ref, watch, type Ref, type ShallowRef } from 'vue';

const END_PX = 32;
const TOP_PX = 240;

/** A list that stays where its reader is. */
export interface ScrollPlace {
  /** The newest is in view; then new ones stay in view too. */
  readonly atEnd: Ref<boolean>;
  /** What others wrote since the reader left the end. */
  readonly unseen: Ref<number>;
  toEnd(smooth?: boolean): void;
  onScroll(): void;
}

/** Holds the place in a list that grows at both ends: at the end it follows, elsewhere nothing moves. */
export function useScrollPlace(options: {
  scroller: Readonly<ShallowRef<HTMLElement | null>>;
  items: () => readonly { readonly key: string; readonly mine: boolean }[];
  /** The reader came near the top. */
  onTop: () => void;
}): ScrollPlace {
  const { scroller, items, onTop } = options;
  const atEnd = ref(true);
  const unseen = ref(0);
  let anchor: { element: Element; top: number } | null = null;

  function toEnd(smooth = false): void {
    const element = scroller.value;
    element?.scrollTo({ top: element.scrollHeight, behavior: smooth ? 'smooth' : 'instant' });
  }

  function onScroll(): void {
    const element = scroller.value;
    if (!element) return;
    atEnd.value = element.scrollHeight - element.scrollTop - element.clientHeight < END_PX;
    if (atEnd.value) unseen.value = 0;
    if (element.scrollTop < TOP_PX) onTop();
  }

  /** The first message in view, and where it stands. */
  function firstInView(element: HTMLElement): { element: Element; top: number } | null {
    const edge = element.getBoundingClientRect().top;
    for (const child of element.querySelectorAll('li')) {
      const { top, bottom } = child.getBoundingClientRect();
      if (bottom > edge) return { element: child, top };
    }
    return null;
  }

  watch(items, () => (anchor = scroller.value && !atEnd.value ? firstInView(scroller.value) : null), {
    flush: 'pre',
  });
  watch(
    items,
    (now, before) => {
      const element = scroller.value;
      if (!element) return;
      const last = before.at(-1)?.key;
      const added = last === undefined ? [] : now.slice(now.findIndex(({ key }) => key === last) + 1);
      if (atEnd.value || added.some(({ mine }) => mine)) return toEnd();
      unseen.value += added.length;
      if (anchor?.element.isConnected)
        element.scrollTop += anchor.element.getBoundingClientRect().top - anchor.top;
      // A page of history that does not fill the view leaves the reader at the top: more is wanted.
      if (element.scrollTop < TOP_PX) onTop();
    },
    { flush: 'post' },
  );

  // Pictures have their space, but keyboards, rotations and a growing message box change the frame.
  const resized = new ResizeObserver(() => {
    const element = scroller.value;
    if (!element) return;
    if (atEnd.value) toEnd();
    if (element.scrollHeight <= element.clientHeight + TOP_PX) onTop();
  });
  watch(
    scroller,
    (element, _, onCleanup) => {
      if (!element) return;
      resized.observe(element);
      if (element.firstElementChild) resized.observe(element.firstElementChild);
      onCleanup(() => resized.disconnect());
      void nextTick(() => toEnd());
    },
    { flush: 'post' },
  );
  onScopeDispose(() => resized.disconnect());

  return { atEnd, unseen, toEnd, onScroll };
}
