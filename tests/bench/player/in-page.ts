/** Runs in the page of the review: jumps to a moment, and answers how long it took until all tracks stand there, ms.
 *  @param begins of each track's file, on the recording's clock */
export async function jump([to, begins]: readonly [number, Record<string, number>]): Promise<number> {
  const slider = document.querySelector<HTMLInputElement>('input[type=range][aria-label=Timeline]');
  if (!slider) throw new Error('There is no timeline');
  const start = performance.now();
  slider.value = String(to);
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  const isThere = (media: HTMLMediaElement) => {
    const at = (begins[media.dataset['track'] ?? ''] ?? 0) + media.currentTime * 1000;
    return !media.seeking && media.readyState >= 2 && Math.abs(at - to) < 100;
  };
  const tracks = [...document.querySelectorAll<HTMLMediaElement>('[data-track]')];
  while (!tracks.every(isThere)) {
    if (performance.now() - start > 10_000) throw new Error(`Nothing at ${to} after ten seconds`);
    await new Promise(requestAnimationFrame);
  }
  return performance.now() - start;
}

/** Runs in the page of the review: how far apart the tracks that play are, frame by frame for three seconds, ms. */
export async function apart(begins: Record<string, number>): Promise<number[]> {
  const seen: number[] = [];
  const until = performance.now() + 3000;
  while (performance.now() < until) {
    await new Promise(requestAnimationFrame);
    const moments = [...document.querySelectorAll<HTMLMediaElement>('[data-track]')]
      .filter((media) => !media.paused && !media.seeking)
      .map((media) => (begins[media.dataset['track'] ?? ''] ?? 0) + media.currentTime * 1000);
    if (moments.length > 2) seen.push(Math.max(...moments) - Math.min(...moments));
  }
  return seen;
}
