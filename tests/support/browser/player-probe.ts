import type { Page } from 'playwright-core';
import type { RecordingDetail } from '#protocol';

/** How far apart the tracks that play in the player are, ms: the middle of each of some seconds in which all play. */
export async function secondsApart(
  page: Page,
  { tracks }: RecordingDetail,
  seconds: number,
): Promise<number[]> {
  const begins = tracks.flatMap(({ segments }) =>
    segments.map(({ segmentId, startMs }) => [segmentId, startMs] as const),
  );
  const middles: number[] = [];
  for (let second = 0; second < seconds; second++) {
    const apart = await page.evaluate(howFarApart, begins);
    if (apart.length > 0) middles.push(Math.round(apart[apart.length >> 1] ?? Infinity));
  }
  return middles;
}

/** What each track's element is doing, for a test that has to say why it gave up. */
export function trackStates(page: Page): Promise<string> {
  return page.locator('[data-track]').evaluateAll((all: HTMLMediaElement[]) =>
    all
      .map(({ ariaLabel, paused, seeking, readyState, currentTime, playbackRate, error }) => {
        const does = error?.message ?? (paused ? 'stands' : seeking ? 'seeks' : 'plays');
        return `${ariaLabel ?? '?'} ${does} at ${currentTime.toFixed(2)} × ${playbackRate}, ready ${readyState}`;
      })
      .join('; '),
  );
}

/** The frame of the picture that is looked at. */
export interface ShownFrame {
  /** Where its file is to be had. */
  readonly file: string;
  /** Its moment in that file, ms; null until one was drawn since this is followed. */
  at(): Promise<number | null>;
}

/** Follows what is drawn of the main picture, as the browser itself says. Two frames may look the same: who is asked for
 *  a key frame between two pictures sends the last one again. */
export async function followFrames(page: Page): Promise<ShownFrame> {
  const video = page.locator('.picture.main video');
  const drawn = await video.evaluateHandle((element: HTMLVideoElement) => {
    const last: { at: number | null } = { at: null };
    element.requestVideoFrameCallback(function onFrame(_now, { mediaTime }) {
      last.at = Math.round(mediaTime * 1000);
      element.requestVideoFrameCallback(onFrame);
    });
    return last;
  });
  const file = await video.evaluate((element: HTMLVideoElement) => element.currentSrc);
  return { file, at: () => drawn.evaluate(({ at }) => at) };
}

/** In the page: how far apart the tracks that play are, for about a second, sorted.
 *  @param begins of each file, on the recording's clock. */
async function howFarApart(begins: readonly (readonly [string, number])[]): Promise<number[]> {
  const seen: number[] = [];
  const end = performance.now() + 1000;
  while (performance.now() < end) {
    await new Promise(requestAnimationFrame);
    const moments = [...document.querySelectorAll<HTMLMediaElement>('[data-track]')]
      .filter((media) => !media.paused && !media.seeking)
      .flatMap((media) => {
        const file = begins.find(([segmentId]) => media.currentSrc.includes(segmentId));
        return file ? [file[1] + media.currentTime * 1000] : [];
      });
    if (moments.length > 2) seen.push(Math.max(...moments) - Math.min(...moments));
  }
  return seen.toSorted((one, other) => one - other);
}

/** The loudest tone of each sound that plays, in hertz, by the name of its track; once for each opened page. */
export async function tones(page: Page): Promise<Record<string, number>> {
  return page.evaluate(async () => {
    const context = new AudioContext();
    const heard = [...document.querySelectorAll('audio')].map((audio) => {
      const analyser = new AnalyserNode(context, { fftSize: 16_384, smoothingTimeConstant: 0 });
      context.createMediaElementSource(audio).connect(analyser).connect(context.destination);
      return { name: audio.getAttribute('aria-label') ?? '', analyser };
    });
    const levels = new Float32Array(8192);
    const best: Record<string, number> = {};
    const loudest: Record<string, number> = {};
    for (let look = 0; look < 60; look++) {
      await new Promise(requestAnimationFrame);
      for (const { name, analyser } of heard) {
        analyser.getFloatFrequencyData(levels);
        const peak = levels.reduce(
          (most, level, index) => (level > (levels[most] ?? -Infinity) ? index : most),
          0,
        );
        const level = levels[peak] ?? -Infinity;
        if (level < -60 || level <= (loudest[name] ?? -Infinity)) continue;
        loudest[name] = level;
        best[name] = Math.round((peak * context.sampleRate) / analyser.fftSize);
      }
    }
    return best;
  });
}
