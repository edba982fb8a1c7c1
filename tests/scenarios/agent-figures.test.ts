import { afterAll, beforeAll, expect, it } from 'vitest';
import { listAgentFigures } from '#protocol';
import { newId } from '../../signaling/db/ids.ts';
import { type ReviewScene, startReviewScene } from '../support/review-scene.ts';
import { waitUntil } from '../support/wait-until.ts';

const DAY_MS = 24 * 3_600_000;

let s: ReviewScene;

beforeAll(async () => {
  s = await startReviewScene();
}, 90_000);
afterAll(() => s.close());

it('[REV-33] means are over all calls of the span, whatever number of them is drawn', async () => {
  const { db } = s.scene.server;
  const model = await db.selectFrom('recordings').selectAll().executeTakeFirstOrThrow();
  await waitUntil(
    async () =>
      (await db.selectFrom('recording_figures').selectAll().execute()).length > 0 || 'nothing is counted',
  );
  const counted = await db.selectFrom('recording_figures').selectAll().executeTakeFirstOrThrow();
  const dayAgo = model.started_at - DAY_MS;
  const rows = Array.from({ length: 500 }, (_, index) => ({
    ...model,
    id: newId(),
    started_at: dayAgo + index,
    ended_at: dayAgo + index + 10_000,
  }));
  // Every other call has no talk; the mean is over those that have.
  const ofRow = ({ id }: { id: string }, index: number) => ({
    ...counted,
    recording_id: id,
    talk_share: index % 2 === 0 ? null : 2500,
    pauses: index < 100 ? 5 : 0,
  });
  await db.insertInto('recordings').values(rows).execute();
  await db.insertInto('recording_figures').values(rows.map(ofRow)).execute();
  const { agents } = listAgentFigures.output.parse(
    await s.supervisor.ask('GET', `/api/agent-figures?from=${dayAgo}&to=${dayAgo + 1000}`),
  );
  expect(agents).toHaveLength(1);
  expect(agents[0]).toMatchObject({
    count: 500,
    mean: { durationMs: 10_000, talkShare: 0.25, pauses: 1, score: null },
  });
  expect(agents[0]?.calls.map(({ startedAt }) => startedAt - dayAgo)).toEqual(
    Array.from({ length: 400 }, (_, index) => index + 100),
  );
});
