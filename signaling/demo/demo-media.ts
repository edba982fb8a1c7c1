import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type OutputInfo } from 'sharp';
import type { PacketInTime } from '../../recorder/write-segment.ts';

/** RTP of a track of the recorded call in the demo shop. */
export interface DemoTrack {
  readonly mimeType: 'video/VP8' | 'audio/opus';
  readonly clockRate: number;
  readonly packets: readonly PacketInTime[];
}

/** What every track's packets look like. */
export const DEMO_RTP = { payloadType: 96, ssrc: 0x6b68 } as const;

const FRAME = { width: 640, height: 480 } as const;
const FRAMES_PER_SECOND = 6;
const PAYLOAD_BYTES = 1180;
const OPUS_MS = 20;

/** Where the camera looks, by when: the part of the picture, from 0 to 1, that is seen. */
interface Look {
  readonly at: number;
  readonly view: 'front' | 'detail';
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

const LOOKS: readonly Look[] = [
  { at: 0, view: 'front', x: 0, y: 0.1, width: 1 },
  { at: 6000, view: 'front', x: 0.18, y: 0.2, width: 0.64 },
  { at: 6001, view: 'detail', x: 0.1, y: 0.15, width: 0.8 },
  { at: 12_500, view: 'detail', x: 0.42, y: 0.35, width: 0.5 },
  { at: 12_501, view: 'front', x: 0.2, y: 0.2, width: 0.6 },
  { at: 17_000, view: 'front', x: 0, y: 0.1, width: 1 },
];

/** A camera that is led over the product's pictures: each frame a WebP of its own, which is a key frame of VP8, so
 *  that nothing more than the picture library is needed.
 *  @param pictureOf the file of a view */
export async function demoCamera(
  pictureOf: (view: Look['view']) => string,
  durationMs: number,
): Promise<DemoTrack> {
  const pictures = { front: await loaded(pictureOf('front')), detail: await loaded(pictureOf('detail')) };
  const step = 1000 / FRAMES_PER_SECOND;
  const packets: PacketInTime[] = [];
  for (let at = 0; at < durationMs; at += step) {
    const { view, ...part } = lookAt(at);
    const frame = await frameOf(pictures[view], part);
    for (let from = 0; from < frame.length; from += PAYLOAD_BYTES) {
      const isLast = from + PAYLOAD_BYTES >= frame.length;
      // RFC 7741: the bit that says that a partition begins.
      const payload = [Buffer.of(from === 0 ? 0x10 : 0), frame.subarray(from, from + PAYLOAD_BYTES)];
      packets.push({ at, data: rtp(packets.length, Math.round(at * 90), isLast, payload) });
    }
  }
  return { mimeType: 'video/VP8', clockRate: 90_000, packets };
}

/** A voice from an Ogg file of Opus. */
export async function demoVoice(file: string): Promise<DemoTrack> {
  // The first two packets of the file are its head and its tags (RFC 7845).
  const packets = oggPackets(await readFile(file)).slice(2);
  return {
    mimeType: 'audio/opus',
    clockRate: 48_000,
    packets: packets.map((data, index) => ({
      at: index * OPUS_MS,
      data: rtp(index, index * OPUS_MS * 48, false, [data]),
    })),
  };
}

/** The demo's voices. */
export const demoVoiceFile = (folder: string, side: 'seller' | 'buyer') => path.join(folder, `${side}.opus`);

interface Raw {
  readonly data: Buffer;
  readonly info: OutputInfo;
}

const loaded = (file: string): Promise<Raw> =>
  sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });

function lookAt(at: number): Omit<Look, 'at'> {
  const after = LOOKS.findIndex((look) => look.at > at);
  const [from, to] = [LOOKS[after - 1] ?? LOOKS.at(-1), LOOKS[after] ?? LOOKS.at(-1)];
  if (!from || !to) throw new Error('There is nothing to look at');
  const share = to.at === from.at ? 0 : (at - from.at) / (to.at - from.at);
  const between = (a: number, b: number) => a + (b - a) * share;
  return {
    view: from.view,
    x: between(from.x, to.x),
    y: between(from.y, to.y),
    width: between(from.width, to.width),
  };
}

async function frameOf({ data, info }: Raw, { x, y, width }: Omit<Look, 'at' | 'view'>): Promise<Buffer> {
  const wide = Math.round(width * info.width);
  const high = Math.min(info.height, Math.round((wide * FRAME.height) / FRAME.width));
  const { width: across, height: down, channels } = info;
  const webp = await sharp(data, { raw: { width: across, height: down, channels } })
    .extract({
      left: Math.min(Math.round(x * across), across - wide),
      top: Math.min(Math.round(y * down), down - high),
      width: wide,
      height: high,
    })
    .resize(FRAME.width, FRAME.height, { fit: 'fill' })
    .webp({ quality: 62, effort: 1 })
    .toBuffer();
  return vp8In(webp);
}

/** The picture in a WebP file: one frame of VP8 in a RIFF chunk. */
function vp8In(webp: Buffer): Buffer {
  for (let at = 12; at + 8 <= webp.length;) {
    const length = webp.readUInt32LE(at + 4);
    if (webp.toString('latin1', at, at + 4) === 'VP8 ') return webp.subarray(at + 8, at + 8 + length);
    at += 8 + length + (length & 1);
  }
  throw new Error('The picture library made no VP8');
}

/** The packets in an Ogg file of one stream (RFC 3533). */
function oggPackets(file: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  let open: Buffer[] = [];
  for (let page = 0; page + 27 <= file.length;) {
    const segments = file[page + 26] ?? 0;
    let at = page + 27 + segments;
    for (const length of file.subarray(page + 27, at)) {
      open.push(file.subarray(at, at + length));
      at += length;
      // Only a segment that is not full ends a packet.
      if (length === 255) continue;
      packets.push(Buffer.concat(open));
      open = [];
    }
    page = at;
  }
  return packets;
}

function rtp(sequence: number, timestamp: number, marker: boolean, payload: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(12);
  head[0] = 0x80;
  head[1] = DEMO_RTP.payloadType | (marker ? 0x80 : 0);
  head.writeUInt16BE(sequence & 0xffff, 2);
  head.writeUInt32BE(timestamp >>> 0, 4);
  head.writeUInt32BE(DEMO_RTP.ssrc, 8);
  return Buffer.concat([head, ...payload]);
}
