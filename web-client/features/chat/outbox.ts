import { shallowRef, type Ref } from 'vue';
import type { MessageView, OutgoingBody, PictureView } from '#protocol';
import { ERRORS } from '#protocol/errors';
import { codeOf } from '../../signaling/command-error.ts';
import { newId } from '../../signaling/new-id.ts';
import type { Draft, DraftBody } from './chat-entry.ts';
import type { ChatSignaling } from './chat-signaling.ts';
import type { UploadPicture } from './upload-picture.ts';

/** Messages on their way to the server. */
export interface Outbox {
  readonly drafts: Readonly<Ref<readonly Draft[]>>;
  /** Shows a message at once and sends it; answers its id. */
  send(body: DraftBody): string;
  /** Sends a failed message again, under its own id. */
  retry(id: string): void;
  /** Sends again what failed for a reason that passes. */
  retryAll(): void;
  /** Takes a failed message away, or cancels a picture that is being uploaded. */
  drop(id: string): void;
  /** This message is stored, whoever told so. */
  settle(id: string): void;
  close(): void;
}

/** Sends in the order of writing, one after the other, since the order that counts is the server's. Pictures are
 *  uploaded at once, and hold up what was written after them until they are there. */
export function createOutbox(options: {
  conversationId: string;
  signaling: Pick<ChatSignaling, 'command'>;
  upload: UploadPicture;
  onStored: (message: MessageView) => void;
}): Outbox {
  const { conversationId, signaling, upload, onStored } = options;
  const drafts = shallowRef<readonly Draft[]>([]);
  const uploading = new Map<string, AbortController>();
  const uploaded = new Map<string, PictureView>();
  let turn: Promise<unknown> = Promise.resolve();

  const find = (id: string): Draft | undefined => drafts.value.find((draft) => draft.id === id);

  function change(id: string, to: Partial<Draft>): void {
    drafts.value = drafts.value.map((draft) => (draft.id === id ? { ...draft, ...to } : draft));
  }

  function settle(id: string): void {
    uploaded.delete(id);
    if (find(id)) drafts.value = drafts.value.filter((draft) => draft.id !== id);
  }

  async function outgoing({ id, body }: Draft): Promise<OutgoingBody> {
    if (body.kind === 'text') return { kind: 'text', text: body.text };
    if (body.kind === 'product') return { kind: 'product', productId: body.product.id };
    return { kind: 'picture', pictureId: (await pictureOf(id, body.file)).id };
  }

  async function pictureOf(id: string, file: File): Promise<PictureView> {
    const known = uploaded.get(id);
    if (known) return known;
    const controller = new AbortController();
    uploading.set(id, controller);
    try {
      change(id, { progress: 0 });
      const onProgress = (progress: number): void => change(id, { progress });
      const picture = await upload(conversationId, file, { onProgress, signal: controller.signal });
      uploaded.set(id, picture);
      change(id, { progress: null });
      return picture;
    } finally {
      uploading.delete(id);
    }
  }

  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = turn.then(run, run);
    turn = mine;
    return mine;
  }

  async function deliver(draft: Draft): Promise<void> {
    const preparing = outgoing(draft);
    preparing.catch(() => undefined); // Told when its turn comes.
    try {
      await inTurn(async () => {
        const body = await preparing;
        if (!find(draft.id)) return;
        const { message } = await signaling.command('chat:send', {
          conversationId,
          messageId: draft.id,
          body,
        });
        onStored(message);
        settle(draft.id);
      });
    } catch (error) {
      change(draft.id, { state: 'failed', progress: null, problem: codeOf(error) });
    }
  }

  function retry(id: string): void {
    const draft = find(id);
    if (draft?.state !== 'failed') return;
    change(id, { state: 'sending', problem: null });
    void deliver(draft);
  }

  function drop(id: string): void {
    settle(id);
    uploading.get(id)?.abort();
  }

  return {
    drafts,
    send: (body) => {
      const draft: Draft = {
        id: newId(),
        body,
        at: Date.now(),
        state: 'sending',
        progress: null,
        problem: null,
      };
      drafts.value = [...drafts.value, draft];
      void deliver(draft);
      return draft.id;
    },
    retry,
    retryAll: () => {
      for (const { id, problem } of drafts.value) if (problem && ERRORS[problem].retryable) retry(id);
    },
    drop,
    settle,
    close: () => {
      for (const controller of uploading.values()) controller.abort();
    },
  };
}
