import type { FileHandle } from 'node:fs/promises';
import { floatElement, longSize } from './ebml.ts';
import { addCue, cuesElement, SEEK_HEAD_ROOM, seekHead, type Cue } from './webm-index.ts';

const [SEGMENT, INFO, TRACKS, CLUSTER] = [0x18538067, 0x1549a966, 0x1654ae6b, 0x1f43b675];
/** Length of the room in which the file's duration is to stand, at the end of Info. */
const DURATION_ROOM = 11;
/** A cluster's head with its time, and the head of a block in it. */
const [CLUSTER_HEAD, BLOCK_HEAD] = [14, 9];

interface ElementHead {
  readonly id: number;
  readonly headLength: number;
  /** Undefined where it is not known. */
  readonly length: number | undefined;
}

/** Mends a WebM that this recorder wrote. */
export async function mendWebm(
  file: FileHandle,
  size: number,
): Promise<{ bytes: number; durationMs: number }> {
  let [segmentStart, infoAt, tracksAt, at, whole, lastCluster] = [0, 0, 0, 0, 0, 0];
  let complete = false;
  let video = true;
  const cues: Cue[] = [];
  while (at + 12 <= size) {
    const head = readHead(await read(file, at, 12));
    if (!head) break;
    const start = at;
    at += head.headLength;
    if (head.id === SEGMENT) {
      complete = head.length !== undefined;
      segmentStart = at;
      continue;
    }
    at += head.length ?? Infinity;
    if (at > size) break;
    if (head.id === INFO) infoAt = start;
    else if (head.id === TRACKS) {
      tracksAt = start;
      video = !(await read(file, start, at - start)).includes('A_OPUS', 0, 'latin1');
    } else if (head.id === CLUSTER) {
      const data = await read(file, start, CLUSTER_HEAD + BLOCK_HEAD);
      const [time, key] = [data.readUInt32BE(10), ((data[22] ?? 0) & 0x80) !== 0];
      if (key) addCue(cues, { time, position: start }, video);
      [whole, lastCluster] = [at, start];
    } else if (whole > 0) whole = at;
  }
  if (lastCluster === 0) {
    await file.truncate(0);
    return { bytes: 0, durationMs: 0 };
  }
  const durationMs = await endOfCluster(file, lastCluster, whole, video);
  if (complete) return { bytes: size, durationMs };
  await file.truncate(whole);
  const index = cuesElement(cues, segmentStart);
  await file.write(index, 0, index.length, whole);
  const bytes = whole + index.length;
  const patches = [
    { at: tracksAt - DURATION_ROOM, data: floatElement(0x4489, durationMs) },
    { at: segmentStart, data: seekHead({ segmentStart, infoAt, tracksAt, cuesAt: whole }) },
    { at: segmentStart - 8, data: longSize(bytes - segmentStart) },
  ];
  if (infoAt !== segmentStart + SEEK_HEAD_ROOM) return { bytes, durationMs };
  for (const patch of patches) await file.write(patch.data, 0, patch.data.length, patch.at);
  return { bytes, durationMs };
}

/** When the last block of a cluster has been seen or heard. */
async function endOfCluster(file: FileHandle, start: number, whole: number, video: boolean): Promise<number> {
  const data = await read(file, start, Math.max(0, whole - start));
  const time = data.readUInt32BE(10);
  const end = 8 + ((data.readUInt32BE(4) & 0x0fffffff) >>> 0);
  let last = 0;
  for (let at = CLUSTER_HEAD; at + BLOCK_HEAD <= end && at + BLOCK_HEAD <= data.length;) {
    last = data.readInt16BE(at + 6);
    at += 5 + ((data.readUInt32BE(at + 1) & 0x0fffffff) >>> 0);
  }
  return time + last + (video ? 33 : 20);
}

function readHead(data: Buffer): ElementHead | undefined {
  const idLength = Math.clz32(data[0] ?? 0) - 23;
  const first = data[idLength] ?? 0;
  const sizeLength = Math.clz32(first) - 23;
  if (idLength > 4 || sizeLength > 8) return undefined;
  let length = first & (0xff >> sizeLength);
  let unknown = length === 0xff >> sizeLength;
  for (let index = 1; index < sizeLength; index += 1) {
    const byte = data[idLength + index] ?? 0;
    length = length * 256 + byte;
    unknown &&= byte === 0xff;
  }
  return {
    id: data.readUIntBE(0, idLength),
    headLength: idLength + sizeLength,
    length: unknown ? undefined : length,
  };
}

async function read(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const data = Buffer.alloc(length);
  await file.read(data, 0, length, at);
  return data;
}
