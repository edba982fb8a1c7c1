/** A stretch of a recording, on its own clock, ms. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}
