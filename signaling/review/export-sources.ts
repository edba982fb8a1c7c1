import path from 'node:path';
import type { Language, TimelineEvent } from '#protocol';
import type { ExportRow } from '../db/schema-recordings.ts';
import type { PictureFacts } from '../recordings/recordings.service.ts';
import { isSound } from './clip-plan.ts';
import type { ExportPlan, ShownSegment } from './export-arguments.ts';
import { type Chapter, chaptersOf } from './export-chapters.ts';
import type { ExportText, Said } from './export-text.ts';
import type { ReviewViews } from './review-views.ts';
import type { FoundRecording } from './found-recordings.ts';
import type { ReviewStore } from './review.store.ts';

export interface ExportSourcesDeps {
  readonly store: ReviewStore;
  readonly views: ReviewViews;
  readonly recordingsDir: string;
  readonly pictureFacts: (folder: string, segmentId: string) => Promise<PictureFacts>;
}

/** What an export is made of, before it is known how. */
export interface ExportSources {
  readonly plan: Omit<ExportPlan, 'output' | 'text' | 'captions' | 'chapters'>;
  readonly text: ExportText;
  /** Captions that become a track of their own. */
  readonly track: { readonly language: string; readonly said: readonly Said[] } | null;
  readonly chapters: readonly Chapter[];
}

/** A message below the picture is read in this time. */
const READ_MS = 6000;

const WORDS = {
  picture: { en: '[picture]', zh: '[图片]' },
  rating: { en: '[rating]', zh: '[评价]' },
} as const;

/** Gathers what an export is made of. */
export async function exportSources(
  { store, views, recordingsDir, pictureFacts }: ExportSourcesDeps,
  found: FoundRecording,
  options: Pick<ExportRow, 'layout' | 'chat' | 'captions' | 'language'>,
): Promise<ExportSources> {
  const { row } = found;
  const rows = await store.recorded(row);
  const { events, captions } = await views.recorded(found, rows, { member: '' });
  const durationMs = (row.ended_at ?? row.started_at) - row.started_at;
  const folder = path.join(recordingsDir, row.id);
  const files = rows.segments.flatMap((segment) => {
    const { file, started_at: startedAt } = segment;
    if (file === null || startedAt === null) return [];
    return [{ segment, path: path.join(folder, file), startMs: Math.max(0, startedAt - row.started_at) }];
  });
  const pictures = await Promise.all(
    files
      .filter(({ segment }) => !isSound(segment))
      .map(async ({ segment, ...place }): Promise<ShownSegment> => ({
        ...place,
        side: segment.side,
        source: segment.source,
        durationMs: segment.duration_ms,
        copyable: segment.mime_type.toLowerCase() === 'video/h264',
        ...(await pictureFacts(folder, segment.id)),
      })),
  );
  const chat = options.chat === 'none' ? [] : chatOf(events, options.language);
  const wanted =
    options.captions === '' ? null : (JSON.parse(options.captions) as { id: string; as: 'burnt' | 'track' });
  const chosen = captions.find(({ id }) => id === wanted?.id);
  const spoken = (chosen?.cues ?? []).map(({ from, until, text, person }): Said => ({
    from,
    until,
    text,
    name: person?.name ?? '',
  }));
  const burnt = wanted?.as === 'burnt' ? spoken : [];
  return {
    plan: {
      pictures,
      sounds: files.filter(({ segment }) => isSound(segment)),
      durationMs,
      arrangement: {
        layout: options.layout,
        alone: new Set(pictures.map(({ side }) => side)).size < 2,
        panel: options.chat === 'panel',
      },
    },
    text: {
      panel: options.chat === 'panel' ? chat : [],
      captions: [...(options.chat === 'captions' ? chat : []), ...burnt],
    },
    track:
      chosen && wanted?.as === 'track' && spoken.length > 0
        ? { language: chosen.language, said: spoken }
        : null,
    chapters: chaptersOf(events, durationMs, options.language),
  };
}

function chatOf(events: readonly TimelineEvent[], language: Language): Said[] {
  return events.flatMap((event): Said[] => {
    if (event.type !== 'message' || event.message.author.kind === 'system') return [];
    const { author, body } = event.message;
    if (body.kind === 'call') return [];
    const text =
      body.kind === 'text'
        ? body.text
        : body.kind === 'product'
          ? body.product.name[language]
          : WORDS[body.kind][language];
    return [{ from: event.at, until: event.at + READ_MS, name: author.person.name, text }];
  });
}
