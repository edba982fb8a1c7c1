import { execFileSync } from 'node:child_process';
import { packetise } from './packetise.ts';
import type { RtpClip, TimedPacket } from './rtp-clip.ts';

/** AV1 from libaom, packetised here: Debian's ffmpeg does not speak AV1 over RTP. */
export function encodeAv1(source: string, seconds: number): RtpClip {
  const encoder =
    '-c:v libaom-av1 -usage realtime -cpu-used 8 -lag-in-frames 0 -b:v 300k -g 30 -pix_fmt yuv420p';
  const ivf = execFileSync(
    'ffmpeg',
    [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      source,
      '-t',
      String(seconds),
      ...encoder.split(' '),
      '-f',
      'ivf',
      '-',
    ],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  const [payloadType, ssrc, clockRate] = [96, 0x4156, 90_000];
  const packets: TimedPacket[] = [];
  let at = 32;
  for (let picture = 0; at + 12 <= ivf.length; picture += 1) {
    const end = at + 12 + ivf.readUInt32LE(at);
    const payloads = packetise('AV1', splitObus(ivf.subarray(at + 12, end)), 1100);
    payloads.forEach((payload, index) => {
      const head = Buffer.alloc(12);
      head[0] = 0x80;
      head[1] = payloadType | (index === payloads.length - 1 ? 0x80 : 0);
      head.writeUInt16BE(packets.length & 0xffff, 2);
      head.writeUInt32BE(picture * 3000, 4);
      head.writeUInt32BE(ssrc, 8);
      packets.push({ at: (picture * 1000) / 30, data: Buffer.concat([head, payload]) });
    });
    at = end;
  }
  return { packets, payloadType, ssrc, clockRate, mimeType: 'video/AV1' };
}

/** The units of a temporal unit, without delimiters and without their sizes, as RTP has them. */
function splitObus(data: Buffer): Buffer[] {
  const units: Buffer[] = [];
  let at = 0;
  while (at < data.length) {
    const head = data[at] ?? 0;
    let [length, shift, byte] = [0, 0, 0x80];
    let body = at + ((head & 0x04) !== 0 ? 2 : 1);
    const extension = data.subarray(at + 1, body);
    for (; byte >= 0x80; body += 1, shift += 7) {
      byte = data[body] ?? 0;
      length |= (byte & 0x7f) << shift;
    }
    const unit = Buffer.concat([Buffer.from([head & 0xfd]), extension, data.subarray(body, body + length)]);
    if (((head >> 3) & 0x0f) !== 2) units.push(unit);
    at = body + length;
  }
  return units;
}
