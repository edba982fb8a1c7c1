import { onScopeDispose } from 'vue';
import { messageLine } from '../features/chat/call-words.ts';
import type { Signaling } from '../signaling/connect-signaling.ts';
import { playTick } from '../ui/sound/ring.ts';
import { t } from './console-words.ts';
import { notify } from './useRinging.ts';

/** A soft tick for what a buyer writes, and a notification while the page is not in front; in one window only. */
export function useMessageNews(
  signaling: Pick<Signaling, 'on'>,
  here: () => boolean,
  quiet: () => boolean,
): void {
  onScopeDispose(
    signaling.on('chat:messageAdded', ({ message }) => {
      if (message.author.kind !== 'buyer' || !here()) return;
      if (!quiet()) void playTick();
      notify({
        id: message.conversationId,
        title: t('newMessageFrom', { name: message.author.person.name }),
        body: messageLine(message.body, 'member'),
        picture: message.body.kind === 'picture' ? message.body.picture.preview : null,
      });
    }),
  );
}
