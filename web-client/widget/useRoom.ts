import { computed, onMounted, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import type { CallKind, CommandInput } from '#protocol';
import type { CallController } from '../features/call/call-controller.ts';
import { isAnswered, isLive, isOver } from '../features/call/call-phase.ts';
import { useCall } from '../features/call/useCall.ts';
import { useRecording, type CallRecording } from '../features/recording/useRecording.ts';
import { useRingback } from './useRingback.ts';
import { language } from '../i18n/language.ts';
import { connectSignaling, type SignalingState } from '../signaling/connect-signaling.ts';
import { useBuyerChat, type BuyerChat } from './useBuyerChat.ts';
import { useShop, type ShopNow } from './useShop.ts';
import type { OpenMessage, ShopPage } from './useShopPage.ts';
import { forgetVisitor, type Visitor } from './visitor.ts';
import type { WidgetParameters } from './widget-parameters.ts';

/** Everything behind the widget's views. */
export interface Room {
  readonly call: CallController;
  readonly chat: BuyerChat;
  readonly recording: CallRecording;
  readonly shop: ShopNow;
  /** Null until something is asked for: an unseen frame fetches no view. */
  readonly view: Readonly<Ref<'home' | 'chat' | null>>;
  /** The conversation is open over the live picture. */
  readonly chatOpen: Ref<boolean>;
  readonly chatFailed: Readonly<Ref<boolean>>;
  readonly connection: ComputedRef<SignalingState>;
  /** The call of the last page is being asked for. */
  readonly resuming: Readonly<Ref<boolean>>;
  ring(kind: CallKind): void;
  again(): void;
  rate(rating: CommandInput<'call:rate'>): Promise<unknown>;
  /** Nothing more to be said about the call that is over: the page is the shop's again. */
  finish(): void;
  goHome(): void;
  goToChat(): void;
  openChat(): void;
  /** Tries at once to reach the service again. */
  reconnect(): void;
  /** Makes the panel small while a call goes on, else hides it. */
  putAway(): void;
}

/** Puts the buyer's call, conversation and shop together and does what the page's buttons ask for. */
export function useRoom(options: {
  visitor: Visitor;
  page: ShopPage;
  parameters: WidgetParameters;
  wish: () => OpenMessage | null;
}): Room {
  const { visitor, page, parameters, wish } = options;
  const signaling = connectSignaling({ as: 'visitor', token: visitor.token, language: language.value });
  const shop = useShop(signaling, parameters.shop, visitor.shop.presence);
  const call = useCall({ signaling, side: 'buyer', now: shop.now });
  useRingback(() => call.phase);
  const recording = useRecording(signaling, () => (isAnswered(call.phase) ? (call.call?.id ?? null) : null));

  const view = ref<'home' | 'chat' | null>(null);
  const chatOpen = ref(false);
  const chatFailed = ref(false);
  const resuming = ref(parameters.resume);
  const sku = shallowRef(parameters.sku);
  const live = computed(() => isLive(call.phase));
  const chat = useBuyerChat({
    signaling,
    visitor,
    inView: () =>
      page.size !== 'hidden' &&
      page.size !== 'mini' &&
      (live.value ? chatOpen.value : view.value === 'chat' || isOver(call.phase)),
  });

  function openChat(): void {
    chatFailed.value = false;
    chat.open(sku.value).catch(() => (chatFailed.value = true));
  }
  function goToChat(): void {
    view.value = 'chat';
    openChat();
  }
  function ring(kind: CallKind): void {
    if (live.value) return;
    call.dismiss();
    void call.request(kind, sku.value);
  }

  watch(chatOpen, (is) => is && openChat());
  watch(
    () => call.phase,
    (phase) => {
      page.say({ kanhuo: 'call', phase, live: isLive(phase) });
      if (!isLive(phase)) chatOpen.value = false;
      if (isOver(phase)) goToChat();
    },
  );
  watch(shop.presence, (presence) => page.say({ kanhuo: 'presence', presence }), { immediate: true });
  watch(chat.unread, (count) => page.say({ kanhuo: 'unread', count }));
  watch(language, (now) => signaling.setLanguage(now));
  void shop.look(sku.value);

  watch(
    wish,
    (message) => {
      if (!message) return;
      if (message.sku) {
        sku.value = message.sku;
        void shop.look(message.sku);
      }
      if (message.intent === 'chat') {
        if (live.value) chatOpen.value = true;
        else goToChat();
      } else {
        view.value ??= 'home';
        if (message.intent !== 'home') ring(message.intent);
        else if (!live.value && !isOver(call.phase)) view.value = 'home';
      }
    },
    { immediate: true },
  );

  signaling.onRefused((error) => {
    // A token that is not good any more: come in anew, as somebody new.
    if (error.code !== 'unauthenticated') return;
    forgetVisitor(parameters.shop);
    page.reload(view.value ?? 'home');
  });
  onMounted(() => {
    if (!parameters.resume) return;
    void call.resume().then((found) => {
      resuming.value = false;
      if (found || wish()) return;
      page.say({ kanhuo: 'call', phase: call.phase, live: false });
      if (page.size === 'mini') page.resize('hidden');
      else goToChat();
    });
  });

  return {
    call,
    chat,
    recording,
    shop,
    view,
    chatOpen,
    chatFailed,
    connection: computed(() => signaling.state.value),
    resuming,
    ring,
    again: () => ring(call.call?.kind ?? 'video'),
    rate: (rating) => signaling.command('call:rate', rating),
    finish() {
      call.dismiss();
      page.resize('hidden');
    },
    goHome() {
      call.dismiss();
      view.value = 'home';
    },
    goToChat,
    openChat,
    reconnect: signaling.reconnect,
    putAway: () => page.resize(live.value ? 'mini' : 'hidden'),
  };
}
