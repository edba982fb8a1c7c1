import type { Frame } from 'playwright-core';

/** What a video showed on every frame that its page drew. */
export interface WatchedPicture {
  frames: number;
  /** Frames on which there was no picture, or a black one. */
  dark: number;
}

declare global {
  interface Window {
    kanhuoWatchedPicture?: WatchedPicture;
  }
}

/** Looks at a named video with each frame of the page from now on; the function it returns tells what was seen. */
export async function watchPicture(frame: Frame, videoName: string): Promise<() => Promise<WatchedPicture>> {
  await frame.evaluate((name) => {
    const seen: WatchedPicture = { frames: 0, dark: 0 };
    window.kanhuoWatchedPicture = seen;
    const canvas = Object.assign(document.createElement('canvas'), { width: 4, height: 4 });
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    requestAnimationFrame(function look() {
      const video = document.querySelector<HTMLVideoElement>(`video[aria-label="${name}"]`);
      context.clearRect(0, 0, 4, 4);
      if (video) context.drawImage(video, 0, 0, 4, 4);
      const brightest = Math.max(
        ...context.getImageData(0, 0, 4, 4).data.filter((_value, at) => at % 4 !== 3),
      );
      seen.frames += 1;
      if (brightest < 40) seen.dark += 1;
      requestAnimationFrame(look);
    });
  }, videoName);
  return () => frame.evaluate(() => window.kanhuoWatchedPicture ?? { frames: 0, dark: 0 });
}
