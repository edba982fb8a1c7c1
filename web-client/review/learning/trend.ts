import type { CallFigures, MeanFigures } from '#protocol';
import { formatDuration, formatPercent } from '../../i18n/format.ts';

/** What is drawn for an agent, in this order. */
export const FIGURES = [
  'score',
  'rating',
  'talkShare',
  'longestMs',
  'pauses',
  'productSeenMs',
  'weakMs',
  'durationMs',
] as const satisfies readonly (keyof MeanFigures & keyof CallFigures)[];
export type Figure = (typeof FIGURES)[number];

/** A figure as it is read; a dash where there is none. */
export function figureText(figure: Figure, value: number | null): string {
  if (value === null) return '–';
  switch (figure) {
    case 'score':
    case 'talkShare':
      return formatPercent(value);
    case 'rating':
      return `${value.toFixed(1)} ★`;
    case 'pauses':
      return value.toFixed(Number.isInteger(value) ? 0 : 1);
    case 'longestMs':
    case 'productSeenMs':
    case 'weakMs':
    case 'durationMs':
      return formatDuration(value);
  }
}

/** One call on a line. */
export interface TrendPoint {
  readonly recordingId: string;
  readonly startedAt: number;
  readonly value: number;
  /** 0 to 1, from the left and from the top. */
  readonly x: number;
  readonly y: number;
}

/** The top of each scale that has one of its own; the others end at their greatest value. */
const FULL: Partial<Record<Figure, number>> = { score: 1, rating: 5, talkShare: 1 };

/** The calls that have a figure, in the order of time and evenly apart: calls crowd on some days. */
export function trendOf(calls: readonly CallFigures[], figure: Figure): TrendPoint[] {
  const known = calls.flatMap((call) => {
    const value = call[figure];
    return value === null ? [] : [{ recordingId: call.recordingId, startedAt: call.startedAt, value }];
  });
  const top = FULL[figure] ?? Math.max(1, ...known.map(({ value }) => value));
  return known.map((point, index) => ({
    ...point,
    x: known.length === 1 ? 0.5 : index / (known.length - 1),
    y: 1 - Math.min(1, point.value / top),
  }));
}
