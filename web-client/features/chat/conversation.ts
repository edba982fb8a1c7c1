import { computed, reactive, ref, shallowReactive } from 'vue';
import type { ErrorCode, MessageView, ProductView } from '#protocol';
import { entriesOf, type ChatEntry, type ChatSelf, type LocalPicture } from './chat-entry.ts';
import type { ChatSignaling } from './chat-signaling.ts';
import { createHistory } from './history.ts';
import { measurePicture } from './measure-picture.ts';
import { createOutbox } from './outbox.ts';
import { refusalOf, type PictureRefusal } from './picture-checks.ts';
import { createReadMark } from './read-mark.ts';
import type { UploadPicture } from './upload-picture.ts';

/** One conversation as ChatPanel shows and serves it; reactive. No method rejects. */
export interface Conversation {
  readonly id: string;
  readonly self: ChatSelf;
  readonly entries: readonly ChatEntry[];
  /** `failed`: the newest messages could not be fetched; it goes on trying, `reload()` tries now. */
  readonly status: 'loading' | 'ready' | 'failed';
  readonly problem: ErrorCode | null;
  readonly hasEarlier: boolean;
  readonly loadingEarlier: boolean;
  /** What is written in the box and not sent; kept while another conversation is looked at. */
  draft: string;
  sendText(text: string): void;
  /** Sends what may be sent; answers why the others may not. */
  sendPictures(files: readonly File[]): { file: File; refusal: PictureRefusal }[];
  sendProduct(product: ProductView): void;
  /** Sends a failed message again, never twice. */
  retry(key: string): void;
  /** Deletes a failed message, or cancels an upload. */
  drop(key: string): void;
  loadEarlier(): Promise<void>;
  /** All that is here has been seen. */
  markRead(): void;
  reload(): Promise<void>;
}

/** A conversation with what its owner, `useConversation`, does to it. */
export interface LiveConversation {
  readonly view: Conversation;
  receive(message: MessageView): void;
  reconnected(): void;
  close(): void;
}

/** Puts the stored messages and those on their way together. */
export function createConversation(options: {
  id: string;
  self: ChatSelf;
  signaling: ChatSignaling;
  upload: UploadPicture;
}): LiveConversation {
  const { id, self, signaling, upload } = options;
  const localPictures = shallowReactive(new Map<string, LocalPicture>());
  const history = createHistory(id, signaling);
  const outbox = createOutbox({ conversationId: id, signaling, upload, onStored: history.add });
  const readMark = createReadMark(id, signaling);
  const draft = ref('');

  async function sendInOrder(files: readonly File[]): Promise<void> {
    for (const file of files) {
      const local = await measurePicture(file);
      localPictures.set(outbox.send({ kind: 'picture', file, local }), local);
    }
  }

  const view: Conversation = reactive({
    id,
    self,
    entries: computed(() => entriesOf(history.log.value, outbox.drafts.value, self, localPictures)),
    status: history.status,
    problem: history.problem,
    hasEarlier: computed(history.hasEarlier),
    loadingEarlier: history.loadingEarlier,
    draft,
    sendText: (text: string) => {
      const trimmed = text.trim();
      if (trimmed) outbox.send({ kind: 'text', text: trimmed });
    },
    sendPictures: (files: readonly File[]) => {
      const checked = files.map((file) => ({ file, refusal: refusalOf(file) }));
      void sendInOrder(checked.filter(({ refusal }) => !refusal).map(({ file }) => file));
      return checked.flatMap(({ file, refusal }) => (refusal ? [{ file, refusal }] : []));
    },
    sendProduct: (product: ProductView) => void outbox.send({ kind: 'product', product }),
    retry: outbox.retry,
    drop: outbox.drop,
    loadEarlier: history.loadEarlier,
    markRead: () => readMark.seen(history.log.value.at(-1)?.seq ?? 0),
    reload: history.catchUp,
  });

  return {
    view,
    receive: (message) => {
      history.add(message);
      outbox.settle(message.id);
    },
    reconnected: () => {
      void history.catchUp();
      outbox.retryAll();
      readMark.retry();
    },
    close: () => {
      history.close();
      outbox.close();
      for (const { address } of localPictures.values()) URL.revokeObjectURL(address);
    },
  };
}
