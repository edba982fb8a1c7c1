import path from 'node:path';
import type { MessageView, RecordedTrack, SharedRecording } from '#protocol';
import type { Logger } from 'pino';
import { OneAtATime } from '#protocol/one-at-a-time';
import { figuresOf, seenAfterMs } from './recorded-tracks.ts';
import type { LevelRun } from './speech.ts';
import { waveformOf } from './speech.ts';
import { POSTER_FILE } from './review-media.ts';
import { takeFrame } from './take-frame.ts';
import type { ReviewViews } from './review-views.ts';
import type { FoundRecording } from './found-recordings.ts';
import type { RecordedRows, ReviewStore } from './review.store.ts';

export interface AftermathDeps {
  readonly store: ReviewStore;
  readonly views: ReviewViews;
  readonly recordingsDir: string;
  /** The program that takes a frame out of a file. */
  readonly ffmpeg: string;
  readonly log: Logger;
}

const WAVE_STEPS = 200;

/** What is made of a recording that is over: the words it is found by, its waveform, its figures, its picture. */
export function createAftermath({ store, views, recordingsDir, ffmpeg, log }: AftermathDeps) {
  const turns = new OneAtATime();
  // Nobody reads these addresses: the views are only looked into.
  const nobody = { member: '' };

  async function refreshWords(recordingId: string): Promise<void> {
    const found = await store.get(recordingId);
    if (!found) return;
    const rows = await store.recorded(found.row);
    const { summary, events, captions } = await views.recorded(found, rows, nobody);
    const { buyer, agent, product } = summary;
    const words = [
      buyer.name,
      agent?.name,
      product && [product.sku, product.name.en, product.name.zh],
      events.map((event) => (event.type === 'message' ? wordsOf(event.message) : '')),
      rows.comments.map(({ text }) => text),
      rows.markers.map(({ label }) => label),
      captions.map(({ cues }) => cues.map(({ text }) => text)),
      found.rating?.words,
    ];
    const text = words.flat(2).filter(Boolean).join('\n').toLowerCase();
    await store.change(recordingId, { words: text });
  }

  async function addWaveform({ row }: FoundRecording, tracks: readonly RecordedTrack[]): Promise<void> {
    const runs = tracks
      .filter(({ source }) => source === 'microphone')
      .flatMap(({ segments }) =>
        segments.map(({ startMs, levels }): LevelRun => ({ startMs, levels: Buffer.from(levels, 'base64') })),
      );
    const durationMs = (row.ended_at ?? row.started_at) - row.started_at;
    const wave = waveformOf(runs, durationMs, WAVE_STEPS);
    await store.change(row.id, { waveform: Buffer.from(wave).toString('base64') });
  }

  async function addFigures(
    { row, call }: FoundRecording,
    { callEvents }: RecordedRows,
    recorded: SharedRecording,
  ): Promise<void> {
    const { talk, longestStretchMs, pauses, productSeenAfterMs, weakNetworkMs } = figuresOf(
      recorded,
      seenAfterMs(call, callEvents),
    );
    const agent = talk.filter(({ side }) => side === 'agent').reduce((sum, { share }) => sum + share, 0);
    await store.setFigures({
      recording_id: row.id,
      talk_share: talk.some(({ ms }) => ms > 0) ? Math.round(agent * 10_000) : null,
      longest_ms: longestStretchMs,
      pauses,
      product_seen_ms: productSeenAfterMs,
      weak_ms: weakNetworkMs,
    });
  }

  async function addPoster({ row }: FoundRecording, { segments }: RecordedRows): Promise<void> {
    const longest = segments
      .filter(({ source, file }) => source === 'camera' && file !== null)
      .toSorted((a, b) => rank(b.side) - rank(a.side) || b.duration_ms - a.duration_ms)[0];
    if (!longest?.file) return;
    const folder = path.join(recordingsDir, row.id);
    try {
      const poster = path.join(folder, POSTER_FILE);
      await takeFrame(ffmpeg, path.join(folder, longest.file), longest.duration_ms / 2, poster);
      await store.change(row.id, { has_poster: 1 });
    } catch (error) {
      log.info({ err: error, recordingId: row.id }, 'A recording stays without a picture in the list');
    }
  }

  async function work(recordingId: string): Promise<void> {
    const found = await store.get(recordingId);
    if (!found) return;
    await refreshWords(recordingId);
    const rows = await store.recorded(found.row);
    const recorded = await views.recorded(found, rows, nobody);
    await addWaveform(found, recorded.tracks);
    await addFigures(found, rows, recorded);
    await addPoster(found, rows);
  }

  return {
    wordsChanged: (recordingId: string): Promise<void> =>
      turns.run(recordingId, () => refreshWords(recordingId)),

    /** A recording is over; returns at once. */
    ended(recordingId: string): void {
      turns
        .run(recordingId, () => work(recordingId))
        .catch((error: unknown) =>
          log.error({ err: error, recordingId }, 'A recording stays without picture'),
        );
    },

    /** Does what a server before this one did not come to; returns when all of it is begun. */
    async start(): Promise<void> {
      for (const recordingId of await store.withoutFigures()) this.ended(recordingId);
    },

    /** Resolves when nothing is being made, of one recording or of any. */
    idle: (recordingId?: string): Promise<void> =>
      recordingId === undefined ? turns.idle() : turns.run(recordingId, async () => {}),
  };
}

const rank = (side: 'buyer' | 'agent') => (side === 'agent' ? 1 : 0);

function wordsOf({ body }: MessageView): string {
  switch (body.kind) {
    case 'text':
      return body.text;
    case 'product':
      return `${body.product.name.en} ${body.product.name.zh}`;
    case 'rating':
    case 'picture':
    case 'call':
      return '';
  }
}
