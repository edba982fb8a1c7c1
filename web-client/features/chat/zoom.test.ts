import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST, movedBy, WHOLE, zoomAt, type ZoomView } from './zoom.ts';

const space = { frame: { width: 400, height: 300 }, picture: { width: 400, height: 200 } };
const point = fc.record({ x: fc.integer({ min: -200, max: 200 }), y: fc.integer({ min: -150, max: 150 }) });

describe('zoom', () => {
  it('keeps the point under the finger where it is', () => {
    const view = zoomAt(WHOLE, 4, { x: 50, y: 20 }, space);
    // What lay at (50, 20) lies at 50 · 4 + x now.
    expect(view).toEqual({ scale: 4, x: 50 - 200, y: 20 - 80 });
  });

  it('never shows more than the picture, however it is pulled', () => {
    const step = fc.oneof(
      fc.record({ factor: fc.double({ min: 0.2, max: 5, noNaN: true }), at: point }),
      fc.record({ dx: fc.integer({ min: -999, max: 999 }), dy: fc.integer({ min: -999, max: 999 }) }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let view: ZoomView = WHOLE;
        for (const s of steps)
          view = 'factor' in s ? zoomAt(view, s.factor, s.at, space) : movedBy(view, s.dx, s.dy, space);
        expect(view.scale).toBeGreaterThanOrEqual(1);
        expect(view.scale).toBeLessThanOrEqual(MOST);
        expect(Math.abs(view.x)).toBeLessThanOrEqual(Math.max(0, (400 * view.scale - 400) / 2) + 1e-6);
        expect(Math.abs(view.y)).toBeLessThanOrEqual(Math.max(0, (200 * view.scale - 300) / 2) + 1e-6);
      }),
    );
  });

  it('lies in the middle again when it is whole', () => {
    const view = zoomAt(zoomAt(WHOLE, 3, { x: 100, y: 0 }, space), 0.1, { x: -100, y: 0 }, space);
    expect([view.scale, Math.abs(view.x), Math.abs(view.y)]).toEqual([1, 0, 0]);
  });
});
