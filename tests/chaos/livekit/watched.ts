import { waitUntil } from '../../support/wait-until.ts';
import { gapAt } from './gaps.ts';

/** A page that knows when frames of the other's camera were shown on it. */
export interface Watched {
  /** Times since the Unix epoch, rising. */
  framesShown(since: number): Promise<readonly number[]>;
}

/** How long after a fault frames are shown again, ms. */
export async function backAfter(page: Watched, faultAt: number): Promise<number> {
  let back: number | undefined;
  await waitUntil(async () => {
    back = gapAt(await page.framesShown(faultAt - 1000), faultAt);
    return back !== undefined || 'no picture yet';
  }, 60_000);
  return back ?? Infinity;
}
