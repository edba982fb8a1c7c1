import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue';
import type { CallKind, CallWithGrant } from '#protocol';
import { createMediaSession } from '../../media/create-media-session.ts';
import type { MediaSession, MediaSignaling, PublishOptions } from '../../media/media-session.ts';
import type { CallController, CallSide, PictureMode } from './call-controller.ts';
import { isAnswered, isLive, isOver } from './call-phase.ts';
import type { CallSignaling } from './call-signaling.ts';
import { useCallClock } from './useCallClock.ts';
import { useCallState } from './useCallState.ts';
import { useOwnMedia } from './useOwnMedia.ts';
import { usePhotos } from './usePhotos.ts';
import { useRemoteMedia } from './useRemoteMedia.ts';
import { useScreenShare } from './useScreenShare.ts';
import { useVideoAsk } from './useVideoAsk.ts';
import { useWakeLock } from './useWakeLock.ts';

/** The picture of the other side is there by then. */
const SHOWN_AFTER_MS = 250;
/** A connection that has failed is given up and made anew at most this often. */
const ANEW_EVERY_MS = 3000;

/** The call of this page: rings or is rung, joins, sends and shows. Everything ends with the scope it is made in. */
export function useCall(options: {
  signaling: CallSignaling & MediaSignaling;
  side: CallSide;
  /** The server's clock; without it this machine's. */
  now?: () => number;
  /** Agent: whether this page is the one that rings; asked at each offer. */
  takesOffers?: () => boolean;
}): CallController {
  const { signaling, side, now = Date.now, takesOffers = () => true } = options;
  const session = shallowRef<MediaSession | null>(null);
  const frozen = ref(false);
  const takenOver = ref(false);
  const mode = ref<PictureMode>('detail');
  let sessionCallId: string | null = null;
  let sending = false;
  let lastAnew = 0;

  const remote = useRemoteMedia();
  const own = useOwnMedia(side === 'agent' ? 'environment' : 'user');
  const screen = useScreenShare();
  const state = useCallState({ signaling, side, now, takesOffers, onGrant: join, onTakenOver });
  const { call, phase } = state;
  const clock = useCallClock(() => call.value?.state, now);
  const photos = usePhotos({
    signaling,
    side,
    callId: () => call.value?.id,
    camera: () => own.camera.track.value ?? screen.stream.value?.getVideoTracks()[0] ?? null,
  });
  const videoAsk = useVideoAsk({ signaling, state, own, otherCameraOn: remote.cameraOn });
  useWakeLock(() => isAnswered(phase.value));

  function cameraOptions(): PublishOptions {
    const hint = mode.value === 'detail' ? 'detail' : 'motion';
    // An agent's is what the call is for: in the size that each network carries, from the press of Answer on.
    if (side === 'agent') return { hint, held: !sending, simulcast: true };
    // A buyer's goes to the server before.
    return { hint: 'motion', held: !isAnswered(phase.value) };
  }

  /** Joins the room, or joins it anew: both connections and all senders stand before anybody answers. */
  function join({ call: granted, grant }: CallWithGrant): void {
    const known = session.value && sessionCallId === granted.id ? session.value : null;
    const current = known ?? createMediaSession(signaling, { callId: granted.id });
    current.connect(grant).catch(() => undefined); // Its state tells, and `anew` mends.
    if (known) return;
    leaveMedia();
    takenOver.value = false;
    session.value = current;
    sessionCallId = granted.id;
    remote.follow(current);
    const video = granted.kind === 'video';
    current.prepare('microphone').catch(() => undefined);
    if (video) current.prepare('camera', cameraOptions()).catch(() => undefined);
    own.open(granted.id, granted.kind);
    if (sending || mayGoOut()) send();
  }

  /** A buyer's picture, small, and a silent microphone go to the server as soon as an agent is asked, so that the encoders
   *  have long started at the answer; the server passes them on to nobody before (CALL-24). */
  function mayGoOut(): boolean {
    return isAnswered(phase.value) || (side === 'buyer' && call.value?.state.status === 'offered');
  }

  /** From here on whatever is on is sent; what becomes ready later follows by itself. */
  function send(): void {
    sending = true;
    if (session.value) own.send(session.value, cameraOptions());
  }

  function leaveMedia(): void {
    screen.stop();
    own.microphone.stopSending();
    own.camera.stopSending();
    session.value?.close();
    session.value = null;
    sessionCallId = null;
    remote.forget();
  }

  function onTakenOver(): void {
    takenOver.value = true;
    leave();
  }

  function leave(): void {
    sending = false;
    frozen.value = false;
    leaveMedia();
    own.close();
    videoAsk.forget();
  }

  // Synchronously: the answer is one message away from the picture, and nothing else may be.
  watch(
    phase,
    (is, was) => {
      if (!isLive(is) && isLive(was)) leave();
    },
    { flush: 'sync' },
  );
  // First held, then for the other side to see.
  watch(
    () => [mayGoOut(), isAnswered(phase.value)] as const,
    ([may, answered], [could, was]) => (may !== could || answered !== was) && may && send(),
    { flush: 'sync' },
  );
  watch(remote.connection, (is) => {
    if (is !== 'failed' || !isAnswered(phase.value) || now() - lastAnew < ANEW_EVERY_MS) return;
    lastAnew = now();
    void state.refresh(true);
  });
  onScopeDispose(leaveMedia);

  /** What the page shows. At the answer it has a picture to show first, which all that changes around it would
   *  hold up. */
  const shownPhase = ref(phase.value);
  let showing: ReturnType<typeof setTimeout> | undefined;
  function show(): void {
    clearTimeout(showing);
    showing = undefined;
    shownPhase.value = phase.value;
  }
  watch(
    phase,
    (is) => {
      if (shownPhase.value === 'ringing' && isAnswered(is)) showing ??= setTimeout(show, SHOWN_AFTER_MS);
      else show();
    },
    { flush: 'sync' },
  );

  const controller = reactive({
    side,
    call,
    phase: shownPhase,
    ...clock,
    problem: computed(() => state.problem.value ?? photos.problem.value),
    takenOver,
    otherAway: state.otherAway,
    videoAsked: videoAsk.asked,
    videoDeclined: videoAsk.declined,
    own: {
      microphone: own.microphone.state,
      camera: own.camera.state,
      screen: screen.state,
      cameraStream: own.cameraStream,
      screenStream: screen.stream,
      mirrored: own.mirrored,
      canSwitchCamera: own.canSwitchCamera,
      canShareScreen: screen.supported,
    },
    remote: {
      camera: remote.camera,
      screen: remote.screen,
      cameraOn: remote.cameraOn,
      screenOn: remote.screenOn,
      microphoneOn: remote.microphoneOn,
      speaking: remote.speaking,
      soundBlocked: remote.soundBlocked,
    },
    connection: remote.connection,
    network: remote.network,
    mode,
    frozen,
    takingPhoto: photos.taking,
    photos: photos.taken,

    async request(kind: CallKind, sku?: string) {
      photos.forget();
      await state.request(kind, sku);
    },
    answer() {
      // Handed over before anything else: asking takes milliseconds, and showing longer than the way to the other side.
      send();
      void state.ask('call:answer').then((taken) => {
        if (!taken && !isAnswered(phase.value)) leave();
      });
    },
    decline: () => void state.decline(),
    hangUp() {
      leave();
      state.hangUp();
    },
    dismiss() {
      state.dismiss();
      photos.forget();
    },
    resume: () => state.refresh(true),
    toggleMicrophone: () => void own.microphone.want(!own.microphone.state.on),
    toggleCamera: () => void videoAsk.toggleCamera(),
    askForVideo: () => void videoAsk.ask(),
    replyToVideo: (turnCameraOn: boolean) => videoAsk.reply(turnCameraOn),
    switchCamera: () => void own.switchCamera(),
    toggleScreen: () => void screen.toggle(isAnswered(phase.value) ? session.value : null),
    toggleFreeze: () => (frozen.value = !frozen.value),
    setMode(wanted: PictureMode) {
      mode.value = wanted;
      remote.prefer(wanted);
      if (sending && session.value) own.send(session.value, cameraOptions());
    },
    async takePhoto() {
      if (call.value && isAnswered(phase.value)) await photos.take(call.value.id);
    },
    preview: own.preview,
    allowSound: remote.allowSound,
    retryDevices: () => own.retry(call.value?.kind ?? 'video'),
    clearProblem() {
      state.problem.value = null;
      photos.problem.value = null;
    },
    close() {
      leave();
      if (isOver(phase.value)) state.dismiss();
    },
  });
  return controller;
}
