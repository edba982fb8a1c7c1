import { LEVEL_MS } from '#protocol/measures';

/** A stretch of time, `[from, until]`, ms. */
export type Stretch = readonly [number, number];

/** One file's loudness with its place on the recording's clock. */
export interface LevelRun {
  readonly startMs: number;
  /** One byte per step, 0 is silence and 127 the loudest. */
  readonly levels: Uint8Array;
}

/** Loudness that counts as speech. Levels are 127 less the level of RFC 6464 (−dBov): 127 − 50. */
const SPEECH = 77;
/** Breaks shorter than this belong to what is said. */
const BREATH_MS = 700;
/** Sounds shorter than this are no speech. */
const CLICK_MS = 200;

/** Whether two stretches are near enough to be one. */
function join(stretches: readonly Stretch[], within: number): Stretch[] {
  const joined: Stretch[] = [];
  for (const [from, until] of stretches.toSorted((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && from - last[1] <= within) joined[joined.length - 1] = [last[0], Math.max(last[1], until)];
    else joined.push([from, until]);
  }
  return joined;
}

/** When somebody spoke. */
export function speechIn(runs: readonly LevelRun[]): Stretch[] {
  const loud: Stretch[] = [];
  for (const { startMs, levels } of runs) {
    for (const [index, level] of levels.entries()) {
      if (level < SPEECH) continue;
      const from = startMs + index * LEVEL_MS;
      loud.push([from, from + LEVEL_MS]);
    }
  }
  return join(loud, BREATH_MS).filter(([from, until]) => until - from > CLICK_MS);
}

/** Spans of at least `longerThan` within `[0, end]` in which nobody spoke.
 *  @param recorded when sound was recorded at all: elsewhere nobody knows. */
export function silences(
  speech: readonly Stretch[],
  recorded: readonly Stretch[],
  longerThan: number,
): Stretch[] {
  const spoken = join(speech, 0);
  return join(recorded, 0).flatMap(([from, until]) => {
    const found: Stretch[] = [];
    let at = from;
    for (const [begin, end] of spoken) {
      if (end <= from || begin >= until) continue;
      if (begin - at >= longerThan) found.push([at, begin]);
      at = Math.max(at, end);
    }
    if (until - at >= longerThan) found.push([at, until]);
    return found;
  });
}

/** The longest that one of them spoke while nobody else did, ms. */
export function longestStretch(speakers: readonly (readonly Stretch[])[]): number {
  let longest = 0;
  for (const [index, own] of speakers.entries()) {
    const others = join(speakers.filter((_, other) => other !== index).flat(), 0);
    for (const [from, until] of own) {
      let at = from;
      for (const [begin, end] of others) {
        if (end <= from || begin >= until) continue;
        longest = Math.max(longest, begin - at);
        at = Math.max(at, end);
      }
      longest = Math.max(longest, until - at);
    }
  }
  return longest;
}

/** All of a recording in at most `steps` bytes: the loudest of each step; 255 where nothing was recorded. */
export function waveformOf(runs: readonly LevelRun[], durationMs: number, steps: number): Uint8Array {
  const count = Math.max(1, Math.min(steps, Math.ceil(durationMs / LEVEL_MS)));
  const wave = new Uint8Array(count).fill(255);
  for (const { startMs, levels } of runs) {
    for (const [index, level] of levels.entries()) {
      const step = Math.floor(((startMs + index * LEVEL_MS) / Math.max(1, durationMs)) * count);
      if (step < 0 || step >= count) continue;
      const before = wave[step] ?? 255;
      wave[step] = before === 255 ? level : Math.max(before, level);
    }
  }
  return wave;
}
