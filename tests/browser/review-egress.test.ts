import { afterEach, describe, expect, it } from 'vitest';
import { DESK, startPerson } from '../support/browser/chromium.ts';
import { openReview } from '../support/browser/review-page.ts';
import { CallScene, changedTo } from '../support/call-scene.ts';
import { EgressClips } from '../support/livekit/egress-clips.ts';
import { EgressServer } from '../support/livekit/egress-server.ts';
import { livekitIsHere, startLivekit } from '../support/livekit/livekit-servers.ts';
import { reportOver } from '../support/livekit/report-inbox.ts';
import { startMediaClients } from '../support/media/media-client.ts';
import { recordAll, seenCall, segmentsOf } from '../support/recorded-call.ts';
import { waitUntil } from '../support/wait-until.ts';

const RECORDED_MS = 4000;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Keeps something until the test is over. */
async function kept<T extends { close(): Promise<unknown> }>(opened: Promise<T>): Promise<T> {
  const one = await opened;
  closers.push(() => one.close());
  return one;
}

/** A call of a few seconds that an Egress service wrote down. */
async function recordedCall(): Promise<{ scene: CallScene; id: string }> {
  const clients = await kept(startMediaClients());
  const livekit = await kept(startLivekit());
  const egress = await kept(EgressServer.start(livekit, await kept(EgressClips.make())));
  const scene = await kept(CallScene.start({ ...egress.variables, LOG_LEVEL: 'fatal' }));
  egress.reportTo(reportOver(scene.server.url));
  const [lan, buyer] = await Promise.all([scene.agent(), scene.buyer()]);
  const call = await kept(seenCall(clients, buyer, lan));
  const { id } = await recordAll(call);
  await waitUntil(() => (egress.writing.length === 4 && egress.writtenMs > RECORDED_MS) || 'not written yet');
  await buyer.command('call:hangUp', { callId: call.callId });
  await changedTo(lan, call.callId, 'ended');
  await waitUntil(async () => {
    const files = (await segmentsOf(scene, id)).map(({ file }) => file);
    return (files.length === 4 && !files.includes(null)) || `files ${files.join(', ')}`;
  });
  return { scene, id };
}

describe.skipIf(!livekitIsHere)('a recording that an Egress service wrote', () => {
  it('[EGRESS-3] plays in the review, all tracks of it, from any second', async () => {
    const { scene, id } = await recordedCall();
    const { page } = await kept(startPerson({ media: 'none', viewport: DESK }));
    await openReview(page, scene.server, 'demo:owner');
    await page.goto(`${scene.server.url}/review/${id}?t=1`);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    const playing = () =>
      page.evaluate(() =>
        [...document.querySelectorAll<HTMLMediaElement>('[data-track]')].map((media) => ({
          kind: media.tagName.toLowerCase(),
          at: media.currentTime,
          frames: media instanceof HTMLVideoElement ? media.getVideoPlaybackQuality().totalVideoFrames : 0,
        })),
      );
    await waitUntil(async () => {
      const all = await playing();
      const moving = all.filter(({ kind, at, frames }) => at > 2 && (kind === 'audio' || frames > 10));
      return moving.length === 4 || JSON.stringify(all);
    });
    expect((await playing()).map(({ kind }) => kind).toSorted()).toEqual([
      'audio',
      'audio',
      'video',
      'video',
    ]);
  });
});
