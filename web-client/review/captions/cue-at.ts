import type { CaptionCue } from '#protocol';

/** What is being said at a moment: more than one cue where people talk at once. */
export function cuesAt(cues: readonly CaptionCue[], at: number): CaptionCue[] {
  return cues.filter(({ from, until }) => from <= at && at < until);
}
