import { createSocket } from 'node:dgram';
import { deserialize } from 'node:v8';
import { readFileSync } from 'node:fs';
import type { RtpClip } from '../../support/rtp/rtp-clip.ts';

/** What this process is told on its command line. */
export interface SenderTask {
  /** File of the clips, and to which ports each of them goes. */
  readonly clips: string;
  readonly ports: readonly (readonly number[])[];
  readonly seconds: number;
}

// Sends clips in real time, over and over, as one track each that never repeats its counters.
const task = JSON.parse(process.argv[2] ?? '') as SenderTask;
const clips = deserialize(readFileSync(task.clips)) as RtpClip[];
const socket = createSocket({ type: 'udp4', sendBufferSize: 1024 * 1024 });
const tracks = clips.map((clip, index) => ({
  clip,
  ports: task.ports[index] ?? [],
  next: 0,
  round: 0,
  lengthMs: (clip.packets.at(-1)?.at ?? 0) + (clip.mimeType === 'audio/opus' ? 20 : 1000 / 30),
}));

const start = performance.now();
const timer = setInterval(() => {
  const now = performance.now() - start;
  for (const track of tracks) {
    for (;;) {
      const packet = track.clip.packets[track.next];
      if (!packet || track.round * track.lengthMs + packet.at > now) break;
      // The socket keeps the bytes until they are sent.
      const data = Buffer.from(packet.data);
      const ticks = Math.round((track.round * track.lengthMs * track.clip.clockRate) / 1000);
      const count = track.round * track.clip.packets.length;
      data.writeUInt16BE((packet.data.readUInt16BE(2) + count) & 0xffff, 2);
      data.writeUInt32BE((packet.data.readUInt32BE(4) + ticks) >>> 0, 4);
      for (const port of track.ports) socket.send(data, port, '127.0.0.1');
      track.next += 1;
      if (track.next === track.clip.packets.length) [track.next, track.round] = [0, track.round + 1];
    }
  }
  if (now < task.seconds * 1000) return;
  clearInterval(timer);
  socket.close();
}, 5);
