import { onScopeDispose, ref, watch, type Ref } from 'vue';

const FADE_AFTER_MS = 3000;

/** Whether a stage shows its controls, and what to listen to on it. */
export interface FadingControls {
  readonly shown: Readonly<Ref<boolean>>;
  onPointer(event: PointerEvent): void;
  onClickCapture(event: MouseEvent): void;
  onFocus(event: FocusEvent): void;
  onKey(): void;
}

/**
 * Controls leave the picture to itself after three seconds without a pointer. They stay for whoever last used
 * a key (screen readers do), and come back and stay while `held`. A finger's first tap only brings them back.
 */
export function useFadingControls(held: () => boolean): FadingControls {
  const shown = ref(true);
  let byPointer = false;
  let swallow = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function wait(): void {
    clearTimeout(timer);
    shown.value = true;
    if (byPointer) timer = setTimeout(fade, FADE_AFTER_MS);
  }
  function fade(): void {
    if (held()) wait();
    else shown.value = false;
  }
  watch(held, (is) => is && wait());
  onScopeDispose(() => clearTimeout(timer));

  function keep(): void {
    byPointer = false;
    wait();
  }

  return {
    shown,
    onPointer(event) {
      if (event.type === 'pointerdown') swallow = event.pointerType === 'touch' && !shown.value;
      byPointer = true;
      wait();
    },
    onClickCapture(event) {
      if (!swallow) return;
      swallow = false;
      event.preventDefault();
      event.stopPropagation();
    },
    onFocus(event) {
      if ((event.target as Element | null)?.matches(':focus-visible')) keep();
    },
    onKey: keep,
  };
}
