import { computed, onScopeDispose, ref, watch } from 'vue';
import type { PresenceStatus } from '#protocol';
import { isAnswered } from '../features/call/call-phase.ts';
import { createUpload } from '../features/chat/upload-picture.ts';
import { useConversation } from '../features/chat/useConversation.ts';
import { language } from '../i18n/language.ts';
import { connectSignaling } from '../signaling/connect-signaling.ts';
import { useToasts } from '../ui/toasts.ts';
import { t } from './console-words.ts';
import type { MemberSession } from '../features/sign-in/member-session.ts';
import { useCallToasts } from './useCallToasts.ts';
import { useConsoleAddress } from './useConsoleAddress.ts';
import { useConsoleCall } from './useConsoleCall.ts';
import { useInbox } from './useInbox.ts';
import { useMessageNews } from './useMessageNews.ts';
import { useRinging } from './useRinging.ts';
import { useServerClock } from './useServerClock.ts';
import { useTeam } from './useTeam.ts';

/** Everything a signed-in member works with, put together once. */
export function useWorkbench(session: MemberSession, onEnded: () => void) {
  const signaling = connectSignaling({ as: 'member', language: language.value });
  watch(language, (to) => signaling.setLanguage(to));
  onScopeDispose(() => signaling.close());
  onScopeDispose(
    signaling.onRefused(({ code }) => {
      if (code === 'unauthenticated') onEnded();
    }),
  );
  const stopping = ref(false);
  onScopeDispose(
    signaling.on('session:ended', ({ reason }) => {
      if (reason === 'signed_out') onEnded();
      else stopping.value = true;
    }),
  );
  onScopeDispose(signaling.onReconnected(() => (stopping.value = false)));

  const { show } = useToasts();
  const clock = useServerClock(signaling);
  const address = useConsoleAddress();
  const team = useTeam(signaling, session.member);
  const inbox = useInbox(signaling, address.conversationId);
  const call = useConsoleCall({ signaling, now: clock.read, inCall: () => team.self.value.inCall });
  const { controller } = call;
  useCallToasts(controller, signaling);

  const self = { kind: 'member', person: { id: session.member.id, name: session.member.name } } as const;
  const upload = createUpload();
  const conversation = useConversation({ signaling, conversationId: address.conversationId, self, upload });
  const callConversation = useConversation({
    signaling,
    conversationId: () => (isAnswered(controller.phase) ? (controller.call?.conversationId ?? null) : null),
    self,
    upload,
  });

  const ringing = computed(() => {
    if (controller.phase !== 'ringing' || !controller.call) return null;
    const { id, kind, buyer, product } = controller.call;
    return {
      id,
      title: t('ringTitle', { name: buyer.name }),
      body: [t(kind === 'video' ? 'incomingVideo' : 'incomingVoice'), product?.name[language.value]]
        .filter(Boolean)
        .join(' · '),
      picture: product?.pictures[0]?.small ?? null,
    };
  });
  const title = computed(() => {
    const count = inbox.unread.value;
    return `${count ? `(${count}) ` : ''}${session.shop.name} · Kanhuo`;
  });
  const { volume, silenced } = useRinging(
    () => ringing.value,
    () => title.value,
  );
  useMessageNews(
    signaling,
    () => call.ringsHere.value,
    () => volume.value === 'silent',
  );

  function setStatus(status: PresenceStatus): void {
    team.setStatus(status).catch(() => show(t('statusFailed'), { tone: 'bad' }));
  }
  async function askForNotifications(): Promise<void> {
    const answer = 'Notification' in window ? await Notification.requestPermission() : 'denied';
    if (answer === 'granted') show(t('notificationsOn'), { tone: 'ok' });
    else show(t('notificationsRefused'), { tone: 'wait' });
  }

  return {
    signaling,
    stopping,
    now: clock.now,
    address,
    team,
    inbox,
    call,
    conversation,
    callConversation,
    ringing,
    volume,
    silenced,
    setStatus,
    askForNotifications,
  };
}
