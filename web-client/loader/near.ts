const NEAR_PIXELS = 96;

/** Calls once, as soon as a pointer comes near the element, a finger touches it, or it gets the focus. */
export function whenNear(element: HTMLElement, call: () => void): void {
  const done = () => {
    removeEventListener('pointermove', onPointer);
    removeEventListener('pointerdown', onPointer, true);
    element.removeEventListener('focusin', done);
    call();
  };
  const onPointer = ({ clientX: x, clientY: y }: PointerEvent) => {
    const box = element.getBoundingClientRect();
    const near =
      x > box.left - NEAR_PIXELS &&
      x < box.right + NEAR_PIXELS &&
      y > box.top - NEAR_PIXELS &&
      y < box.bottom + NEAR_PIXELS;
    if (near) done();
  };
  addEventListener('pointermove', onPointer, { passive: true });
  addEventListener('pointerdown', onPointer, { capture: true, passive: true });
  element.addEventListener('focusin', done);
}
