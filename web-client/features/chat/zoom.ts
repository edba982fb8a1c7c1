/** How a picture lies in its frame: enlarged by `scale`, its middle moved by `x`, `y` pixels. */
export interface ZoomView {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** The frame, and the picture in it at scale 1. */
export interface ZoomSpace {
  readonly frame: { readonly width: number; readonly height: number };
  readonly picture: { readonly width: number; readonly height: number };
}

export const WHOLE: ZoomView = { scale: 1, x: 0, y: 0 };
export const MOST = 8;

/** Enlarges around a point (from the frame's middle), which stays where it is on the screen. */
export function zoomAt(
  view: ZoomView,
  factor: number,
  point: { x: number; y: number },
  space: ZoomSpace,
): ZoomView {
  const scale = Math.min(MOST, Math.max(1, view.scale * factor));
  const ratio = scale / view.scale;
  return kept(
    { scale, x: point.x - (point.x - view.x) * ratio, y: point.y - (point.y - view.y) * ratio },
    space,
  );
}

/** Moves the picture, no further than its edges. */
export function movedBy(view: ZoomView, dx: number, dy: number, space: ZoomSpace): ZoomView {
  return kept({ ...view, x: view.x + dx, y: view.y + dy }, space);
}

function kept(view: ZoomView, { frame, picture }: ZoomSpace): ZoomView {
  const roomX = Math.max(0, (picture.width * view.scale - frame.width) / 2);
  const roomY = Math.max(0, (picture.height * view.scale - frame.height) / 2);
  return {
    scale: view.scale,
    x: Math.min(roomX, Math.max(-roomX, view.x)),
    y: Math.min(roomY, Math.max(-roomY, view.y)),
  };
}
