import { setTimeout as delay } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';

interface Probe {
  clickedAt: number | undefined;
  /** When each video first showed a frame of each width since the probe was cleared. */
  shownAt: Map<HTMLVideoElement, Map<number, number>>;
  connections: RTCPeerConnection[];
}

declare global {
  interface Window {
    kanhuoBenchProbe: Probe;
  }
}

/**
 * Runs in every frame before its own scripts: notes the press of *Answer*, and when each video shows its first real
 * frame. It only watches; both contestants carry it. Times are ms since 1970, the clock that all browsers of one
 * machine share.
 */
export function installProbe(): void {
  const probe: Probe = { clickedAt: undefined, shownAt: new Map(), connections: [] };
  window.kanhuoBenchProbe = probe;

  addEventListener(
    'click',
    (event) => {
      const button = (event.target as Element | null)?.closest('button');
      const name = button?.getAttribute('aria-label') ?? button?.textContent ?? '';
      if (name.trim().startsWith('Answer')) probe.clickedAt = performance.timeOrigin + event.timeStamp;
    },
    { capture: true },
  );

  const watched = new WeakSet<HTMLVideoElement>();
  const watch = (video: HTMLVideoElement) => {
    video.requestVideoFrameCallback((_now, frame) => {
      const widths = probe.shownAt.get(video) ?? new Map<number, number>();
      if (!widths.has(frame.width)) widths.set(frame.width, performance.timeOrigin + performance.now());
      probe.shownAt.set(video, widths);
      watch(video);
    });
  };
  const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject')!;
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    ...source,
    set(this: HTMLMediaElement, stream: MediaStream | null) {
      if (this instanceof HTMLVideoElement && !watched.has(this)) {
        watched.add(this);
        watch(this);
      }
      source.set!.call(this, stream);
    },
  });

  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      probe.connections.push(this);
    }
  };
}

/** Forgets the call before. */
export async function clearProbe(page: Page): Promise<void> {
  await inFrames(page, (frame) =>
    frame.evaluate(() => {
      window.kanhuoBenchProbe.clickedAt = undefined;
      window.kanhuoBenchProbe.shownAt.clear();
    }),
  );
}

/** When *Answer* was pressed in a page. */
export async function answerPressedAt(page: Page): Promise<number> {
  const presses = await inFrames(page, (frame) => frame.evaluate(() => window.kanhuoBenchProbe.clickedAt));
  const at = presses.find((each) => each !== undefined);
  if (at === undefined) throw new Error('No press of Answer was seen in the page');
  return at;
}

/** A sender that is ready but not on may show a placeholder of a few pixels; nothing real is this narrow. */
const narrowest = 100;

/** Waits for the named video's first real frame, or its first that is so wide; throws, saying what was received, when
 *  none comes. */
export async function firstFrameAt(
  page: Page,
  name: string,
  timeoutMs: number,
  width = narrowest,
): Promise<number> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await delay(50)) {
    const times = await inFrames(page, (frame) => frame.evaluate(shownAt, { name, width }));
    const at = times.find((each) => each !== undefined);
    if (at !== undefined) return at;
  }
  const videos = JSON.stringify(await receivedVideo(page));
  throw new Error(`“${name}” showed nothing within ${timeoutMs} ms; received: ${videos}`);
}

function shownAt(of: { name: string; width: number }): number | undefined {
  const times: number[] = [];
  for (const [video, widths] of window.kanhuoBenchProbe.shownAt) {
    if (!video.isConnected || video.getAttribute('aria-label') !== of.name) continue;
    for (const [width, at] of widths) if (width >= of.width) times.push(at);
  }
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** Frames decoded by a page's connections, to check what its videos claim. */
export async function framesDecoded(page: Page): Promise<number> {
  const counts = (await receivedVideo(page)).map((video) => video.framesDecoded);
  return counts.reduce((sum, count) => sum + count, 0);
}

async function receivedVideo(page: Page) {
  const perFrame = await inFrames(page, (frame) =>
    frame.evaluate(async () => {
      const videos: { framesDecoded: number; packetsReceived: number; frameWidth: number }[] = [];
      for (const connection of window.kanhuoBenchProbe.connections) {
        if (connection.connectionState === 'closed') continue;
        (await connection.getStats()).forEach((report: Partial<RTCInboundRtpStreamStats>) => {
          if (report.type !== 'inbound-rtp' || report.kind !== 'video') return;
          const { framesDecoded = 0, packetsReceived = 0, frameWidth = 0 } = report;
          videos.push({ framesDecoded, packetsReceived, frameWidth });
        });
      }
      return videos;
    }),
  );
  return perFrame.flat();
}

/** Looks into every frame of a page that is still there: the widget lives in one of them. */
async function inFrames<T>(page: Page, look: (frame: Frame) => Promise<T>): Promise<T[]> {
  const looked = await Promise.allSettled(page.frames().map(look));
  return looked.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}
