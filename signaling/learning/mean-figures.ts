import type { CallFigures, MeanFigures } from '#protocol';

/** The figures that are averaged. */
const FIGURES = [
  'durationMs',
  'talkShare',
  'longestMs',
  'pauses',
  'productSeenMs',
  'weakMs',
  'score',
  'rating',
] as const satisfies readonly (keyof MeanFigures)[];

/** The means over calls; a call without a figure does not count for it. */
export function meanOf(calls: readonly CallFigures[]): MeanFigures {
  const mean = (name: (typeof FIGURES)[number]): number | null => {
    const values = calls.flatMap((call) => call[name] ?? []);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return Object.fromEntries(FIGURES.map((name) => [name, mean(name)])) as Record<
    (typeof FIGURES)[number],
    number | null
  >;
}
