/** The time from which on no frame came for a while is the fault's own; this long without one is such a while. */
const STILL_MS = 150;

/** How long after a fault the picture moved again: the end of the first standstill that the fault began; undefined
 *  while it lasts. @param times when frames were shown, rising. */
export function gapAt(times: readonly number[], faultAt: number): number | undefined {
  const last = times.filter((at) => at <= faultAt).at(-1) ?? faultAt;
  let before = last;
  for (const at of times.filter((time) => time > faultAt)) {
    if (at - before > STILL_MS) return at - faultAt;
    before = at;
  }
  return undefined;
}

/** The longest time within a span in which no frame was shown. */
export function longestGap(times: readonly number[], from: number, to: number): number {
  const marks = [from, ...times, to];
  return Math.max(...marks.slice(1).map((at, index) => at - (marks[index] ?? at)));
}
