import type { BrowserContext, Frame } from 'playwright-core';
import { waitUntil } from '../wait-until.ts';

/** What arrived at a page, added up over its peer connections. */
export interface Received {
  framesDecoded: number;
  audioEnergy: number;
  audioBytes: number;
  videoBytes: number;
  frameWidth: number;
  /** Of sound and pictures. */
  packets: number;
}

/** What a page sent. */
export interface Sent {
  videoBytes: number;
  framesEncoded: number;
  /** Of what microphones give to be sent. */
  audioEnergy: number;
  /** Sizes of pictures that were sent, of whatever age. */
  videoStreams: number;
  videoCodec: string | null;
}

declare global {
  interface Window {
    kanhuoTestConnections?: RTCPeerConnection[];
  }
}

/** Remembers every peer connection that any page of this browser makes, so that its own figures can be read. */
export async function installMediaProbe(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const connections: RTCPeerConnection[] = [];
    window.kanhuoTestConnections = connections;
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        connections.push(this);
      }
    };
  });
}

interface StatsEntry extends RTCStats {
  kind?: string;
  framesDecoded?: number;
  framesEncoded?: number;
  totalAudioEnergy?: number;
  bytesReceived?: number;
  packetsReceived?: number;
  bytesSent?: number;
  frameWidth?: number;
  codecId?: string;
  mimeType?: string;
}

/** What is looked at: a whole report is a hundred entries, and tests ask for it many times a second. */
const LOOKED_AT = [
  ...[
    'type',
    'kind',
    'framesDecoded',
    'framesEncoded',
    'totalAudioEnergy',
    'bytesReceived',
    'packetsReceived',
  ],
  ...['bytesSent', 'frameWidth', 'codecId', 'mimeType', 'id'],
];

async function stats(frame: Frame): Promise<StatsEntry[]> {
  return frame.evaluate(async (keys) => {
    const all: StatsEntry[] = [];
    for (const connection of window.kanhuoTestConnections ?? []) {
      if (connection.connectionState === 'closed') continue;
      (await connection.getStats()).forEach((entry: StatsEntry & Record<string, unknown>) => {
        if (!['inbound-rtp', 'outbound-rtp', 'media-source', 'codec'].includes(entry.type)) return;
        const known = keys.filter((key) => key in entry);
        all.push(Object.fromEntries(known.map((key) => [key, entry[key]])) as unknown as StatsEntry);
      });
    }
    return all;
  }, LOOKED_AT);
}

/** Figures of all that this page receives, from the browser itself. */
export async function received(frame: Frame): Promise<Received> {
  const incoming = (await stats(frame)).filter((entry) => entry.type === 'inbound-rtp');
  const sum = (kind: string, key: keyof StatsEntry) =>
    incoming.filter((e) => e.kind === kind).reduce((total, e) => total + Number(e[key] ?? 0), 0);
  return {
    framesDecoded: sum('video', 'framesDecoded'),
    audioEnergy: sum('audio', 'totalAudioEnergy'),
    audioBytes: sum('audio', 'bytesReceived'),
    videoBytes: sum('video', 'bytesReceived'),
    frameWidth: Math.max(0, ...incoming.map((e) => e.frameWidth ?? 0)),
    packets: sum('video', 'packetsReceived') + sum('audio', 'packetsReceived'),
  };
}

/** Figures of all that this page sends. */
export async function sent(frame: Frame): Promise<Sent> {
  const all = await stats(frame);
  const video = all.filter((entry) => entry.type === 'outbound-rtp' && entry.kind === 'video');
  const codec = all.find((entry) => entry.type === 'codec' && entry.id === video[0]?.codecId);
  return {
    videoBytes: video.reduce((total, e) => total + Number(e.bytesSent ?? 0), 0),
    framesEncoded: video.reduce((total, e) => total + Number(e.framesEncoded ?? 0), 0),
    audioEnergy: all
      .filter((entry) => entry.type === 'media-source')
      .reduce((total, e) => total + (e.totalAudioEnergy ?? 0), 0),
    videoStreams: video.filter((e) => (e.bytesSent ?? 0) > 0).length,
    videoCodec: codec?.mimeType ?? null,
  };
}

/** The colour and movement of the picture that a named `<video>` shows right now. */
export interface Picture {
  red: number;
  green: number;
  blue: number;
  /** Column (0–31) of the brightest stripe: the moving bar of a test person's camera. */
  bar: number;
}

/** Reads the picture on the screen, as a person would see it; null while there is none. */
export async function picture(frame: Frame, videoName: string): Promise<Picture | null> {
  return frame.evaluate((name) => {
    const video = [...document.querySelectorAll('video')].find((v) => v.getAttribute('aria-label') === name);
    if (!video || video.videoWidth === 0 || video.readyState < 2) return null;
    const canvas = document.createElement('canvas');
    canvas.width = 32;
    canvas.height = 18;
    const context = canvas.getContext('2d')!;
    context.drawImage(video, 0, 0, 32, 18);
    const { data } = context.getImageData(0, 0, 32, 18);
    const columns = Array.from<number>({ length: 32 }).fill(0);
    const samples: [number, number, number][] = [];
    for (let i = 0; i < data.length; i += 4) {
      const [r, g, b] = [data[i]!, data[i + 1]!, data[i + 2]!];
      columns[(i / 4) % 32]! += r + g + b;
      samples.push([r, g, b]);
    }
    const middle = (channel: 0 | 1 | 2) =>
      samples.map((s) => s[channel]).toSorted((a, b) => a - b)[samples.length >> 1]!;
    return { red: middle(0), green: middle(1), blue: middle(2), bar: columns.indexOf(Math.max(...columns)) };
  }, videoName);
}

/** Waits until the named video shows this person's camera, and shows it moving. */
export async function sees(frame: Frame, videoName: string, who: 'seller' | 'buyer'): Promise<void> {
  const bars = new Set<number>();
  await waitUntil(async () => {
    const now = await picture(frame, videoName);
    if (!now) return `no picture in “${videoName}”`;
    const warm = now.red - now.blue;
    if (who === 'seller' ? warm < 60 : warm > -60) return `not the ${who}'s colour: ${JSON.stringify(now)}`;
    bars.add(now.bar);
    return bars.size >= 3 || `the ${who}'s picture stands still at ${[...bars].join(', ')}`;
  }, 25_000);
  const before = (await received(frame)).framesDecoded;
  await waitUntil(
    async () => (await received(frame)).framesDecoded > before + 5 || 'no more frames are decoded',
  );
}

/** Waits until sound with energy arrives, and goes on arriving. */
export async function hears(frame: Frame): Promise<void> {
  let last = (await received(frame)).audioEnergy;
  let rises = 0;
  await waitUntil(async () => {
    const now = (await received(frame)).audioEnergy;
    if (now > last + 1e-4) rises += 1;
    last = now;
    return rises >= 3 || `audio energy ${now} rose ${rises} times`;
  }, 25_000);
}

/** Waits until no sound and no picture arrives any more, or there is no connection left. */
export async function receivesNothing(frame: Frame): Promise<void> {
  let last = await received(frame);
  let quiet = 0;
  await waitUntil(async () => {
    const now = await received(frame);
    quiet =
      now.framesDecoded === last.framesDecoded && now.audioEnergy - last.audioEnergy < 1e-6 ? quiet + 1 : 0;
    last = now;
    return quiet >= 10 || 'media still arrives';
  });
}

/** What the browser does when a person ends the sharing of their screen in its own bar. */
export async function stopSharingInBrowserBar(frame: Frame): Promise<void> {
  await frame.evaluate(() => {
    for (const connection of window.kanhuoTestConnections ?? [])
      for (const { track } of connection.getSenders())
        if (track && 'displaySurface' in track.getSettings()) track.dispatchEvent(new Event('ended'));
  });
}
