import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CallScene, messages } from '../support/call-scene.ts';
import type { MemberClient, VisitorClient } from '../support/client.ts';
import { jpeg, upload } from '../support/pictures.ts';

const ANSWER_MS = 1500;

let scene: CallScene;
let buyer: VisitorClient;
let lan: MemberClient;
let otherTab: MemberClient;
let callId: string;
let conversationId: string;
let captureId: string;

beforeAll(async () => {
  scene = await CallScene.start({}, { captureTimes: { answerMs: ANSWER_MS, uploadMs: 10_000 } });
  [buyer, lan] = [await scene.buyer(), await scene.agent('demo:lan')];
  const active = await scene.activeCall(buyer, lan);
  callId = active.callId;
  conversationId = active.call.conversationId;
  otherTab = await scene.agent('demo:lan', { cookie: lan.cookie });
});
afterAll(() => scene.close());
beforeEach(() => {
  captureId = randomUUID();
});

const asked = () => lan.next('capture:requested', (fact) => fact.captureId === captureId);

/** The agent's page takes the still: uploads it and says so. */
async function takeIt(width = 3000, height = 2000, isAsked = false): Promise<string> {
  if (!isAsked) await asked();
  const query = `?capture=${captureId}`;
  const { id } = await upload(scene.server, lan, conversationId, await jpeg(width, height), query);
  await lan.command('capture:deliver', { captureId, pictureId: id });
  return id;
}

describe('a still of the seller’s camera', () => {
  it('[CAPT-1] asked for by the buyer is taken by the agent’s page and stands in the conversation', async () => {
    const [{ message }, pictureId] = await Promise.all([
      buyer.command('capture:take', { callId, captureId }),
      takeIt(),
    ]);
    expect(message).toMatchObject({
      conversationId,
      author: { kind: 'buyer', person: { id: buyer.visitorId } },
      body: { kind: 'picture', origin: 'capture', picture: { id: pictureId, width: 3000, height: 2000 } },
    });
    const told = await lan.next('chat:messageAdded', (fact) => fact.message.id === message.id);
    expect(told.message).toEqual(message);
    expect((await messages(buyer, conversationId)).at(-1)).toEqual(message);
  });

  it('[CAPT-1] asked for by the agent is theirs', async () => {
    const [{ message }] = await Promise.all([
      lan.command('capture:take', { callId, captureId }),
      takeIt(90, 60),
    ]);
    expect(message.author).toMatchObject({ kind: 'member', person: { id: lan.memberId } });
  });

  it('[CAPT-2] is asked of the page that is in the call, and of no other', async () => {
    await Promise.all([buyer.command('capture:take', { callId, captureId }), takeIt(90, 60)]);
    expect(otherTab.seen.some(({ name }) => name === 'capture:requested')).toBe(false);
  });

  it('[CAPT-3] with the same id again is the same one, while it is taken and afterwards', async () => {
    const take = () => buyer.command('capture:take', { callId, captureId });
    const [first, second] = await Promise.all([take(), take(), takeIt(90, 60)]);
    expect(second).toEqual(first);
    expect(await take()).toEqual(first);
    const requests = lan.seen.filter(
      ({ name, data }) =>
        name === 'capture:requested' && (data as { captureId: string }).captureId === captureId,
    );
    expect(requests).toHaveLength(1);
    const theirs = await lan.refused('capture:take', { callId, captureId });
    expect(theirs).toMatchObject({ code: 'conflict' });
  });

  it('[CAPT-4] that the page does not take in time is refused, and may be asked for again', async () => {
    const refusal = await buyer.refused('capture:take', { callId, captureId });
    expect(refusal).toMatchObject({ code: 'camera_did_not_answer' });
    await asked();
    const late = await upload(scene.server, lan, conversationId, await jpeg());
    expect(await lan.refused('capture:deliver', { captureId, pictureId: late.id })).toMatchObject({
      code: 'not_found',
    });
    const before = (await messages(buyer, conversationId)).length;
    await Promise.all([buyer.command('capture:take', { callId, captureId }), takeIt(90, 60)]);
    expect(await messages(buyer, conversationId)).toHaveLength(before + 1);
  });

  it('[CAPT-4] that the page cannot take is refused at once', async () => {
    const refused = buyer.refused('capture:take', { callId, captureId });
    await asked();
    await lan.command('capture:fail', { captureId });
    expect(await refused).toMatchObject({ code: 'camera_did_not_answer', details: 'no camera is on' });
  });

  it('[CAPT-5] gets more time once its picture is on the way', async () => {
    const taking = buyer.command('capture:take', { callId, captureId });
    await asked();
    const picture = await jpeg(90, 60);
    let pushRest: () => void = () => {};
    const rest = new Promise<void>((resolve) => {
      pushRest = resolve;
    });
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(picture.subarray(0, 200));
        await rest;
        controller.enqueue(picture.subarray(200));
        controller.close();
      },
    });
    const uploading = upload(scene.server, lan, conversationId, body, `?capture=${captureId}`);
    // Others that nobody takes run out meanwhile: more than the time to answer has passed.
    for (const _ of [1, 2]) {
      const other = { callId, captureId: randomUUID() };
      expect(await lan.refused('capture:take', other)).toMatchObject({ code: 'camera_did_not_answer' });
    }
    pushRest();
    const { id } = await uploading;
    await lan.command('capture:deliver', { captureId, pictureId: id });
    expect((await taking).message.body).toMatchObject({ picture: { id } });
  });
});

describe('a capture', () => {
  it('[CAPT-8] is the only one of its asker in the call until it ends', async () => {
    const taking = buyer.command('capture:take', { callId, captureId });
    await asked();
    const another = { callId, captureId: randomUUID() };
    expect(await buyer.refused('capture:take', another)).toMatchObject({ code: 'too_many_requests' });
    const ofAgent = lan.refused('capture:take', another);
    await lan.next('capture:requested', (fact) => fact.captureId === another.captureId);
    await lan.command('capture:fail', { captureId: another.captureId });
    expect(await ofAgent).toMatchObject({ code: 'camera_did_not_answer' });
    await Promise.all([taking, takeIt(90, 60, true)]);
    captureId = randomUUID();
    await Promise.all([buyer.command('capture:take', { callId, captureId }), takeIt(90, 60)]);
  });

  it('[CAPT-6] is delivered by the agent of the call, with their own picture of this conversation', async () => {
    const taking = buyer.command('capture:take', { callId, captureId });
    await asked();
    // On its way: the wrong deliveries have time.
    const { id } = await upload(scene.server, lan, conversationId, await jpeg(), `?capture=${captureId}`);
    const wei = await scene.agent('demo:wei');
    const ofBuyer = await upload(scene.server, buyer, conversationId, await jpeg());
    for (const pictureId of [ofBuyer.id, randomUUID()]) {
      expect(await lan.refused('capture:deliver', { captureId, pictureId })).toMatchObject({
        code: 'not_found',
      });
    }
    for (const name of ['capture:deliver', 'capture:fail']) {
      const input = name === 'capture:fail' ? { captureId } : { captureId, pictureId: id };
      expect(await wei.refused(name, input)).toMatchObject({ code: 'not_found' });
      expect(await buyer.refused(name, input)).toMatchObject({ code: 'forbidden' });
    }
    await lan.command('capture:deliver', { captureId, pictureId: id });
    expect((await taking).message.id).toBe(captureId);
  });

  it('[CAPT-6] with an id that a message of somebody else has is refused', async () => {
    const body = { kind: 'text', text: 'hello' } as const;
    await lan.command('chat:send', { conversationId, messageId: captureId, body });
    expect(await buyer.refused('capture:take', { callId, captureId })).toMatchObject({ code: 'conflict' });
  });

  it('[CAPT-7] needs a call that was answered and goes on', async () => {
    const other = await scene.buyer();
    const wei = await scene.agent('demo:wei');
    const ringing = await other.command('call:request', { callId: randomUUID(), kind: 'video' });
    await wei.next('call:offered');
    const take = { callId: ringing.call.id, captureId };
    expect(await other.refused('capture:take', take)).toMatchObject({ code: 'conflict' });
    await other.command('call:hangUp', { callId: ringing.call.id });
    expect(await other.refused('capture:take', take)).toMatchObject({ code: 'call_over' });
  });
});
