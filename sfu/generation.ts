let last = 0;

/** A number above all given before, also by an earlier run of this program: a page that outlived its server
 *  cannot be taken for one admitted since. */
export function nextGeneration(now: () => number = Date.now): number {
  last = Math.max(last + 1, now());
  return last;
}
