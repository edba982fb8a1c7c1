import { computed, ref, type ComputedRef } from 'vue';

const TAP_PIXELS = 6;

/** Lets a person move the small pictures out of the way of the goods. */
export interface DraggedTiles {
  readonly style: ComputedRef<Record<string, string>>;
  onPointerDown(event: PointerEvent): void;
  onPointerMove(event: PointerEvent): void;
  /** True when the pointer had moved too far for a tap. */
  endedAsDrag(): boolean;
  onKey(event: KeyboardEvent): void;
}

/** @param room the stage that the tiles must stay on. */
export function useDraggedTiles(room: () => HTMLElement | null): DraggedTiles {
  const moved = ref({ x: 0, y: 0 });
  let start: { x: number; y: number; box: DOMRect; from: { x: number; y: number } } | null = null;
  let far = false;

  function place(x: number, y: number, box: DOMRect, from: { x: number; y: number }): void {
    const walls = room()?.getBoundingClientRect();
    if (!walls) return;
    const clamp = (by: number, low: number, high: number) => Math.min(Math.max(by, low), high);
    moved.value = {
      x: from.x + clamp(x, walls.left + 8 - box.left, walls.right - 8 - box.right),
      y: from.y + clamp(y, walls.top + 8 - box.top, walls.bottom - 8 - box.bottom),
    };
  }

  return {
    style: computed(() => ({ '--tile-x': `${moved.value.x}px`, '--tile-y': `${moved.value.y}px` })),
    onPointerDown(event) {
      const tile = event.currentTarget as HTMLElement;
      tile.setPointerCapture(event.pointerId);
      start = { x: event.clientX, y: event.clientY, box: tile.getBoundingClientRect(), from: moved.value };
      far = false;
    },
    onPointerMove(event) {
      if (!start || event.buttons === 0) return;
      const x = event.clientX - start.x;
      const y = event.clientY - start.y;
      if (Math.hypot(x, y) > TAP_PIXELS) far = true;
      if (far) place(x, y, start.box, start.from);
    },
    endedAsDrag() {
      start = null;
      const was = far;
      far = false;
      return was;
    },
    onKey(event) {
      const step = { ArrowLeft: [-40, 0], ArrowRight: [40, 0], ArrowUp: [0, -40], ArrowDown: [0, 40] }[
        event.key
      ];
      if (!step) return;
      event.preventDefault();
      const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
      place(step[0] ?? 0, step[1] ?? 0, box, moved.value);
    },
  };
}
