import { onBeforeUnmount, onMounted, ref, watchPostEffect, type Ref } from 'vue';
import type { RecordedTrack } from '#protocol';
import { drawWaves } from './draw-waves.ts';

/** Keeps the voices drawn on a canvas, in its size and the colours of the page. */
export function useWaves(
  canvas: Readonly<Ref<HTMLCanvasElement | null>>,
  sounds: () => readonly RecordedTrack[],
  lengthMs: () => number,
): void {
  const size = ref({ width: 0, height: 0 });
  const watcher = new ResizeObserver(([entry]) => {
    if (entry) size.value = { width: entry.contentRect.width, height: entry.contentRect.height };
  });
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const theme = ref(0);
  const onTheme = (): number => theme.value++;
  onMounted(() => {
    if (canvas.value) watcher.observe(canvas.value);
    dark.addEventListener('change', onTheme);
  });
  onBeforeUnmount(() => {
    watcher.disconnect();
    dark.removeEventListener('change', onTheme);
  });
  watchPostEffect(() => {
    if (canvas.value && theme.value >= 0) drawWaves(canvas.value, size.value, sounds(), lengthMs());
  });
}
