import { readonly, ref } from 'vue';
import type { Ref } from 'vue';

export type ToastTone = 'info' | 'ok' | 'wait' | 'bad';

/** A sentence that passes by; `action` gives a way back ("Undo"). */
export interface Toast {
  id: number;
  text: string;
  tone: ToastTone;
  action?: { label: string; run: () => void };
}

export interface ToastOptions {
  tone?: ToastTone;
  action?: Toast['action'];
  /** How long it stays, ms; 0 until dismissed. The clock stands while a pointer or the focus is on it. */
  lasting?: number;
}

interface Clock {
  left: number;
  since: number;
  timer?: ReturnType<typeof setTimeout>;
}

const toasts = ref<Toast[]>([]);
const clocks = new Map<number, Clock>();
let lastId = 0;

function dismiss(id: number): void {
  holdToast(id);
  clocks.delete(id);
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

function show(text: string, { tone = 'info', action, lasting }: ToastOptions = {}): number {
  const id = ++lastId;
  const same = toasts.value.find((toast) => toast.text === text && !toast.action);
  if (same) dismiss(same.id);
  toasts.value = [...toasts.value, { id, text, tone, ...(action && { action }) }];
  const left = lasting ?? (action ? 8000 : 5000);
  if (left > 0) {
    clocks.set(id, { left, since: 0 });
    releaseToast(id);
  }
  return id;
}

/** Stops a toast's clock while somebody is reading or reaching for it. */
export function holdToast(id: number): void {
  const clock = clocks.get(id);
  if (!clock?.timer) return;
  clearTimeout(clock.timer);
  delete clock.timer;
  clock.left -= Date.now() - clock.since;
}

/** Lets the clock run on, with at least a second left. */
export function releaseToast(id: number): void {
  const clock = clocks.get(id);
  if (!clock || clock.timer) return;
  clock.since = Date.now();
  clock.timer = setTimeout(() => dismiss(id), Math.max(clock.left, 1000));
}

/** The page's passing sentences: `show` from anywhere, `UiToasts` once in the page displays them. */
export function useToasts(): {
  toasts: Readonly<Ref<readonly Toast[]>>;
  show: (text: string, options?: ToastOptions) => number;
  dismiss: (id: number) => void;
} {
  return { toasts: readonly(toasts), show, dismiss };
}
