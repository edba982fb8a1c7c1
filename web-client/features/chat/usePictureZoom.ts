import { computed, onScopeDispose, ref, watch, type ComputedRef, type ShallowRef } from 'vue';
import { movedBy, WHOLE, zoomAt, type ZoomSpace, type ZoomView } from './zoom.ts';

const STEP = 1.5;
const DOUBLE = 2.5;

/** Zooming and moving one picture in its frame by wheel, two fingers, double tap and keys. */
export function usePictureZoom(
  frame: Readonly<ShallowRef<HTMLElement | null>>,
  picture: () => { width: number; height: number },
): {
  view: ComputedRef<ZoomView>;
  transform: ComputedRef<string>;
  step: (direction: 1 | -1) => void;
  onKey: (event: KeyboardEvent) => void;
} {
  const view = ref<ZoomView>(WHOLE);
  const fingers = new Map<number, { x: number; y: number }>();

  const frameBox = (): DOMRect => frame.value?.getBoundingClientRect() ?? new DOMRect();
  function space(): ZoomSpace {
    const { width, height } = frameBox();
    const own = picture();
    const fit = Math.min(width / own.width, height / own.height, 1);
    return { frame: { width, height }, picture: { width: own.width * fit, height: own.height * fit } };
  }
  function zoom(factor: number, at = { x: 0, y: 0 }): void {
    view.value = zoomAt(view.value, factor, at, space());
  }
  function fromMiddle(x: number, y: number): { x: number; y: number } {
    const box = frameBox();
    return { x: x - box.left - box.width / 2, y: y - box.top - box.height / 2 };
  }
  function spread(): { distance: number; middle: { x: number; y: number } } {
    const [a, b] = [...fingers.values()];
    if (!a || !b) return { distance: 0, middle: { x: 0, y: 0 } };
    return {
      distance: Math.hypot(a.x - b.x, a.y - b.y),
      middle: fromMiddle((a.x + b.x) / 2, (a.y + b.y) / 2),
    };
  }

  function onWheel(event: WheelEvent): void {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * 0.002), fromMiddle(event.clientX, event.clientY));
  }
  function onDown(event: PointerEvent): void {
    frame.value?.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }
  function onMove(event: PointerEvent): void {
    const from = fingers.get(event.pointerId);
    if (!from) return;
    const before = spread();
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 1)
      view.value = movedBy(view.value, event.clientX - from.x, event.clientY - from.y, space());
    else if (before.distance > 0) zoom(spread().distance / before.distance, before.middle);
  }
  function onUp(event: PointerEvent): void {
    fingers.delete(event.pointerId);
  }
  function onDouble(event: MouseEvent): void {
    if (view.value.scale > 1) view.value = WHOLE;
    else zoom(DOUBLE, fromMiddle(event.clientX, event.clientY));
  }

  watch(frame, (element, _, onCleanup) => {
    if (!element) return;
    const owner = new AbortController();
    const { signal } = owner;
    element.addEventListener('wheel', onWheel, { signal, passive: false });
    element.addEventListener('pointerdown', onDown, { signal });
    element.addEventListener('pointermove', onMove, { signal });
    element.addEventListener('pointerup', onUp, { signal });
    element.addEventListener('pointercancel', onUp, { signal });
    element.addEventListener('dblclick', onDouble, { signal });
    onCleanup(() => owner.abort());
  });
  onScopeDispose(() => fingers.clear());

  const MOVES: Record<string, [number, number]> = {
    ArrowLeft: [80, 0],
    ArrowRight: [-80, 0],
    ArrowUp: [0, 80],
    ArrowDown: [0, -80],
  };
  function onKey(event: KeyboardEvent): void {
    const move = MOVES[event.key];
    if (move) view.value = movedBy(view.value, ...move, space());
    else if (event.key === '+' || event.key === '=') zoom(STEP);
    else if (event.key === '-') zoom(1 / STEP);
    else if (event.key === '0') view.value = WHOLE;
    else return;
    event.preventDefault();
  }

  return {
    view: computed(() => view.value),
    transform: computed(() => `translate(${view.value.x}px, ${view.value.y}px) scale(${view.value.scale})`),
    step: (direction) => zoom(STEP ** direction),
    onKey,
  };
}
