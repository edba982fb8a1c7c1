import { frameBeside } from './frame-beside.ts';
import type { TrackPlayer } from './track-player.ts';

/** A step where there is no picture. */
const STEP_MS = 1000 / 30;
/** Browsers show a frame a little longer than it lasts: the next one is come up to in such steps, as far as that. */
const [NEARER_MS, NEAR_MS] = [9, 100];
const REDRAWS = 3;

/** What is stepped through. */
interface Stepped {
  at(): number;
  playing(): boolean;
  pause(): void;
  seek(at: number): void;
  /** The picture that is looked at now. */
  picture(): TrackPlayer | undefined;
}

/** Stops, and goes to the next or the previous frame of the picture that is looked at. Of what is asked for while it
 *  is on its way the last counts: a key that is held leads no farther once it is let go. */
export function frameSteps(player: Stepped): (direction: 1 | -1) => void {
  let stepping = false;
  let next: 1 | -1 | null = null;

  async function step(direction: 1 | -1): Promise<void> {
    const picture = player.picture();
    const from = player.at();
    /** Where the last look went: whoever goes elsewhere meanwhile is not brought back. */
    let looked = from;
    const isLeft = () => player.playing() || player.at() !== looked;
    async function lookAt(moment: number): Promise<number | null> {
      if (isLeft() || !picture) return null;
      player.seek(moment);
      looked = player.at();
      return picture.shown();
    }
    /** A frame of before a jump may be told after it: what is shown a few redraws later. */
    async function stands(): Promise<number | null> {
      for (let redraw = 0; redraw < REDRAWS; redraw++) await new Promise(requestAnimationFrame);
      return isLeft() || !picture ? null : picture.shown();
    }
    const shown = (await picture?.shown()) ?? null;
    const found = shown === null ? null : await frameBeside(shown, direction, lookAt);
    if (found !== null) await rest(found, lookAt, stands);
    else if (!isLeft()) player.seek(from + direction * STEP_MS);
  }

  async function walk(): Promise<void> {
    stepping = true;
    while (next !== null) {
      const direction = next;
      next = null;
      await step(direction);
    }
    stepping = false;
  }

  return (direction) => {
    player.pause();
    next = direction;
    if (!stepping) void walk();
  };
}

/** Goes to where this frame is shown. */
async function rest(
  frame: number,
  lookAt: (at: number) => Promise<number | null>,
  stands: () => Promise<number | null>,
): Promise<void> {
  const isThere = (shown: number | null) => shown === null || shown >= frame;
  for (let into = 1; into < NEAR_MS; into += NEARER_MS)
    if (isThere(await lookAt(frame + into)) && isThere(await stands())) return;
}
