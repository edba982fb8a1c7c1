import type { MediaGrant, TrackSource } from '#protocol';
import { createMediaSession } from '../../../web-client/media/create-media-session.ts';
import type { MediaSession, PublishOptions, TrackStats } from '../../../web-client/media/media-session.ts';

/** What the page found when it was asked; the figures are the browser's own. */
export interface PageReport {
  readonly connection: string;
  readonly tracks: readonly { id: string; peerId: string; source: TrackSource; muted: boolean }[];
  readonly removed: number;
  readonly mutedByOther: readonly { source: TrackSource; muted: boolean }[];
  readonly speaking: readonly string[];
  readonly quality: number | null;
  readonly stats: readonly TrackStats[];
  /** Sum over the middle of the newest frame of each remote video: differs while the picture moves. */
  readonly pictures: Readonly<Partial<Record<TrackSource, number>>>;
}

/** When the first frame of a remote track was shown (since the Unix epoch), and how wide it was. */
export interface FirstFrame {
  readonly at: number;
  readonly width: number;
}

declare global {
  interface Window {
    kanhuoAsk(generation: number, message: Record<string, unknown>): Promise<AskReply>;
    kanhuoPage: ReturnType<typeof createPage>;
  }
}

/** Errors lose their code on the way into a page: they travel as values. */
export type AskReply = { ok: true; data: Record<string, unknown> } | { ok: false; code: string };

/** Those of about two minutes. */
const FRAMES_KEPT = 2000;

type Listener = (callId: string, generation: number, event: unknown) => void;

function createPage() {
  const listeners = new Set<Listener>();
  const videos = new Map<string, { source: TrackSource; video: HTMLVideoElement }>();
  const report = {
    connection: 'new',
    removed: 0,
    mutedByOther: [] as { source: TrackSource; muted: boolean }[],
    speaking: [] as readonly string[],
    quality: null as number | null,
  };
  const session: MediaSession = createMediaSession(
    {
      request: async (_callId, generation, message) => {
        const reply = await window.kanhuoAsk(generation, message);
        if (!reply.ok) throw new Error(reply.code);
        return reply.data;
      },
      onEvent: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    { callId: 'call' },
  );
  session.on('connection', (state) => (report.connection = state));
  session.on('trackAdded', ({ id, source, track }) => {
    // Chromium decodes only what is played, sound too.
    const video = document.createElement('video');
    video.autoplay = video.playsInline = true;
    video.srcObject = new MediaStream([track]);
    document.body.append(video);
    videos.set(id, { source, video });
    if (track.kind !== 'video') return;
    const onFrame = (_now: number, { width }: VideoFrameCallbackMetadata) => {
      // A prepared sender shows a placeholder of 16 pixels or fewer.
      if (width > 16) firstFrames.push({ at: performance.timeOrigin + performance.now(), width });
      else video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
    if (source !== 'camera') return;
    const onEveryFrame = (_now: number, { width }: VideoFrameCallbackMetadata) => {
      if (width > 16) framesShown.push(performance.timeOrigin + performance.now());
      if (framesShown.length > FRAMES_KEPT) framesShown.shift();
      video.requestVideoFrameCallback(onEveryFrame);
    };
    video.requestVideoFrameCallback(onEveryFrame);
  });
  session.on('trackRemoved', ({ id }) => {
    report.removed += 1;
    videos.get(id)?.video.remove();
    videos.delete(id);
  });
  session.on('mutedByOther', (muted) => report.mutedByOther.push(muted));
  session.on('speaking', (speaking) => (report.speaking = speaking));
  session.on('quality', (quality) => (report.quality = quality));
  const firstFrames: FirstFrame[] = [];
  const framesShown: number[] = [];

  const opened = new Map<TrackSource, MediaStreamTrack>();
  function open(source: TrackSource): MediaStreamTrack {
    const track = opened.get(source) ?? createTrack(source);
    opened.set(source, track);
    return track;
  }

  return {
    connect: (grant: MediaGrant) => session.connect(grant),
    prepare: (source: 'microphone' | 'camera', options?: PublishOptions) => session.prepare(source, options),
    /** Answers when the track was handed over, as time since the Unix epoch. */
    publish: async (source: TrackSource, options?: PublishOptions) => {
      const track = open(source);
      const at = performance.timeOrigin + performance.now();
      await session.publish(source, track, options);
      return at;
    },
    replace: async (source: TrackSource) => session.replace(source, createTrack(source)),
    setMuted: (source: TrackSource, muted: boolean) => session.setMuted(source, muted),
    unpublish: (source: TrackSource) => session.unpublish(source),
    setQuality: (id: string, quality: 'low' | 'medium' | 'high') => session.setQuality(id, quality),
    close: () => session.close(),
    receive: (generation: number, event: unknown) => {
      for (const listener of listeners) listener('call', generation, event);
    },
    firstFrames: () => firstFrames,
    framesShown: (since: number) => framesShown.filter((at) => at > since),
    report: async (): Promise<PageReport> => ({
      ...report,
      tracks: session.remoteTracks().map(({ id, peerId, source, muted }) => ({ id, peerId, source, muted })),
      stats: await session.stats(),
      pictures: Object.fromEntries([...videos.values()].map(({ source, video }) => [source, look(video)])),
    }),
  };
}

/** A picture that moves or a tone that sounds: cheap, so that several pages fit on a small machine. */
function createTrack(source: TrackSource): MediaStreamTrack {
  return source === 'microphone' || source === 'screen_audio' ? tone() : movingPicture();
}

function tone(): MediaStreamTrack {
  const context = new AudioContext();
  const oscillator = context.createOscillator();
  const destination = context.createMediaStreamDestination();
  oscillator.connect(destination);
  oscillator.start();
  return first(destination.stream.getAudioTracks());
}

function movingPicture(): MediaStreamTrack {
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
  const context = canvas.getContext('2d');
  let at = 0;
  const draw = () => {
    at = (at + 20) % canvas.width;
    if (!context) return;
    context.fillStyle = '#c33';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = '#fff';
    context.fillRect(at, 0, 60, canvas.height);
  };
  setInterval(draw, 66);
  return first(canvas.captureStream(15).getVideoTracks());
}

function first<T>(list: readonly T[]): T {
  const [item] = list;
  if (item === undefined) throw new Error('no track');
  return item;
}

function look(video: HTMLVideoElement): number {
  if (video.videoWidth === 0) return 0;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 32;
  const context = canvas.getContext('2d');
  context?.drawImage(video, 0, 0, 32, 32);
  const pixels = context?.getImageData(0, 0, 32, 32).data ?? new Uint8ClampedArray();
  return [...pixels].reduce((sum, value, index) => sum + value * (index % 7), 0);
}

window.kanhuoPage = createPage();
