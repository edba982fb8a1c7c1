/** Frames of a call come 30 times a second at most, give or take; ms. */
const FIRST_LOOK_MS = 34;
/** Frames are never closer together than that, ms. */
const APART_MS = 8;
/** A picture that has stood still for longer has no next frame worth waiting for, ms. */
const FARTHEST_MS = 5000;

/** The moment of the frame after or before the one that is shown; null where there is none. When frames come is
 *  nowhere written down: it is looked for.
 *  @param from the moment of the frame that is shown
 *  @param lookAt answers the moment of the frame that is to be seen at a moment, null where there is none */
export async function frameBeside(
  from: number,
  direction: 1 | -1,
  lookAt: (at: number) => Promise<number | null>,
): Promise<number | null> {
  if (direction < 0) {
    const earlier = await lookAt(from - APART_MS);
    return earlier === null ? null : latestBefore(from, earlier, lookAt);
  }
  for (let ahead = FIRST_LOOK_MS; ahead < FARTHEST_MS; ahead *= 2) {
    const found = await lookAt(from + ahead);
    if (found === null) return null;
    if (found > from) return earliestAfter(from, found, lookAt);
  }
  return null;
}

/** Before a frame that was long in coming, a busy browser may show one of those that lead up to it. */
async function latestBefore(
  from: number,
  found: number,
  lookAt: (at: number) => Promise<number | null>,
): Promise<number> {
  const next = await frameBeside(found, 1, lookAt);
  return next === null || next >= from ? found : latestBefore(from, next, lookAt);
}

/** Frames may have been passed over. */
async function earliestAfter(
  from: number,
  found: number,
  lookAt: (at: number) => Promise<number | null>,
): Promise<number> {
  const before = await lookAt(found - APART_MS);
  return before === null || before <= from ? found : earliestAfter(from, before, lookAt);
}
