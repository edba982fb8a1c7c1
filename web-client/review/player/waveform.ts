import { LEVEL_MS } from '#protocol/measures';
import type { RecordedTrack } from '#protocol';

/** Loudness of "nothing was recorded here". */
export const NOTHING = 255;

/** The levels as they come over the wire. */
export function levelsOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** A track's loudness as `count` columns over a length: the loudest of each, 0 to 127, `NOTHING` in gaps. */
export function columnsOf(
  track: Pick<RecordedTrack, 'segments'>,
  lengthMs: number,
  count: number,
): Uint8Array {
  const columns = new Uint8Array(count).fill(NOTHING);
  for (const { startMs, levels } of track.segments) {
    for (const [index, level] of levelsOf(levels).entries()) {
      if (level === NOTHING) continue;
      const from = startMs + index * LEVEL_MS;
      const first = Math.max(0, Math.floor((from / lengthMs) * count));
      const last = Math.min(count - 1, Math.ceil(((from + LEVEL_MS) / lengthMs) * count) - 1);
      for (let column = first; column <= last; column++) {
        const known = columns[column] ?? NOTHING;
        columns[column] = known === NOTHING ? level : Math.max(known, level);
      }
    }
  }
  return columns;
}

/** How high a level is drawn, 0 to 1: speech fills the row, a whisper can still be seen. */
export function heightOf(level: number): number {
  if (level === NOTHING) return 0;
  return Math.max(0.04, (level / 127) ** 1.4);
}
