import { open, type FileHandle } from 'node:fs/promises';

const CLUSTER = 0x1f43b675;
const SEGMENT = 0x18538067;
/** Longer than the head of any element or box. */
const HEAD = 16;

/** Takes away what stands half-written at the end of a file whose writer was killed: some readers refuse a film whose
 *  last fragment has no end. Answers the bytes that are left. */
export async function cutToWhole(path: string): Promise<number> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    const whole = path.endsWith('.mp4') ? await wholeMp4(file, size) : await wholeWebm(file, size);
    if (whole < size) await file.truncate(whole);
    return whole;
  } finally {
    await file.close();
  }
}

/** A fragment is whole with its media. */
async function wholeMp4(file: FileHandle, size: number): Promise<number> {
  let [at, whole] = [0, 0];
  while (at + 8 <= size) {
    const head = await read(file, at);
    const length = head.readUInt32BE(0);
    const type = head.toString('latin1', 4, 8);
    if (length < 8 || at + length > size) break;
    at += length;
    if (type !== 'moof') whole = at;
  }
  return whole;
}

async function wholeWebm(file: FileHandle, size: number): Promise<number> {
  let whole = 0;
  let at = 0;
  while (at + 12 <= size) {
    const head = await read(file, at);
    const idLength = Math.clz32(head[0] ?? 0) - 23;
    const id = head.readUIntBE(0, Math.min(idLength, 4));
    const sizeLength = Math.clz32(head[idLength] ?? 0) - 23;
    if (idLength > 4 || sizeLength > 8) break;
    if (id === SEGMENT) {
      at += idLength + sizeLength;
      continue;
    }
    let length = (head[idLength] ?? 0) & (0xff >> sizeLength);
    for (let index = 1; index < sizeLength; index += 1) length = length * 256 + (head[idLength + index] ?? 0);
    at += idLength + sizeLength + length;
    if (at > size) break;
    // Before the first cluster there is nothing to play.
    if (id === CLUSTER || whole > 0) whole = at;
  }
  return whole;
}

async function read(file: FileHandle, at: number): Promise<Buffer> {
  const head = Buffer.alloc(HEAD);
  await file.read(head, 0, HEAD, at);
  return head;
}
