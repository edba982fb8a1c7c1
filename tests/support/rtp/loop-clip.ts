import { RtpPacket } from 'werift';
import { encodeRtp, type RtpClip } from './rtp-clip.ts';

const LOOK_MS = 20;
const LENGTH_S = 2;

let made: ReturnType<typeof make> | undefined;

/** A small moving picture with a key frame every third of a second, for who asks for one gets none, and a tone. */
export function callClips() {
  made ??= make().catch((error: unknown) => {
    // A machine that was too busy may do better at the next try.
    made = undefined;
    throw error;
  });
  return made;
}

async function make() {
  const [camera, microphone] = await Promise.all([
    encodeRtp('video/VP8', 'testsrc2=s=320x180:r=15', LENGTH_S, '-g 5 -b:v 300k'),
    encodeRtp('audio/opus', 'sine=440:r=48000', LENGTH_S),
  ]);
  return { camera, microphone };
}

/** Sends a clip over and over, numbered and timed as one stream; the function it returns ends that. */
export function loopClip(clip: RtpClip, send: (packet: RtpPacket) => void): () => void {
  const { clockRate } = clip;
  // An encoder's last breath of sound comes at the time of the next round.
  const packets = clip.packets.filter(({ at }) => at < LENGTH_S * 1000);
  const start = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const now = performance.now() - start;
    for (;;) {
      const round = Math.floor(sent / packets.length);
      const packet = packets[sent % packets.length];
      if (!packet || round * LENGTH_S * 1000 + packet.at > now) return;
      const { header, payload } = RtpPacket.deSerialize(packet.data);
      header.sequenceNumber = sent & 0xffff;
      header.timestamp = Math.round(round * LENGTH_S * clockRate + (packet.at * clockRate) / 1000) >>> 0;
      send(new RtpPacket(header, payload));
      sent += 1;
    }
  }, LOOK_MS);
  return () => clearInterval(timer);
}
