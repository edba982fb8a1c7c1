import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** One packet, and when it is sent, in ms from the first. */
export interface TimedPacket {
  readonly at: number;
  readonly data: Buffer;
}

/** RTP packets as an encoder sent them, each with its time in ms from the first. */
export interface RtpClip {
  readonly packets: readonly TimedPacket[];
  readonly payloadType: number;
  readonly ssrc: number;
  readonly clockRate: number;
  readonly mimeType: string;
}

/** Encoder settings of what browsers send. */
export const ENCODERS = {
  'video/VP8': '-c:v libvpx -deadline realtime -cpu-used 8 -lag-in-frames 0 -auto-alt-ref 0',
  'video/VP9':
    '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -row-mt 1 -lag-in-frames 0 -strict experimental',
  'video/H264': '-c:v libx264 -preset ultrafast -tune zerolatency -bf 0',
  'audio/opus': '-c:a libopus -ar 48000 -ac 2 -b:a 40k -application voip',
} as const;
export type ClipMimeType = keyof typeof ENCODERS;

/** Lets ffmpeg encode and packetise `seconds` of a source (a lavfi graph), at three times real time.
 *  @param more arguments for the encoder, `-b:v 1M -g 60`. */
export async function encodeRtp(
  mimeType: ClipMimeType,
  source: string,
  seconds: number,
  more = '',
): Promise<RtpClip> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 8 * 1024 * 1024 });
  const [payloadType, ssrc] = [96, 0x4b48];
  const clockRate = mimeType === 'audio/opus' ? 48_000 : 90_000;
  const packets: TimedPacket[] = [];
  let first: number | undefined;
  socket.on('message', (data) => {
    // Sender reports come to the same port; their clock is that of an encoder in a hurry.
    if ((data[1] ?? 0) >= 192 && (data[1] ?? 0) <= 223) return;
    const timestamp = data.readUInt32BE(4);
    first ??= timestamp;
    packets.push({ at: (((timestamp - first) >>> 0) / clockRate) * 1000, data });
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  const pixels = mimeType === 'audio/opus' ? [] : ['-pix_fmt', 'yuv420p'];
  const arguments_ = [
    ...[
      '-hide_banner',
      '-loglevel',
      'error',
      '-readrate',
      '3',
      '-f',
      'lavfi',
      '-i',
      source,
      '-t',
      String(seconds),
    ],
    ...ENCODERS[mimeType].split(' '),
    ...more.split(' ').filter((each) => each !== ''),
    ...pixels,
    ...['-payload_type', String(payloadType), '-ssrc', String(ssrc), '-f', 'rtp'],
    `rtp://127.0.0.1:${port}?rtcpport=${port}&pkt_size=1200`,
  ];
  const child = spawn('ffmpeg', arguments_, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  // What the system still holds is delivered before the timers of the next turn.
  await new Promise((resolve) => setTimeout(resolve, 20));
  socket.close();
  if (code !== 0 || packets.length === 0)
    throw new Error(`ffmpeg ended with ${code}, ${packets.length} packets`);
  packets.forEach(({ data }, index) => {
    const before = packets[index - 1]?.data.readUInt16BE(2);
    const complete = before === undefined || ((before + 1) & 0xffff) === data.readUInt16BE(2);
    if (!complete) throw new Error('the machine was too busy to take all packets of the encoder');
  });
  return { packets, payloadType, ssrc, clockRate, mimeType };
}
