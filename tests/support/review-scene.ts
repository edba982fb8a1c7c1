import { randomUUID } from 'node:crypto';
import { CallScene, changedTo } from './call-scene.ts';
import { type MemberClient, signIn, type VisitorClient } from './client.ts';
import { allFor, heardFor, playedCall, recordAll, writing } from './recorded-call.ts';
import { ReviewClient } from './review-client.ts';
import { addSecondShop } from './second-shop.ts';
import { waitUntil } from './wait-until.ts';

/** What the buyer says in the recorded call, and the marker that the agent sets in it. */
export const SAID = '内衬是米色 Canvas';
export const MARKED = 'the lining';

/** A service with a call that was recorded, and the people who ask for it. */
export interface ReviewScene {
  readonly scene: CallScene;
  readonly recordingId: string;
  readonly lan: MemberClient;
  readonly buyer: VisitorClient;
  readonly owner: ReviewClient;
  /** Of the call. */
  readonly agent: ReviewClient;
  readonly supervisor: ReviewClient;
  /** Of the same shop, and not of the call. */
  readonly otherAgent: ReviewClient;
  /** Owner of another shop. */
  readonly foreign: ReviewClient;
  readonly visitor: ReviewClient;
  readonly nobody: ReviewClient;
  /** Records one more call of a few seconds.
   *  @param lateMs so long after it began */
  record(lateMs?: number): Promise<string>;
  reviewer(login: string): Promise<ReviewClient>;
  close(): Promise<void>;
}

/** @param variables of the configuration. */
export async function startReviewScene(
  variables: Readonly<Record<string, string>> = {},
): Promise<ReviewScene> {
  const scene = await CallScene.start(variables);
  await addSecondShop(scene.server);
  await addMember(scene, 'mei', 'agent');
  await addMember(scene, 'shu', 'supervisor');
  const [lan, buyer] = await Promise.all([scene.agent(), scene.buyer()]);
  const wei = await scene.agent('demo:wei');
  await wei.command('presence:set', { status: 'away' });

  const record = (lateMs = 0) => recordCall(scene, buyer, lan, lateMs);
  const reviewer = async (login: string) =>
    new ReviewClient(scene.server, { cookie: await signIn(scene.server, login) });
  return {
    scene,
    recordingId: await record(),
    lan,
    buyer,
    owner: await reviewer('demo:owner'),
    agent: await reviewer('demo:lan'),
    supervisor: await reviewer('demo:shu'),
    otherAgent: await reviewer('demo:mei'),
    foreign: await reviewer('other:bo'),
    visitor: new ReviewClient(scene.server, { authorization: `Bearer ${buyer.token}` }),
    nobody: new ReviewClient(scene.server),
    record,
    reviewer,
    close: () => scene.close(),
  };
}

async function recordCall(
  scene: CallScene,
  buyer: VisitorClient,
  lan: MemberClient,
  lateMs: number,
): Promise<string> {
  const call = await playedCall(scene, buyer, lan);
  scene.clock.advance(lateMs);
  const recording = await recordAll(call);
  await writing(scene, recording.id, 4);
  const { callId, conversationId } = call;
  const body = { kind: 'text', text: SAID } as const;
  await buyer.command('chat:send', { conversationId, messageId: randomUUID(), body });
  await lan.command('recording:mark', { callId, label: MARKED });
  await heardFor(scene, recording.id, 1000);
  await allFor(scene, recording.id, 1000);
  await buyer.command('call:hangUp', { callId });
  await changedTo(lan, callId, 'ended');
  await call.close();
  await waitUntil(async () => {
    const row = await scene.server.db
      .selectFrom('recordings')
      .select(['words', 'waveform', 'ended_at'])
      .where('id', '=', recording.id)
      .executeTakeFirst();
    return (row?.words !== '' && row?.waveform !== '') || JSON.stringify(row);
  });
  return recording.id;
}

async function addMember(scene: CallScene, login: string, role: 'agent' | 'supervisor'): Promise<void> {
  const { db } = scene.server;
  const like = await db
    .selectFrom('members')
    .selectAll()
    .where('login', '=', 'owner')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('members')
    .values({ ...like, id: randomUUID(), login, name: login, role, status: 'away' })
    .execute();
}
