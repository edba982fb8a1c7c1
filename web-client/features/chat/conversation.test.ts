import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { CommandInput, MessageView } from '#protocol';
import type { ChatEntry, ChatSelf } from './chat-entry.ts';
import type { ChatSignaling } from './chat-signaling.ts';
import { createConversation } from './conversation.ts';

const self: ChatSelf = { kind: 'buyer', person: { id: 'b', name: 'Visitor' } };

/** A server's side of one conversation: stores by message id, and loses or refuses what it is told to. */
function createShop(mishaps: readonly ('lost' | 'refused')[] = []) {
  const stored: MessageView[] = [];
  const pending = [...mishaps];
  const history: CommandInput<'chat:history'>[] = [];

  function store(id: string, text: string, author: MessageView['author']): MessageView {
    const known = stored.find((message) => message.id === id);
    if (known) return known;
    const seq = stored.length + 1;
    const message: MessageView = {
      id,
      conversationId: 'c',
      seq,
      author,
      body: { kind: 'text', text },
      sentAt: seq,
    };
    stored.push(message);
    return message;
  }

  async function command(name: string, input: unknown): Promise<unknown> {
    if (name === 'chat:history') {
      const { afterSeq, beforeSeq, limit = 50 } = input as CommandInput<'chat:history'>;
      history.push(input as CommandInput<'chat:history'>);
      if (afterSeq !== undefined) {
        const rest = stored.filter(({ seq }) => seq > afterSeq);
        return { messages: rest.slice(0, limit), hasMore: rest.length > limit };
      }
      const rest = stored.filter(({ seq }) => seq < (beforeSeq ?? Infinity));
      return { messages: rest.slice(-limit), hasMore: rest.length > limit };
    }
    if (name !== 'chat:send') return {};
    const { messageId, body } = input as CommandInput<'chat:send'>;
    const mishap = pending.shift();
    if (mishap === 'refused') throw Object.assign(new Error(), { code: 'unavailable' });
    const message = store(messageId, body.kind === 'text' ? body.text : '', {
      kind: 'buyer',
      person: self.person,
    });
    if (mishap === 'lost') throw Object.assign(new Error(), { code: 'unavailable' });
    return { message };
  }

  return {
    stored,
    history,
    say: (text: string) =>
      store(`agent-${stored.length}`, text, { kind: 'member', person: { id: 'm', name: 'Lan' } }),
    signaling: { command, on: () => () => {}, onReconnected: () => () => {} } as unknown as ChatSignaling,
  };
}

function open(shop: ReturnType<typeof createShop>) {
  return createConversation({
    id: 'c',
    self,
    signaling: shop.signaling,
    upload: () => Promise.reject(new Error('no pictures here')),
  });
}

function texts(entries: readonly ChatEntry[]): string[] {
  return entries.map((entry) => {
    const body = entry.state === 'stored' ? entry.body : entry.draft.body;
    return body.kind === 'text' ? body.text : '';
  });
}
const states = (entries: readonly ChatEntry[]): string[] => entries.map(({ state }) => state);

describe('a conversation', () => {
  it('[PAGE-20] shows a message at once, greyed, and then as stored', async () => {
    const shop = createShop();
    const { view } = open(shop);
    view.sendText(' Is it real leather? ');
    expect(states(view.entries)).toEqual(['sending']);
    await vi.waitFor(() => expect(states(view.entries)).toEqual(['stored']));
    expect(texts(view.entries)).toEqual(['Is it real leather?']);
  });

  it('[PAGE-20] stores and shows every message once, in the order written, whatever gets lost', async () => {
    const mishap = fc.constantFrom('lost' as const, 'refused' as const);
    await fc.assert(
      fc.asyncProperty(
        fc.array(mishap, { maxLength: 6 }),
        fc.integer({ min: 1, max: 4 }),
        async (mishaps, count) => {
          const shop = createShop(mishaps);
          const { view, receive } = open(shop);
          const written = Array.from({ length: count }, (_, index) => `message ${index}`);
          for (const text of written) view.sendText(text);
          for (let tries = 0; states(view.entries).some((state) => state !== 'stored'); tries++) {
            expect(tries).toBeLessThan(20);
            while (states(view.entries).includes('sending'))
              await new Promise((resolve) => setTimeout(resolve));
            for (const { key, state } of view.entries) if (state === 'failed') view.retry(key);
          }
          for (const message of shop.stored) receive(message);
          expect(texts(view.entries).toSorted()).toEqual(written);
          expect(texts(view.entries)).toEqual(
            shop.stored.map(({ body }) => body.kind === 'text' && body.text),
          );
          if (mishaps.length === 0) expect(texts(view.entries)).toEqual(written);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('[PAGE-22] a message that failed stays with its reason, goes again under its own id, or is deleted', async () => {
    const shop = createShop(['refused', 'refused']);
    const { view } = open(shop);
    view.sendText('one');
    view.sendText('two');
    await vi.waitFor(() => expect(states(view.entries)).toEqual(['failed', 'failed']));
    const [one, two] = view.entries as Exclude<ChatEntry, { state: 'stored' }>[];
    expect(one!.draft.problem).toBe('unavailable');
    view.drop(two!.key);
    view.retry(one!.key);
    await vi.waitFor(() => expect(states(view.entries)).toEqual(['stored']));
    expect(shop.stored.map(({ id }) => id)).toEqual([one!.key]);
  });

  it('[PAGE-22] what failed while the socket was away goes by itself when it is back', async () => {
    const shop = createShop(['refused']);
    const { view, reconnected } = open(shop);
    view.sendText('one');
    await vi.waitFor(() => expect(states(view.entries)).toEqual(['failed']));
    reconnected();
    await vi.waitFor(() => expect(states(view.entries)).toEqual(['stored']));
  });

  it('[PAGE-21] fetches what it was not told, between two messages and after coming back', async () => {
    const shop = createShop();
    shop.say('1');
    const { view, receive, reconnected } = open(shop);
    await view.reload();
    shop.say('2');
    receive(shop.say('3'));
    await vi.waitFor(() => expect(texts(view.entries)).toEqual(['1', '2', '3']));
    for (let count = 4; count <= 250; count++) shop.say(`${count}`);
    reconnected();
    await vi.waitFor(() => expect(view.entries).toHaveLength(250));
    expect(texts(view.entries)).toEqual(shop.stored.map(({ body }) => body.kind === 'text' && body.text));
  });

  it('[PAGE-21] opens with the newest page and pages upward to the first message', async () => {
    const shop = createShop();
    for (let count = 1; count <= 120; count++) shop.say(`${count}`);
    const { view } = open(shop);
    await view.reload();
    expect([view.entries.length, texts(view.entries)[0], view.hasEarlier]).toEqual([50, '71', true]);
    await view.loadEarlier();
    await view.loadEarlier();
    expect([view.entries.length, texts(view.entries)[0], view.hasEarlier]).toEqual([120, '1', false]);
    await view.loadEarlier();
    expect(shop.history).toHaveLength(3);
  });
});
