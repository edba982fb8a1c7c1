import { expect, it } from 'vitest';
import { MediaInbox } from './media-inbox.ts';

it('[MEDIA-4] keeps events of the room until the page listens, and tells each once, in order', () => {
  const inbox = new MediaInbox();
  const fact = (score: number) => ({
    callId: 'call',
    generation: 1,
    event: { type: 'quality', direction: 'send', score } as const,
  });
  inbox.receive(fact(1));
  inbox.receive(fact(2));
  const heard: unknown[] = [];
  const off = inbox.listen((...event) => heard.push(event));
  inbox.receive(fact(3));
  off();
  inbox.receive(fact(4));
  expect(heard).toEqual([1, 2, 3].map((score) => ['call', 1, fact(score).event]));
});
