import type { FileHandle } from 'node:fs/promises';
import type { Fragment } from './mp4-file.ts';
import { words } from './boxes.ts';
import { seekIndex, seekRoom, TIMESCALE } from './mp4-head.ts';

/** Of a fragment as this recorder writes it: where its time, the number of its samples and these stand. */
const [TIME_AT, COUNT_AT, SAMPLES_AT] = [60, 80, 88];

/** Mends a fragmented MP4 that this recorder wrote. */
export async function mendMp4(
  file: FileHandle,
  size: number,
): Promise<{ bytes: number; durationMs: number }> {
  let [at, whole, roomAt, durationAt, end] = [0, 0, 0, 0, 0];
  let complete = false;
  const fragments: Fragment[] = [];
  let open: { fragment: Fragment; end: number } | undefined;
  while (at + 8 <= size) {
    const head = await read(file, at, 8);
    const length = head.readUInt32BE(0);
    const type = head.toString('latin1', 4, 8);
    if (length < 8 || at + length > size) break;
    if (type === 'moov') {
      const found = (await read(file, at, length)).indexOf('mehd', 0, 'latin1');
      if (found > 0) durationAt = at + found + 8;
    } else if (type === 'free' && roomAt === 0) roomAt = at;
    else if (type === 'sidx') complete = true;
    else if (type === 'moof') open = readFragment(await read(file, at, length), at);
    else if (type === 'mdat' && open) {
      fragments.push(open.fragment);
      ({ end } = open);
      whole = at + length;
      open = undefined;
    }
    at += length;
  }
  await file.truncate(whole);
  const durationMs = (end / TIMESCALE) * 1000;
  if (!complete && whole > 0 && roomAt > 0 && durationAt > 0) {
    const index = seekIndex(fragments, end, whole, roomAt);
    if (index.length === seekRoom().length) await file.write(index, 0, index.length, roomAt);
    await file.write(words(Math.round(durationMs)), 0, 4, durationAt);
  }
  return { bytes: whole, durationMs };
}

function readFragment(data: Buffer, position: number): { fragment: Fragment; end: number } {
  const time = Number(data.readBigUInt64BE(TIME_AT));
  const count = data.readUInt32BE(COUNT_AT);
  let end = time;
  for (let sample = 0; sample < count; sample += 1) end += data.readUInt32BE(SAMPLES_AT + sample * 12);
  const startsWithKey = data.readUInt32BE(SAMPLES_AT + 8) === 0x02000000;
  return { fragment: { time, position, startsWithKey }, end };
}

async function read(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const data = Buffer.alloc(length);
  await file.read(data, 0, length, at);
  return data;
}
