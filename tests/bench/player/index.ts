import { setTimeout as pause } from 'node:timers/promises';
import { closeBrowsers, startPerson } from '../../support/browser/chromium.ts';
import { detailOf } from '../../support/browser/recorded-call.ts';
import { openReview } from '../../support/browser/review-page.ts';
import { encodeRtp } from '../../support/rtp/rtp-clip.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';
import { writeRecording } from '../../support/written-recording.ts';
import { type BenchReport, machineFacts } from '../report.ts';
import { repeated } from './hour.ts';
import { apart, jump } from './in-page.ts';

const HOUR_MS = 3_600_000;
const CLIP_S = 10;
const JUMPS = 24;
/** Where the tracks are listened to, as a share of the hour. */
const PLACES = [0.001, 0.25, 0.5, 0.75, 0.98];

/** Measures the player on a recording of an hour, written through the recorder's files faster than it lasts: how soon a
 *  jump shows the moment, and how far its tracks come apart. */
export async function run(): Promise<BenchReport> {
  const server = await startTestServer();
  try {
    return await measure(server);
  } finally {
    await closeBrowsers();
    await server.close();
  }
}

async function measure(server: TestServer): Promise<BenchReport> {
  const { page } = await startPerson({ media: 'none' });
  const [picture, sound] = await Promise.all([
    encodeRtp('video/VP8', 'testsrc2=s=640x360:r=15', CLIP_S, '-b:v 300k -g 75'),
    encodeRtp('audio/opus', 'sine=440:r=48000', CLIP_S),
  ]);
  const written = performance.now();
  const hour = (clip: typeof picture) => ({ clip, packets: repeated(clip, CLIP_S * 1000, HOUR_MS) });
  const id = await writeRecording({ server }, await server.app.addExample(), [
    { side: 'agent', source: 'camera', ...hour(picture) },
    { side: 'agent', source: 'microphone', ...hour(sound) },
    { side: 'buyer', source: 'camera', ...hour(picture) },
    { side: 'buyer', source: 'microphone', ...hour(sound) },
  ]);
  const writtenInMs = performance.now() - written;
  await openReview(page, server, 'demo:owner');
  const opening = performance.now();
  await page.goto(`${server.url}/review/${id}`);
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  const openedInMs = performance.now() - opening;
  const { tracks, summary } = await detailOf(page, id);
  const begins = Object.fromEntries(
    tracks.map(({ trackId, segments }) => [trackId, segments[0]?.startMs ?? 0]),
  );

  const jumps: number[] = [];
  for (let each = 0; each < JUMPS; each += 1) {
    // Far apart and never the same: golden steps through the hour.
    const to = Math.round(((each * 0.618 + 0.1) % 1) * (HOUR_MS - 20_000));
    jumps.push(Math.round(await page.evaluate(jump, [to, begins] as const)));
  }
  const drifts: number[] = [];
  for (const place of PLACES) {
    await page.evaluate(jump, [Math.round(place * HOUR_MS), begins] as const);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    // The beginning, until all have found their step, is not what is asked for.
    await pause(2000);
    const seen = (await page.evaluate(apart, begins)).toSorted((a, b) => a - b);
    drifts.push(Math.round(seen[Math.floor(seen.length * 0.95)] ?? Infinity));
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
  }
  const sorted = jumps.toSorted((a, b) => a - b);
  const p95 = sorted[Math.floor(sorted.length * 0.95)] ?? Infinity;
  const drift = Math.max(...drifts);
  return {
    results: {
      ...machineFacts(),
      lengthMs: summary.durationMs,
      tracks: tracks.length,
      writtenInMs: Math.round(writtenInMs),
      openedInMs: Math.round(openedInMs),
      jumpsMs: jumps,
      jumpP50Ms: sorted[sorted.length >> 1],
      apartP95MsByPlace: drifts,
    },
    goals: [
      { what: 'ms from a jump to all tracks there, p95', value: p95, limit: 300, ok: p95 <= 300 },
      {
        what: 'ms between tracks, p95 at the worst place of an hour',
        value: drift,
        limit: 50,
        ok: drift <= 50,
      },
    ],
  };
}
