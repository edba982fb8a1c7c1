import { expect, it, vi } from 'vitest';
import type { PictureView } from '#protocol';
import type { ChatSignaling } from './chat-signaling.ts';
import { createOutbox } from './outbox.ts';

type Upload = { resolve(picture: PictureView): void; reject(error: unknown): void };

function open() {
  const sent: string[] = [];
  const uploads: Upload[] = [];
  const command = async (_: string, { body }: { body: { text?: string; pictureId?: string } }) => {
    sent.push(body.text ?? body.pictureId ?? '');
    return { message: {} };
  };
  const outbox = createOutbox({
    conversationId: 'c',
    signaling: { command } as unknown as Pick<ChatSignaling, 'command'>,
    upload: () => new Promise((resolve, reject) => uploads.push({ resolve, reject })),
    onStored: () => {},
  });
  const picture = () =>
    outbox.send({
      kind: 'picture',
      file: new File([], 'bag.png'),
      local: { address: '', width: 1, height: 1 },
    });
  const text = (words: string) => outbox.send({ kind: 'text', text: words });
  return { outbox, sent, uploads, picture, text };
}
const uploaded = (id: string) => ({ id }) as PictureView;

it('[CHAT-8] what is written after a picture follows it, however long its upload takes', async () => {
  const { sent, uploads, picture, text } = open();
  picture();
  text('this seam');
  picture();
  text('or this one');
  // Both are on their way at once.
  expect(uploads).toHaveLength(2);
  uploads[1]!.resolve(uploaded('second'));
  await new Promise((resolve) => setTimeout(resolve));
  expect(sent).toEqual([]);
  uploads[0]!.resolve(uploaded('first'));
  await vi.waitFor(() => expect(sent).toEqual(['first', 'this seam', 'second', 'or this one']));
});

it('[PAGE-22] a picture that is cancelled or fails holds up nothing', async () => {
  const { outbox, sent, uploads, picture, text } = open();
  const cancelled = picture();
  const failed = picture();
  text('never mind');
  outbox.drop(cancelled);
  uploads[0]!.reject(new DOMException('cancelled', 'AbortError'));
  uploads[1]!.reject(Object.assign(new Error(), { code: 'too_large' }));
  await vi.waitFor(() => expect(sent).toEqual(['never mind']));
  expect(outbox.drafts.value.map(({ id, problem }) => [id, problem])).toEqual([[failed, 'too_large']]);
});
