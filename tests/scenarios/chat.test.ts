import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FactData, LIMITS, type MessageView } from '#protocol';
import { CallScene, messages } from '../support/call-scene.ts';
import type { MemberClient, TestClient, VisitorClient } from '../support/client.ts';
import { addSecondShop } from '../support/second-shop.ts';

let scene: CallScene;
let lan: MemberClient;

beforeAll(async () => {
  scene = await CallScene.start();
  lan = await scene.agent('demo:lan');
});
afterAll(() => scene.close());

/** A new visitor with their conversation. */
async function visitor(): Promise<{ buyer: VisitorClient; conversationId: string }> {
  const buyer = await scene.buyer();
  const { conversation } = await buyer.command('chat:open', {});
  return { buyer, conversationId: conversation.id };
}

function say(client: TestClient, conversationId: string, text: string, messageId: string = randomUUID()) {
  const body = { kind: 'text', text } as const;
  return client.command('chat:send', { conversationId, messageId, body });
}

function heard(client: TestClient, conversationId: string): MessageView[] {
  return client.seen
    .filter(({ name }) => name === 'chat:messageAdded')
    .map(({ data }) => (data as FactData<'chat:messageAdded'>).message)
    .filter((message) => message.conversationId === conversationId);
}

describe('a conversation', () => {
  it('[CHAT-1] is one per buyer and shop, however often and at once it is opened', async () => {
    const buyer = await scene.buyer();
    const opened = await Promise.all([1, 2, 3, 4, 5].map(() => buyer.command('chat:open', {})));
    const [first] = opened;
    expect(new Set(opened.map(({ conversation }) => conversation.id)).size).toBe(1);
    expect(first?.conversation).toMatchObject({
      buyer: { id: buyer.visitorId },
      lastMessage: null,
      lastSeq: 0,
      online: true,
    });
    const id = first?.conversation.id;
    const line = await lan.next('chat:conversationChanged', ({ conversation }) => conversation.id === id);
    expect(line.conversation.buyer.id).toBe(buyer.visitorId);
  });

  it('[CHAT-2] shows the members which product the buyer looks at, and whether they are there', async () => {
    const { buyer, conversationId } = await visitor();
    const ofThis = ({ conversation }: FactData<'chat:conversationChanged'>) =>
      conversation.id === conversationId;
    const [product] = await products();
    await buyer.command('chat:open', { sku: product?.sku });
    const looks = await lan.next(
      'chat:conversationChanged',
      (fact) => ofThis(fact) && fact.conversation.product !== null,
    );
    expect(looks.conversation.product?.sku).toBe(product?.sku);
    buyer.close();
    await lan.next('chat:conversationChanged', (fact) => ofThis(fact) && !fact.conversation.online);
  });

  it('[CHAT-3] is in the inbox, newest first, page after page without a gap', async () => {
    const opened = [];
    for (let count = 0; count < 5; count += 1) {
      const { buyer, conversationId } = await visitor();
      await say(buyer, conversationId, `number ${count}`);
      opened.unshift(conversationId);
    }
    const found: string[] = [];
    let before: number | undefined;
    for (;;) {
      const page = await lan.command('chat:list', { limit: 2, ...(before === undefined ? {} : { before }) });
      found.push(...page.conversations.map(({ id }) => id));
      before = page.conversations.at(-1)?.updatedAt;
      if (!page.hasMore) break;
    }
    expect(found.slice(0, 5)).toEqual(opened);
    expect(new Set(found).size).toBe(found.length);
    const { conversations } = await lan.command('chat:list', { limit: 100 });
    expect(conversations.map(({ id }) => id)).toEqual(found);
    expect(conversations[0]?.lastMessage?.body).toEqual({ kind: 'text', text: 'number 4' });
  });

  it('[CHAT-3] with the very same time as another is not lost between two pages', async () => {
    const ids = [];
    for (let count = 0; count < 4; count += 1) ids.push((await visitor()).conversationId);
    await scene.server.db
      .updateTable('conversations')
      .set({ updated_at: 1 })
      .where('id', 'in', ids)
      .execute();
    const found: string[] = [];
    let before: number | undefined = 2;
    for (;;) {
      const page: { conversations: { id: string; updatedAt: number }[]; hasMore: boolean } =
        await lan.command('chat:list', { limit: 3, before });
      found.push(...page.conversations.map(({ id }) => id));
      before = page.conversations.at(-1)?.updatedAt;
      if (!page.hasMore) break;
    }
    expect(found.toSorted()).toEqual(ids.toSorted());
  });

  async function products(): Promise<{ id: string; sku: string }[]> {
    const response = await fetch(`${scene.server.url}/api/shops/demo/products`);
    return ((await response.json()) as { data: { products: { id: string; sku: string }[] } }).data.products;
  }

  it('[CHAT-4] carries texts and products of the shop both ways, each with its author', async () => {
    const { buyer, conversationId } = await visitor();
    const [product] = await products();
    await say(buyer, conversationId, '  内衬是什么颜色？ ');
    const productId = product?.id ?? '';
    await lan.command('chat:send', {
      conversationId,
      messageId: randomUUID(),
      body: { kind: 'product', productId },
    });
    const seen = [await buyer.next('chat:messageAdded'), await buyer.next('chat:messageAdded')];
    expect(seen.map(({ message }) => message)).toMatchObject([
      {
        seq: 1,
        author: { kind: 'buyer', person: { id: buyer.visitorId } },
        body: { kind: 'text', text: '内衬是什么颜色？' },
      },
      {
        seq: 2,
        author: { kind: 'member', person: { id: lan.memberId, name: 'Lan 兰' } },
        body: { kind: 'product', product },
      },
    ]);
    expect(heard(lan, conversationId)).toEqual(seen.map(({ message }) => message));
  });
});

describe('a message', () => {
  it('[CHAT-5] is stored before it is acknowledged: it is there after a start anew', async () => {
    const own = await CallScene.start();
    try {
      const buyer = await own.buyer();
      const { conversation } = await buyer.command('chat:open', {});
      const sent = [];
      for (const text of ['one', 'two', 'three']) {
        sent.push((await say(buyer, conversation.id, text)).message);
      }
      await own.restart();
      const back = await own.buyer({ token: buyer.token });
      expect(await messages(back, conversation.id)).toEqual(sent);
    } finally {
      await own.close();
    }
  });

  it('[CHAT-6] sent twice, also at once and by other words, is stored and told once', async () => {
    const { buyer, conversationId } = await visitor();
    const messageId = randomUUID();
    const sent = await Promise.all([1, 2, 3, 4].map(() => say(buyer, conversationId, 'once', messageId)));
    const later = await say(buyer, conversationId, 'other words', messageId);
    for (const { message } of sent) expect(message).toEqual(later.message);
    expect(await messages(buyer, conversationId)).toEqual([later.message]);
    await say(buyer, conversationId, 'next');
    await lan.next(
      'chat:messageAdded',
      ({ message }) => message.conversationId === conversationId && message.seq === 2,
    );
    expect(heard(lan, conversationId).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('[CHAT-7] with the id of somebody else’s is refused and learns nothing of it', async () => {
    const [one, other] = [await visitor(), await visitor()];
    const messageId = randomUUID();
    await say(one.buyer, one.conversationId, 'mine', messageId);
    for (const [client, conversationId] of [
      [other.buyer, other.conversationId],
      [lan, other.conversationId],
      [lan, one.conversationId],
    ] as const) {
      const body = { kind: 'text', text: 'what was it?' };
      const refusal = await client.refused('chat:send', { conversationId, messageId, body });
      expect(refusal).toMatchObject({ code: 'conflict', details: 'messageId' });
      expect(JSON.stringify(refusal)).not.toContain('mine');
    }
    expect(await messages(other.buyer, other.conversationId)).toEqual([]);
    expect(await messages(one.buyer, one.conversationId)).toHaveLength(1);
  });

  it('[CHAT-8] of many at once from both sides has one place, the same for both, without gaps', async () => {
    const { buyer, conversationId } = await visitor();
    const [wei, otherPage] = [await scene.agent('demo:wei'), await scene.buyer({ token: buyer.token })];
    const count = 100;
    const senders = [buyer, lan, wei, otherPage];
    const sent = await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const sender = senders[index % senders.length] ?? buyer;
        return (await say(sender, conversationId, `message ${index}`)).message;
      }),
    );
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    expect(sent.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(numbers);
    const stored = await messages(buyer, conversationId);
    expect(stored.map(({ seq }) => seq)).toEqual(numbers);
    for (const client of senders) {
      await client.next(
        'chat:messageAdded',
        ({ message }) => message.conversationId === conversationId && message.seq === count,
      );
      expect(heard(client, conversationId)).toEqual(stored);
    }
    // What one page sends one after another stands in that order.
    for (const [index] of senders.entries()) {
      const ofPage = sent.filter((_, nth) => nth % senders.length === index).map(({ seq }) => seq);
      expect(ofPage.toSorted((x, y) => x - y)).toEqual(ofPage);
    }
  });

  it('[CHAT-9] that is too long or empty is refused, the limit named, and nothing is stored', async () => {
    const { buyer, conversationId } = await visitor();
    const send = (body: unknown) =>
      buyer.refused('chat:send', { conversationId, messageId: randomUUID(), body });
    expect(await send({ kind: 'text', text: 'x'.repeat(LIMITS.textLength + 1) })).toMatchObject({
      code: 'too_large',
      details: expect.stringContaining(`${LIMITS.textLength}`) as string,
    });
    for (const body of [
      { kind: 'text', text: '   ' },
      { kind: 'text' },
      { kind: 'text', text: 7 },
      { kind: 'song', text: 'la' },
      { kind: 'text', text: 'x', html: '<b>x</b>' },
      null,
    ]) {
      expect(await send(body)).toMatchObject({ code: 'invalid_input' });
    }
    expect(await messages(buyer, conversationId)).toEqual([]);
    await say(buyer, conversationId, 'x'.repeat(LIMITS.textLength));
    expect(await messages(buyer, conversationId)).toHaveLength(1);
  });
});

describe('history', () => {
  it('[CHAT-10] comes in pages from either end, in order, and catches up from where one was', async () => {
    const { buyer, conversationId } = await visitor();
    for (let count = 1; count <= 7; count += 1) await say(buyer, conversationId, `${count}`);
    const page = async (input: { beforeSeq?: number; afterSeq?: number; limit?: number }) => {
      const { messages: found, hasMore } = await buyer.command('chat:history', { conversationId, ...input });
      return [found.map(({ seq }) => seq), hasMore];
    };
    expect(await page({ limit: 3 })).toEqual([[5, 6, 7], true]);
    expect(await page({ limit: 3, beforeSeq: 5 })).toEqual([[2, 3, 4], true]);
    expect(await page({ limit: 3, beforeSeq: 2 })).toEqual([[1], false]);
    expect(await page({ limit: 3, afterSeq: 0 })).toEqual([[1, 2, 3], true]);
    expect(await page({ limit: 3, afterSeq: 4 })).toEqual([[5, 6, 7], false]);
    expect(await page({ afterSeq: 7 })).toEqual([[], false]);
    expect(await page({ limit: 7 })).toEqual([[1, 2, 3, 4, 5, 6, 7], false]);
    const refusal = await buyer.refused('chat:history', { conversationId, limit: 101 });
    expect(refusal).toMatchObject({ code: 'invalid_input' });
  });

  it('[CHAT-11] keeps for each side how far it has read, never back and never past the end', async () => {
    const { buyer, conversationId } = await visitor();
    for (let count = 1; count <= 3; count += 1) await say(buyer, conversationId, `${count}`);
    const read = async (client: TestClient, seq: number) =>
      (await client.command('chat:read', { conversationId, seq })).readSeq;
    expect([await read(lan, 2), await read(lan, 1), await read(lan, 99)]).toEqual([2, 2, 3]);
    expect(await read(buyer, 1)).toBe(1);
    const { conversation } = await buyer.command('chat:open', {});
    expect(conversation.readSeq).toBe(1);
    const { conversations } = await lan.command('chat:list', {});
    expect(conversations.find(({ id }) => id === conversationId)?.readSeq).toBe(3);
    await lan.next(
      'chat:conversationChanged',
      (fact) => fact.conversation.id === conversationId && fact.conversation.readSeq === 3,
    );
  });
});

describe('a conversation of somebody else', () => {
  it('[CHAT-12] does not exist: not for another visitor, not for a member of another shop', async () => {
    await addSecondShop(scene.server);
    const { buyer, conversationId } = await visitor();
    const elsewhere = await scene.agent('other:bo');
    const stranger = await scene.buyer();
    await say(buyer, conversationId, 'a secret');
    const body = { kind: 'text', text: 'hello' };
    for (const client of [stranger, elsewhere]) {
      for (const [name, input] of [
        ['chat:send', { conversationId, messageId: randomUUID(), body }],
        ['chat:history', { conversationId }],
        ['chat:read', { conversationId, seq: 1 }],
      ] as const) {
        expect(await client.refused(name, input)).toMatchObject({ code: 'not_found' });
      }
      expect(JSON.stringify(client.seen)).not.toContain('a secret');
    }
    expect(await elsewhere.command('chat:list', {})).toEqual({ conversations: [], hasMore: false });
    expect(await stranger.refused('chat:list', {})).toMatchObject({ code: 'forbidden' });
    expect(await lan.refused('chat:open', {})).toMatchObject({ code: 'forbidden' });
    expect(await messages(buyer, conversationId)).toHaveLength(1);
  });

  it('[CHAT-12] cannot be reached by a product of another shop, or by what never was', async () => {
    const { buyer, conversationId } = await visitor();
    const { id: lamp } = await scene.server.db
      .selectFrom('products')
      .select('id')
      .where('sku', '=', 'lamp')
      .executeTakeFirstOrThrow();
    for (const productId of [lamp, randomUUID()]) {
      const body = { kind: 'product', productId };
      const refusal = await buyer.refused('chat:send', { conversationId, messageId: randomUUID(), body });
      expect(refusal).toMatchObject({ code: 'not_found', details: 'productId' });
    }
    expect(await messages(buyer, conversationId)).toEqual([]);
  });
});
