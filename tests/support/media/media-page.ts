import type { MediaGrant, TrackSource } from '#protocol';
import { createMediaSession } from '../../../web-client/media/create-media-session.ts';
import type { MediaSession, PublishOptions, TrackStats } from '../../../web-client/media/media-session.ts';
import { movingPicture, tone } from './made-tracks.ts';
import { type FirstFrame, firstFrameOf, noteFrames } from './shown-frames.ts';

/** What the page found when it was asked; the figures are the browser's own. */
export interface PageReport {
  readonly connection: string;
  readonly tracks: readonly { id: string; peerId: string; source: TrackSource; muted: boolean }[];
  readonly removed: number;
  readonly mutedByOther: readonly { source: TrackSource; muted: boolean }[];
  readonly speaking: readonly string[];
  readonly quality: number | null;
  readonly stats: readonly TrackStats[];
}

declare global {
  interface Window {
    kanhuoAsk(generation: number, message: Record<string, unknown>): Promise<AskReply>;
    kanhuoPage: ReturnType<typeof createPage>;
  }
}

/** Errors lose their code on the way into a page: they travel as values. */
export type AskReply = { ok: true; data: Record<string, unknown> } | { ok: false; code: string };

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
    firstFrameOf(video, (frame) => firstFrames.push(frame));
    if (source === 'camera') noteFrames(video, framesShown);
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

  const opened = new Map<TrackSource, { track: MediaStreamTrack; width: number | undefined }>();
  function open(source: TrackSource, width?: number): MediaStreamTrack {
    const made = opened.get(source) ?? { track: createTrack(source, width), width };
    opened.set(source, made);
    return made.track;
  }

  const { until } = window.kanhuoProbe;
  const arriving = async (source: TrackSource) =>
    (await session.stats()).find((track) => track.direction === 'receive' && track.source === source);
  /** Sum over the newest frame of a source: differs while the picture moves. */
  const lookOf = (source: TrackSource) => {
    const shown = [...videos.values()].findLast((one) => one.source === source);
    return shown ? look(shown.video) : 0;
  };

  return {
    /** What waits answers `null`, or what was missing to the end. */
    sees(source: TrackSource, patienceMs: number) {
      const looks = new Set<number>();
      let frames: number | undefined;
      return until(patienceMs, async () => {
        const shown = lookOf(source);
        const decoded = (await arriving(source))?.frames;
        if (!shown || !decoded) return `no picture of ${source}: ${decoded} frames`;
        looks.add(shown);
        frames ??= decoded;
        if (looks.size >= 3 && decoded > frames) return null;
        return `${source}: ${looks.size} pictures, ${decoded} frames`;
      });
    },
    hears(patienceMs: number) {
      const energies = new Set<number>();
      return until(patienceMs, async () => {
        const energy = (await arriving('microphone'))?.audioEnergy ?? 0;
        if (energy > 0) energies.add(energy);
        return energies.size >= 3 ? null : `audio energy ${energy}`;
      });
    },
    receivesNothing(source: TrackSource, patienceMs: number) {
      let [last, silent] = [NaN, 0];
      return until(patienceMs, async () => {
        const track = await arriving(source);
        const arrived = (track?.frames ?? 0) + (track?.audioEnergy ?? 0);
        const bits = track?.bitsPerSecond ?? 0;
        // The rate is since the last reading, whoever read: beside another wait it says little by itself.
        silent = bits === 0 && arrived - last < 1e-6 ? silent + 1 : 0;
        last = arrived;
        return silent >= 8 ? null : `${source} still arrives with ${bits} bit/s`;
      });
    },
    energy: async () => (await arriving('microphone'))?.audioEnergy ?? 0,
    connect: (grant: MediaGrant) => session.connect(grant),
    prepare: (source: 'microphone' | 'camera', options?: PublishOptions) => session.prepare(source, options),
    /** Answers when the track was handed over, as time since the Unix epoch. */
    publish: async (source: TrackSource, options?: PublishOptions, width?: number) => {
      const track = open(source, width);
      const at = performance.timeOrigin + performance.now();
      await session.publish(source, track, options);
      return at;
    },
    replace: async (source: TrackSource) =>
      session.replace(source, createTrack(source, opened.get(source)?.width)),
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
    }),
  };
}

function createTrack(source: TrackSource, width?: number): MediaStreamTrack {
  return source === 'microphone' || source === 'screen_audio' ? tone() : movingPicture(width);
}

const canvas = new OffscreenCanvas(32, 32);
const context = canvas.getContext('2d', { willReadFrequently: true });
function look(video: HTMLVideoElement): number {
  if (video.videoWidth === 0) return 0;
  context?.drawImage(video, 0, 0, 32, 32);
  const pixels = context?.getImageData(0, 0, 32, 32).data ?? new Uint8ClampedArray();
  return [...pixels].reduce((sum, value, index) => sum + value * (index % 7), 0);
}

window.kanhuoPage = createPage();
