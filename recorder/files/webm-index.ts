import { element, idBytes, unsignedElement, voidElement } from './ebml.ts';

/** Room for a seek head with three entries. */
export const SEEK_HEAD_ROOM = 80;
/** Sound has a key frame in each packet; an index of each would be longer than useful. */
const CUE_EVERY_MS = 2000;

/** A cluster that begins with a key frame, and where in the file. */
export interface Cue {
  readonly time: number;
  readonly position: number;
}

/** Adds a cue where it helps a player to jump. */
export function addCue(cues: Cue[], cue: Cue, video: boolean): void {
  const last = cues.at(-1);
  if (last && (last.position === cue.position || (!video && cue.time - last.time < CUE_EVERY_MS))) return;
  cues.push(cue);
}

/** The seek index, which stands after the last cluster. */
export function cuesElement(cues: readonly Cue[], segmentStart: number): Buffer {
  const points = cues.map(({ time, position }) => {
    const track = element(0xb7, unsignedElement(0xf7, 1), unsignedElement(0xf1, position - segmentStart));
    return element(0xbb, unsignedElement(0xb3, time), track);
  });
  return element(0x1c53bb6b, ...points);
}

/** What leads a reader to the seek index; fills exactly the room at the head of the segment. */
export function seekHead(places: {
  readonly segmentStart: number;
  readonly infoAt: number;
  readonly tracksAt: number;
  readonly cuesAt: number;
}): Buffer {
  const seek = (id: number, at: number) =>
    element(0x4dbb, element(0x53ab, idBytes(id)), unsignedElement(0x53ac, at - places.segmentStart));
  const head = element(
    0x114d9b74,
    seek(0x1549a966, places.infoAt),
    seek(0x1654ae6b, places.tracksAt),
    seek(0x1c53bb6b, places.cuesAt),
  );
  return Buffer.concat([head, voidElement(SEEK_HEAD_ROOM - head.length)]);
}
