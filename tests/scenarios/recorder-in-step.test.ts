import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { changeHeads, jitter, join, wrapInTheMiddle } from '../support/rtp/change-packets.ts';
import { encodeFlashAndBeep, findBeeps, findFlashes } from '../support/rtp/flash-and-beep.ts';
import { recordPackets } from '../support/rtp/record-packets.ts';
import type { RtpClip, TimedPacket } from '../support/rtp/rtp-clip.ts';

const LIMIT_S = 0.04;

let folder: string;
let small: { flash: RtpClip; beep: RtpClip };
let large: { flash: RtpClip; beep: RtpClip };
let names = 0;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kanhuo-in-step-'));
  small = await encodeFlashAndBeep(6);
  large = await encodeFlashAndBeep(4, 'video/VP8', '640x480');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Records both, and tells how many flashes and beeps are together and how far they are apart, in seconds. */
async function offsets(pictures: readonly TimedPacket[], sounds: readonly TimedPacket[]): Promise<number[]> {
  names += 1;
  const picture = await recordPackets(folder, `flash-${names}`, small.flash, pictures);
  const sound = await recordPackets(folder, `beep-${names}`, small.beep, sounds);
  const onWall = (times: readonly number[], startedAt = NaN) => times.map((time) => startedAt / 1000 + time);
  const flashes = onWall(findFlashes(picture.file), picture.summary?.startedAt);
  const beeps = onWall(findBeeps(sound.file), sound.summary?.startedAt);
  return beeps.flatMap((beep) => {
    const nearest = flashes.reduce(
      (best, flash) => (Math.abs(flash - beep) < Math.abs(best - beep) ? flash : best),
      Infinity,
    );
    return Math.abs(nearest - beep) < 0.5 ? [nearest - beep] : [];
  });
}

function expectInStep(found: readonly number[], pairs: number): void {
  expect(found.length).toBeGreaterThanOrEqual(pairs);
  expect(Math.max(...found.map(Math.abs))).toBeLessThanOrEqual(LIMIT_S);
}

const after = (ms: number) => (packet: TimedPacket) => packet.at >= ms;

it('[REC-6] tracks that begin at different times are in step', async () => {
  expectInStep(await offsets(small.flash.packets.filter(after(1730)), small.beep.packets), 3);
  expectInStep(await offsets(small.flash.packets, small.beep.packets.filter(after(2490))), 3);
});

it('[REC-6] jitter, doubles and packets out of order leave them in step', async () => {
  expectInStep(await offsets(jitter(small.flash.packets, 120, 1), jitter(small.beep.packets, 120, 2)), 5);
});

it('[REC-6] the wrap of sequence numbers and timestamps leaves them in step', async () => {
  expectInStep(await offsets(wrapInTheMiddle(small.flash), wrapInTheMiddle(small.beep)), 5);
});

it('[REC-6] a hold, in which nothing is sent, leaves them in step', async () => {
  const held = ({ at }: TimedPacket) => at < 1500 || at > 3500;
  // What is sent after a hold begins with a key frame, and its numbers go on without a hole.
  const resumed = (packets: readonly TimedPacket[]) => {
    const kept = packets.filter(held);
    return kept.map((packet, index) => ({ ...packet, data: withSequence(packet.data, index) }));
  };
  expectInStep(await offsets(resumed(small.flash.packets), resumed(small.beep.packets)), 3);
});

it('[REC-6] another camera with another size leaves them in step', async () => {
  expectInStep(await offsets(join(small.flash, large.flash), join(small.beep, large.beep)), 9);
});

it('[REC-6] a sender that begins its clock anew leaves them in step', async () => {
  expectInStep(await offsets(join(small.flash, large.flash, true), join(small.beep, large.beep)), 9);
});

it('[REC-6] a sender that changes its SSRC leaves them in step, and loses nothing by it', async () => {
  const joined = join(small.flash, large.flash, true);
  const [before, later] = [
    joined.slice(0, small.flash.packets.length),
    joined.slice(small.flash.packets.length),
  ];
  const changed = [...before, ...changeHeads(later, { ssrc: 99, addSequence: 12_345 })];
  expectInStep(await offsets(changed, join(small.beep, large.beep)), 9);
});

it('[REC-6] lost packets leave them in step', async () => {
  // Away from the flashes, which would be missing themselves.
  const losable = ({ at }: TimedPacket) => at % 1000 > 300 && at % 1000 < 900;
  const lost = (packets: readonly TimedPacket[]) =>
    packets.filter((packet, index) => !(losable(packet) && index % 10 === 7));
  expectInStep(await offsets(lost(small.flash.packets), lost(small.beep.packets)), 5);
});

it('[REC-20] simulcast layers that change, and with them the size, leave them in step', async () => {
  const [up, down] = [1000, 3000];
  const switched = oneStream([
    { clip: small.flash, from: 0, until: up },
    { clip: large.flash, from: up, until: down },
    { clip: small.flash, from: down, until: 6000 },
  ]);
  expectInStep(await offsets(switched, small.beep.packets), 5);
});

it('[REC-20] a sender that changes its resolution leaves them in step', async () => {
  // The encoder begins anew with a key frame; a frame before it is skipped.
  const grown = oneStream([
    { clip: small.flash, from: 0, until: 1967 },
    { clip: large.flash, from: 2000, until: 4000 },
  ]);
  expectInStep(await offsets(grown, small.beep.packets), 3);
});

it('[REC-20] replaceTrack, by a camera that takes a while to begin, leaves them in step', async () => {
  const replaced = oneStream([
    { clip: small.flash, from: 0, until: 1700 },
    { clip: large.flash, from: 0, until: 3000, at: 3000 },
  ]);
  expectInStep(await offsets(replaced, small.beep.packets), 4);
});

it('[REC-20] a mute of one while the other goes on leaves them in step', async () => {
  const muted = ({ flash }: typeof small, from: number, until: number) =>
    oneStream([
      { clip: flash, from: 0, until: from },
      { clip: flash, from: until, until: 6000 },
    ]);
  expectInStep(await offsets(muted(small, 1400, 3000), small.beep.packets), 4);
  const silent = oneStream([
    { clip: small.beep, from: 0, until: 1400 },
    { clip: small.beep, from: 3500, until: 6000 },
  ]);
  expectInStep(await offsets(small.flash.packets, silent), 3);
});

/** A part of a clip: what is between `from` and `until` on its own clock, sent from `at` on. */
interface Part {
  readonly clip: RtpClip;
  readonly from: number;
  readonly until: number;
  readonly at?: number;
}

/** Parts as one stream, as a browser or the media server forwards them: numbers without a hole, one clock. */
function oneStream(parts: readonly Part[]): TimedPacket[] {
  return parts
    .flatMap(({ clip, from, until, at = from }) => {
      const zero = clip.packets[0]?.data.readUInt32BE(4) ?? 0;
      const moved = ((at - from) * clip.clockRate) / 1000;
      return clip.packets
        .filter((packet) => packet.at >= from - 1 && packet.at < until - 1)
        .map((packet) => ({
          at: packet.at + at - from,
          data: withTimestamp(packet.data, packet.data.readUInt32BE(4) - zero + moved),
        }));
    })
    .map(({ at, data }, index) => ({ at, data: withSequence(data, index) }));
}

function withTimestamp(data: Buffer, timestamp: number): Buffer {
  const changed = Buffer.from(data);
  changed.writeUInt32BE(Math.round(timestamp) >>> 0, 4);
  return changed;
}

function withSequence(data: Buffer, sequence: number): Buffer {
  const changed = Buffer.from(data);
  changed.writeUInt16BE(sequence & 0xffff, 2);
  return changed;
}
