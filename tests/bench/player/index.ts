import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { closeBrowsers, startPerson } from '../../support/browser/chromium.ts';
import { detailOf } from '../../support/browser/recorded-call.ts';
import { openReview } from '../../support/browser/review-page.ts';
import { encodeRtp, type RtpClip } from '../../support/rtp/rtp-clip.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';
import { writeRecording } from '../../support/written-recording.ts';
import { type BenchReport, machineFacts } from '../report.ts';
import { repeated } from './hour.ts';
import { apart, jump } from './in-page.ts';

const HOUR_MS = 3_600_000;
const CLIP_S = 10;
const JUMPS = 24;
/** Two cameras as calls send them, with key frames as often as the recorder asks for them: a shorter recording, it is
 *  large. */
const LARGE = {
  lengthMs: 600_000,
  source: 'testsrc2=s=1280x720:r=30',
  encoder: '-b:v 1500k -g 64',
} as const;
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
  const picture = await encodeRtp('video/VP8', 'testsrc2=s=640x360:r=15', CLIP_S, '-b:v 300k -g 34');
  const large = await encodeRtp('video/VP8', LARGE.source, CLIP_S, LARGE.encoder);
  const sound = await encodeRtp('audio/opus', 'sine=440:r=48000', CLIP_S);
  const example = await server.app.addExample();
  const written = performance.now();
  const id = await writeCall(server, example, picture, sound, HOUR_MS);
  const writtenInMs = performance.now() - written;
  const largeId = await writeCall(server, example, large, sound, LARGE.lengthMs);
  await openReview(page, server, 'demo:owner');
  const opening = performance.now();
  const { tracks, summary, begins } = await open(page, server, id);
  const openedInMs = performance.now() - opening;
  const jumps = await jumpAround(page, begins, HOUR_MS);
  const drifts: number[] = [];
  for (const place of PLACES) {
    await page.evaluate(jump, [Math.round(place * HOUR_MS), begins] as const);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    // Until all have begun.
    await pause(500);
    const seen = (await page.evaluate(apart, begins)).toSorted((a, b) => a - b);
    drifts.push(Math.round(seen[Math.floor(seen.length * 0.95)] ?? Infinity));
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
  }
  const { begins: largeBegins } = await open(page, server, largeId);
  const largeJumps = await jumpAround(page, largeBegins, LARGE.lengthMs);
  const p95 = share(jumps, 0.95);
  const drift = Math.max(...drifts);
  return {
    results: {
      ...machineFacts(),
      lengthMs: summary.durationMs,
      tracks: tracks.length,
      writtenInMs: Math.round(writtenInMs),
      openedInMs: Math.round(openedInMs),
      jumpsMs: jumps,
      jumpP50Ms: share(jumps, 0.5),
      apartP95MsByPlace: drifts,
      of720p: {
        jumpsMs: largeJumps,
        jumpP50Ms: share(largeJumps, 0.5),
        jumpP95Ms: share(largeJumps, 0.95),
      },
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

/** A call in which both show such a picture and speak; answers its recording's id. */
function writeCall(
  server: TestServer,
  like: string,
  picture: RtpClip,
  sound: RtpClip,
  lengthMs: number,
): Promise<string> {
  const long = (clip: RtpClip) => ({ clip, packets: repeated(clip, CLIP_S * 1000, lengthMs) });
  return writeRecording({ server }, like, [
    { side: 'agent', source: 'camera', ...long(picture) },
    { side: 'agent', source: 'microphone', ...long(sound) },
    { side: 'buyer', source: 'camera', ...long(picture) },
    { side: 'buyer', source: 'microphone', ...long(sound) },
  ]);
}

async function open(page: Page, server: TestServer, id: string) {
  await page.goto(`${server.url}/review/${id}`);
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  const { tracks, summary } = await detailOf(page, id);
  const begins = Object.fromEntries(
    tracks.map(({ trackId, segments }) => [trackId, segments[0]?.startMs ?? 0]),
  );
  return { tracks, summary, begins };
}

async function jumpAround(page: Page, begins: Record<string, number>, lengthMs: number): Promise<number[]> {
  const jumps: number[] = [];
  for (let each = 0; each < JUMPS; each += 1) {
    // Far apart and never the same: golden steps through the whole.
    const to = Math.round(((each * 0.618 + 0.1) % 1) * (lengthMs - 20_000));
    jumps.push(Math.round(await page.evaluate(jump, [to, begins] as const)));
  }
  return jumps;
}

/** What so large a share of them does not pass. */
function share(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Infinity;
}
