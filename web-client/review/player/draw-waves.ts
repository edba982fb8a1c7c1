import type { RecordedTrack } from '#protocol';
import { columnsOf, heightOf } from './waveform.ts';

/** Pixels from one bar to the next, and of a bar. */
const STEP = 3;
const BAR = 2;

/** Draws one row for each voice in the colour of text, sharp on any screen. */
export function drawWaves(
  canvas: HTMLCanvasElement,
  size: { width: number; height: number },
  sounds: readonly RecordedTrack[],
  lengthMs: number,
): void {
  const ratio = devicePixelRatio;
  canvas.width = Math.round(size.width * ratio);
  canvas.height = Math.round(size.height * ratio);
  const context = canvas.getContext('2d');
  if (!context || size.width === 0) return;
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  context.fillStyle = style.getPropertyValue('--line-strong');
  const row = size.height / Math.max(1, sounds.length);
  for (const [index, track] of sounds.entries()) {
    const middle = row * (index + 0.5);
    const columns = columnsOf(track, lengthMs, Math.floor(size.width / STEP));
    for (const [column, level] of columns.entries()) {
      const height = heightOf(level) * (row - 6);
      if (height > 0) context.fillRect(column * STEP, middle - height / 2, BAR, Math.max(1, height));
    }
  }
}
