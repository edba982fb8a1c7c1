import type { Language, TimelineEvent } from '#protocol';

/** A titled stretch of an export, ms. */
export interface Chapter {
  readonly from: number;
  readonly until: number;
  readonly title: string;
}

const WORDS = {
  opening: { en: 'Beginning', zh: '开头' },
  untitled: { en: 'Chapter', zh: '章节' },
} as const;
/** Less than this is no stretch of its own, ms. */
const LEAST_MS = 100;

/** The chapters of a recording, without a hole: players let the first one begin at 0 wherever it says it does. */
export function chaptersOf(
  events: readonly TimelineEvent[],
  durationMs: number,
  language: Language,
): Chapter[] {
  const chapters = events
    .flatMap((event) => (event.type === 'chapter' ? [event] : []))
    .map(({ at, until, marker }) => ({
      from: at,
      until: Math.min(until ?? durationMs, durationMs),
      title: marker.label || WORDS.untitled[language],
    }))
    .filter(({ from, until }) => until - from >= LEAST_MS);
  const [first] = chapters;
  if (!first || first.from < LEAST_MS) return chapters;
  return [{ from: 0, until: first.from, title: WORDS.opening[language] }, ...chapters];
}

/** Chapters as ffmpeg reads them (FFMETADATA1). */
export function chapterFile(chapters: readonly Chapter[]): string {
  const parts = chapters.map(
    ({ from, until, title }) =>
      `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${Math.round(from)}\nEND=${Math.round(until)}\ntitle=${escaped(title)}\n`,
  );
  return `;FFMETADATA1\n${parts.join('')}`;
}

const escaped = (text: string) => text.replaceAll(/\s+/g, ' ').replaceAll(/[=;#\\]/g, String.raw`\$&`);
