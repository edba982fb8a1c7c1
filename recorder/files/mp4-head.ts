import type { PictureSize } from '../codecs/picture.ts';
import { box, fullBox, halves, long, words } from './boxes.ts';

/** Units of a second in the file: those of RTP video. */
export const TIMESCALE = 90_000;
/** Entries of the seek index; a long film gets several fragments for each. */
const SEEK_ENTRIES = 600;
const SEEK_ROOM = 8 + 4 + 4 + 4 + 16 + 4 + SEEK_ENTRIES * 12 + 8;
const MATRIX = words(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

/** The head of a fragmented film with one H.264 track, and where in it its length in ms stands. */
export function movieHead(size: PictureSize, setup: Buffer): { data: Buffer; durationAt: number } {
  const type = box(
    'ftyp',
    Buffer.from('isom', 'latin1'),
    words(0x200),
    Buffer.from('isomiso5avc1mp41', 'latin1'),
  );
  const header = fullBox(
    'mvhd',
    0,
    0,
    words(0, 0, 1000, 0, 0x10000, 0x01000000, 0, 0),
    MATRIX,
    words(0, 0, 0, 0, 0, 0, 2),
  );
  const extends_ = box('mvex', fullBox('mehd', 0, 0, words(0)), fullBox('trex', 0, 0, words(1, 1, 0, 0, 0)));
  // mehd comes first, so that its place is known: box head, version and flags, then the length.
  const data = Buffer.concat([type, box('moov', header, extends_, track(size, setup))]);
  const durationAt = type.length + 8 + header.length + 8 + 12;
  return { data, durationAt };
}

function track({ width, height }: PictureSize, setup: Buffer): Buffer {
  const head = fullBox(
    'tkhd',
    0,
    3,
    words(0, 0, 1, 0, 0, 0, 0, 0, 0),
    MATRIX,
    words(width * 0x10000, height * 0x10000),
  );
  const name = Buffer.from('Kanhuo\0', 'latin1');
  const handler = fullBox('hdlr', 0, 0, words(0), Buffer.from('vide', 'latin1'), words(0, 0, 0), name);
  const media = box(
    'minf',
    fullBox('vmhd', 0, 1, words(0, 0)),
    box('dinf', fullBox('dref', 0, 0, words(1), fullBox('url ', 0, 1))),
    sampleTables({ width, height }, setup),
  );
  // The language is "und".
  const mediaHead = fullBox('mdhd', 0, 0, words(0, 0, TIMESCALE, 0), halves(0x55c4, 0));
  return box('trak', head, box('mdia', mediaHead, handler, media));
}

function sampleTables({ width, height }: PictureSize, setup: Buffer): Buffer {
  // avc3: parameter sets also stand in band, where a new size brings new ones.
  const entry = box(
    'avc3',
    words(0),
    halves(0, 1),
    words(0, 0, 0, 0),
    halves(width, height),
    words(0x480000, 0x480000, 0),
    halves(1),
    Buffer.alloc(32),
    halves(24, 0xffff),
    box('avcC', setup),
  );
  return box(
    'stbl',
    fullBox('stsd', 0, 0, words(1), entry),
    fullBox('stts', 0, 0, words(0)),
    fullBox('stsc', 0, 0, words(0)),
    fullBox('stsz', 0, 0, words(0, 0)),
    fullBox('stco', 0, 0, words(0)),
  );
}

/** Room that readers skip until the seek index stands there. */
export function seekRoom(): Buffer {
  return free(SEEK_ROOM);
}

/** A segment index (14496-12, 8.16.3) in place of the room: where each fragment begins, as far as it has entries.
 *  @param end of the film in its units, and @param size of the file. */
export function seekIndex(
  fragments: readonly { time: number; position: number; startsWithKey: boolean }[],
  end: number,
  size: number,
  indexAt: number,
): Buffer {
  const step = Math.max(1, Math.ceil(fragments.length / SEEK_ENTRIES));
  const chosen = fragments.filter((_, index) => index % step === 0);
  const entries: number[] = [];
  chosen.forEach((fragment, index) => {
    const next = chosen[index + 1];
    const bytes = (next?.position ?? size) - fragment.position;
    // Starts with a stream access point of type 1, a closed group of pictures, where it does.
    entries.push(bytes, (next?.time ?? end) - fragment.time, fragment.startsWithKey ? 0x90000000 : 0);
  });
  const length = 8 + 4 + 4 + 4 + 16 + 4 + chosen.length * 12;
  const first = fragments[0];
  const index = fullBox(
    'sidx',
    1,
    0,
    words(1, TIMESCALE),
    long(first?.time ?? 0),
    long((first?.position ?? 0) - indexAt - length),
    halves(0, chosen.length),
    words(...entries),
  );
  return Buffer.concat([index, free(SEEK_ROOM - index.length)]);
}

function free(total: number): Buffer {
  return box('free', Buffer.alloc(total - 8));
}
