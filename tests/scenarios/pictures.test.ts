import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIMITS, type Reply } from '#protocol';
import { CallScene, messages } from '../support/call-scene.ts';
import type { MemberClient, TestClient, VisitorClient } from '../support/client.ts';
import { jpeg, upload } from '../support/pictures.ts';
import { addSecondShop } from '../support/second-shop.ts';

let scene: CallScene;
let buyer: VisitorClient;
let lan: MemberClient;
let conversationId: string;

beforeAll(async () => {
  scene = await CallScene.start();
  [buyer, lan] = [await scene.buyer(), await scene.agent('demo:lan')];
  conversationId = (await buyer.command('chat:open', {})).conversation.id;
});
afterAll(() => scene.close());

const get = (address: string) => fetch(`${scene.server.url}${address}`);

function show(client: TestClient, pictureId: string, messageId: string = randomUUID(), to = conversationId) {
  const body = { kind: 'picture', pictureId } as const;
  return client.command('chat:send', { conversationId: to, messageId, body });
}

/** All files below the server's data folder that belong to pictures. */
async function files(folder: 'blobs' | 'uploads'): Promise<string[]> {
  const found = await readdir(path.join(scene.server.dataDir, folder), {
    recursive: true,
    withFileTypes: true,
  }).catch(() => []);
  return found.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe('a picture', () => {
  it('[CHAT-22] goes both ways: uploaded, named in a message, seen by the other side', async () => {
    for (const [from, to] of [
      [buyer, lan],
      [lan, buyer],
    ] as const) {
      const uploaded = await upload(scene.server, from, conversationId, await jpeg(1200, 900));
      const { message } = await show(from, uploaded.id);
      expect(message.body).toMatchObject({ kind: 'picture', origin: 'upload', picture: { id: uploaded.id } });
      const told = await to.next('chat:messageAdded', (fact) => fact.message.id === message.id);
      if (told.message.body.kind !== 'picture') throw new Error('not a picture');
      const { picture } = told.message.body;
      expect(picture).toMatchObject({ width: 1200, height: 900 });
      for (const [address, width] of [
        [picture.full, 1200],
        [picture.preview, 480],
      ] as const) {
        const response = await get(address);
        expect(response.status).toBe(200);
        expect(await sharp(Buffer.from(await response.arrayBuffer())).metadata()).toMatchObject({
          format: 'webp',
          width,
        });
      }
    }
  });

  it('[CHAT-22] stands in one message only, and in one of whoever uploaded it', async () => {
    const { id } = await upload(scene.server, buyer, conversationId, await jpeg());
    const other = await scene.buyer();
    const { conversation } = await other.command('chat:open', {});
    const refusals = [
      await lan.refused('chat:send', send(id, conversationId)),
      await other.refused('chat:send', send(id, conversation.id)),
      await buyer.refused('chat:send', send(randomUUID(), conversationId)),
    ];
    const messageId = randomUUID();
    const first = await show(buyer, id, messageId);
    expect(await show(buyer, id, messageId)).toMatchObject({ message: { seq: first.message.seq } });
    refusals.push(await buyer.refused('chat:send', send(id, conversationId)));
    for (const refusal of refusals)
      expect(refusal).toMatchObject({ code: 'not_found', details: 'pictureId' });
    const shown = (await messages(buyer, conversationId)).filter(
      ({ body }) => body.kind === 'picture' && body.picture.id === id,
    );
    expect(shown).toHaveLength(1);
  });

  const send = (pictureId: string, to: string) => ({
    conversationId: to,
    messageId: randomUUID(),
    body: { kind: 'picture', pictureId },
  });

  it('[CHAT-23] is served to nobody without its signed address, and as nothing but a picture', async () => {
    const picture = await upload(scene.server, buyer, conversationId, await jpeg());
    const good = await get(picture.full);
    expect(Object.fromEntries(good.headers)).toMatchObject({
      'content-type': 'image/webp',
      'x-content-type-options': 'nosniff',
      'cache-control': expect.stringContaining('private') as string,
      'content-security-policy': expect.stringContaining('sandbox') as string,
    });
    const [plain = ''] = picture.full.split('?');
    const wrong = [
      plain,
      `${plain}?until=99999999999999&key=AAAAAAAAAAAAAAAAAAAAAA`,
      picture.full.replace('/full?', '/preview?'),
      picture.full.replace(picture.id, randomUUID()),
    ];
    for (const address of wrong) expect((await get(address)).status).toBe(403);
    expect((await get(`/api/pictures/${picture.id}/..%2f..%2fkanhuo.sqlite`)).status).toBe(403);
    scene.clock.advance(14 * 3_600_000);
    expect((await get(picture.full)).status).toBe(403);
    const { id } = picture;
    const { message } = await show(buyer, id);
    if (message.body.kind !== 'picture') throw new Error('not a picture');
    expect((await get(message.body.picture.full)).status).toBe(200);
  });
});

describe('an upload', () => {
  it('[CHAT-24] over 20 MB is refused, the limit named, whether its length is told or not', async () => {
    const large = Buffer.alloc(LIMITS.pictureBytes + 1, 1);
    expect(await post(large, { 'content-length': large.length })).toMatchObject(tooLarge);
    expect(await post(large, { 'transfer-encoding': 'chunked' })).toMatchObject(tooLarge);
    expect(await files('uploads')).toEqual([]);
  });

  it('[CHAT-24] of exactly 20 MB is read to its end', async () => {
    const large = Buffer.alloc(LIMITS.pictureBytes, 1);
    const refusal = await post(large, { 'transfer-encoding': 'chunked' });
    expect(refusal).toMatchObject({ status: 415, error: { code: 'unsupported_picture' } });
  });

  const tooLarge = {
    status: 413,
    error: { code: 'too_large', details: expect.stringContaining(`${LIMITS.pictureBytes}`) as string },
  };

  it('[CHAT-21] of what is no picture is refused and leaves nothing', async () => {
    const before = await files('blobs');
    for (const text of [
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      '<!doctype html><p>hi',
      'MZ\u0000\u0001',
    ]) {
      await expect(upload(scene.server, buyer, conversationId, Buffer.from(text))).rejects.toMatchObject({
        code: 'unsupported_picture',
      });
    }
    await expect(upload(scene.server, buyer, conversationId, Buffer.alloc(0))).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(await files('blobs')).toEqual(before);
    expect(await files('uploads')).toEqual([]);
  });

  it('[CHAT-24] that breaks off leaves nothing', async () => {
    const before = await scene.server.db.selectFrom('pictures').select('id').execute();
    const whole = await jpeg(800, 600);
    await new Promise<void>((resolve) => {
      const sending = request(address(), {
        method: 'POST',
        headers: { ...headers(), 'content-length': 99_999 },
      });
      sending.on('error', () => resolve());
      sending.write(whole, () => sending.destroy());
      sending.on('close', () => resolve());
    });
    await expect.poll(() => files('uploads')).toEqual([]);
    expect(await scene.server.db.selectFrom('pictures').select('id').execute()).toEqual(before);
  });

  it('[CHAT-25] is for those of the conversation only', async () => {
    await addSecondShop(scene.server);
    const [stranger, elsewhere] = [await scene.buyer(), await scene.agent('other:bo')];
    const picture = await jpeg();
    for (const uploader of [stranger, elsewhere]) {
      await expect(upload(scene.server, uploader, conversationId, picture)).rejects.toMatchObject({
        code: 'not_found',
      });
    }
    await expect(upload(scene.server, {}, conversationId, picture)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    await expect(upload(scene.server, buyer, randomUUID(), picture)).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(upload(scene.server, buyer, 'x', picture)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('[CHAT-26] that stands in no message is swept after a day, file and all; others stay', async () => {
    const [kept, unused] = [
      await upload(scene.server, buyer, conversationId, await jpeg()),
      await upload(scene.server, buyer, conversationId, await jpeg()),
    ];
    await show(buyer, kept.id);
    scene.clock.advance(25 * 3_600_000);
    // The sweep runs at the start, and every hour.
    await scene.restart();
    await expect.poll(() => files('blobs')).not.toContain(`${unused.id}-full.webp`);
    const stored = await files('blobs');
    expect(stored.filter((name) => name.startsWith(unused.id))).toEqual([]);
    expect(stored.filter((name) => name.startsWith(kept.id))).toHaveLength(2);
    const rows = await scene.server.db.selectFrom('pictures').select('id').execute();
    expect(rows.map(({ id }) => id)).toContain(kept.id);
    expect(rows.map(({ id }) => id)).not.toContain(unused.id);
    const [folder = ''] = stored.filter((name) => name === `${kept.id}-full.webp`);
    const file = path.join(scene.server.dataDir, 'blobs', 'pictures', kept.id.slice(-2), folder);
    expect((await sharp(await readFile(file)).metadata()).format).toBe('webp');
  });

  const address = () => `${scene.server.url}/api/conversations/${conversationId}/pictures`;
  const headers = () => ({ authorization: `Bearer ${buyer.token}` });

  /** Posts by plain HTTP, so that the headers are as they are said here. */
  function post(body: Buffer, more: Record<string, string | number>): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      const sending = request(
        address(),
        { method: 'POST', headers: { ...headers(), ...more } },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => (text += chunk));
          response.on('end', () => {
            const reply = JSON.parse(text) as Reply<unknown>;
            resolve({ status: response.statusCode, ...reply });
          });
        },
      );
      sending.on('error', reject);
      sending.end(body);
    });
  }
});
