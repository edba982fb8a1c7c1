import type { Picture, Received, Sent } from './media-probe.ts';

/** Looks at the media of a page from within. What waits answers `null`, or what was missing to the end. */
export interface MediaProbe {
  received(): Promise<Received>;
  sent(): Promise<Sent>;
  picture(videoName: string): Picture | null;
  showsMoving(videoName: string, who: 'seller' | 'buyer', timeoutMs: number): Promise<string | null>;
  goesOnDecoding(frames: number, timeoutMs: number): Promise<string | null>;
  hears(timeoutMs: number): Promise<string | null>;
  receivesNothing(timeoutMs: number): Promise<string | null>;
  /** Looks again and again until nothing is missing any more. */
  until(timeoutMs: number, missing: () => Promise<string | null> | string | null): Promise<string | null>;
}

declare global {
  interface Window {
    kanhuoTestConnections?: RTCPeerConnection[];
    kanhuoProbe: MediaProbe;
  }
}

/** What is looked at of a connection's figures. */
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

/**
 * Remembers every connection of a page and gives it a probe. It goes to the browser as its own source, before any script
 * of the page, and so may name nothing outside of it.
 */
export function placeMediaProbe(): void {
  const LOOK_MS = 100;
  const connections: RTCPeerConnection[] = [];
  window.kanhuoTestConnections = connections;
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
    }
  };

  async function stats(): Promise<StatsEntry[]> {
    const all: StatsEntry[] = [];
    for (const connection of connections) {
      if (connection.connectionState === 'closed') continue;
      (await connection.getStats()).forEach((entry: StatsEntry) => all.push(entry));
    }
    return all;
  }
  const sum = (entries: readonly StatsEntry[], key: keyof StatsEntry) =>
    entries.reduce((total, entry) => total + Number(entry[key] ?? 0), 0);

  async function received(): Promise<Received> {
    const incoming = (await stats()).filter(({ type }) => type === 'inbound-rtp');
    const [video, audio] = ['video', 'audio'].map((kind) => incoming.filter((entry) => entry.kind === kind));
    return {
      framesDecoded: sum(video ?? [], 'framesDecoded'),
      audioEnergy: sum(audio ?? [], 'totalAudioEnergy'),
      audioBytes: sum(audio ?? [], 'bytesReceived'),
      videoBytes: sum(video ?? [], 'bytesReceived'),
      frameWidth: Math.max(0, ...incoming.map(({ frameWidth }) => frameWidth ?? 0)),
      packets: sum(incoming, 'packetsReceived'),
    };
  }

  async function sent(): Promise<Sent> {
    const all = await stats();
    const video = all.filter(({ type, kind }) => type === 'outbound-rtp' && kind === 'video');
    const codec = all.find(({ type, id }) => type === 'codec' && id === video[0]?.codecId);
    return {
      videoBytes: sum(video, 'bytesSent'),
      framesEncoded: sum(video, 'framesEncoded'),
      audioEnergy: sum(
        all.filter(({ type }) => type === 'media-source'),
        'totalAudioEnergy',
      ),
      videoStreams: video.filter(({ bytesSent }) => (bytesSent ?? 0) > 0).length,
      videoCodec: codec?.mimeType ?? null,
    };
  }

  const canvas = new OffscreenCanvas(32, 18);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  function picture(videoName: string): Picture | null {
    const video = [...document.querySelectorAll('video')].find((v) => v.ariaLabel === videoName);
    if (!context || !video || video.videoWidth === 0 || video.readyState < 2) return null;
    context.drawImage(video, 0, 0, 32, 18);
    const { data } = context.getImageData(0, 0, 32, 18);
    const columns = Array.from<number>({ length: 32 }).fill(0);
    const samples: [number, number, number][] = [];
    for (let i = 0; i < data.length; i += 4) {
      const [r = 0, g = 0, b = 0] = data.subarray(i, i + 3);
      columns[(i / 4) % 32]! += r + g + b;
      samples.push([r, g, b]);
    }
    const middle = (channel: 0 | 1 | 2) =>
      samples.map((sample) => sample[channel]).toSorted((one, other) => one - other)[samples.length >> 1] ??
      0;
    return { red: middle(0), green: middle(1), blue: middle(2), bar: columns.indexOf(Math.max(...columns)) };
  }

  const until: MediaProbe['until'] = async (timeoutMs, missing) => {
    const end = performance.now() + timeoutMs;
    for (;;) {
      const what = await missing();
      if (what === null) return null;
      if (performance.now() > end) return `after ${timeoutMs} ms: ${what}`;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  };

  window.kanhuoProbe = {
    received,
    sent,
    picture,
    until,
    showsMoving(videoName, who, timeoutMs) {
      const bars = new Set<number>();
      return until(timeoutMs, () => {
        const now = picture(videoName);
        if (!now) return `no picture in “${videoName}”`;
        const warm = now.red - now.blue;
        if (who === 'seller' ? warm < 60 : warm > -60)
          return `not the ${who}'s colour: ${JSON.stringify(now)}`;
        bars.add(now.bar);
        return bars.size >= 3 ? null : `the ${who}'s picture stands still at ${[...bars].join(', ')}`;
      });
    },
    async goesOnDecoding(frames, timeoutMs) {
      const { framesDecoded: before } = await received();
      return until(timeoutMs, async () =>
        (await received()).framesDecoded > before + frames ? null : 'no more frames are decoded',
      );
    },
    async hears(timeoutMs) {
      let last = (await received()).audioEnergy;
      let rises = 0;
      return until(timeoutMs, async () => {
        const now = (await received()).audioEnergy;
        if (now > last + 2e-4) rises += 1;
        last = now;
        return rises >= 3 ? null : `audio energy ${now} rose ${rises} times`;
      });
    },
    async receivesNothing(timeoutMs) {
      let last = await received();
      let quiet = 0;
      return until(timeoutMs, async () => {
        const now = await received();
        const silent = now.framesDecoded === last.framesDecoded && now.audioEnergy - last.audioEnergy < 1e-6;
        quiet = silent ? quiet + 1 : 0;
        last = now;
        return quiet >= 6 ? null : 'media still arrives';
      });
    },
  };
}
