/** What goes on failing is asked for at least this often, ms. */
const LONGEST_MS = 60_000;

/** How long to wait before asking again for what has failed so many times in a row: twice as long each time, ms. */
export function backOff(firstMs: number, failures: number): number {
  return Math.min(LONGEST_MS, firstMs * 2 ** Math.max(0, failures - 1));
}
