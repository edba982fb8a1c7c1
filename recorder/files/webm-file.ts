import { AppendFile } from './append-file.ts';
import {
  element,
  floatElement,
  idBytes,
  longSize,
  textElement,
  unsignedElement,
  voidElement,
} from './ebml.ts';
import type { FileHead, Frame, MediaFile } from './media-file.ts';
import { addCue, cuesElement, SEEK_HEAD_ROOM, seekHead, type Cue } from './webm-index.ts';

/** A cluster is written when it is whole: at the latest after this long, sooner when `flush` is called. */
const CLUSTER_MS = 1000;
const CLUSTER_HEAD = 14;
const BLOCK_HEAD = 9;

/** Writes WebM append-only: clusters of at most a second, each whole when it is written, in a segment of unknown size
 *  that learns its size, its length and its seek index in the end. */
export class WebmFile implements MediaFile {
  readonly #file: AppendFile;
  readonly #segmentStart: number;
  readonly #infoAt: number;
  readonly #durationAt: number;
  readonly #tracksAt: number;
  readonly #video: boolean;
  readonly #cues: Cue[] = [];
  #clusterAt = 0;
  #clusterTime = 0;
  #open = false;

  constructor(path: string, head: FileHead, onError: (error: NodeJS.ErrnoException) => void) {
    this.#video = head.size !== undefined;
    const ebml = element(
      0x1a45dfa3,
      unsignedElement(0x4286, 1),
      unsignedElement(0x42f7, 1),
      unsignedElement(0x42f2, 4),
      unsignedElement(0x42f3, 8),
      textElement(0x4282, 'webm'),
      unsignedElement(0x4287, 4),
      unsignedElement(0x4285, 2),
    );
    const segment = Buffer.concat([idBytes(0x18538067), longSize(undefined)]);
    const room = voidElement(SEEK_HEAD_ROOM);
    const app = [textElement(0x4d80, 'Kanhuo'), textElement(0x5741, 'Kanhuo')];
    const info = element(0x1549a966, unsignedElement(0x2ad7b1, 1_000_000), ...app, voidElement(11));
    this.#segmentStart = ebml.length + segment.length;
    this.#infoAt = this.#segmentStart + room.length;
    this.#tracksAt = this.#infoAt + info.length;
    this.#durationAt = this.#tracksAt - 11;
    this.#file = new AppendFile(path, onError);
    for (const part of [ebml, segment, room, info, tracks(head)]) this.#file.append(part);
  }

  get position(): number {
    return this.#clusterAt;
  }

  get size(): number {
    return this.#file.size;
  }

  write({ time, keyFrame, parts }: Frame): void {
    if (this.#file.failed) return;
    const cut = this.#video && keyFrame;
    if (this.#open && (cut || time - this.#clusterTime >= CLUSTER_MS)) this.flush();
    if (!this.#open) this.#openCluster(time);
    if (keyFrame) addCue(this.#cues, { time, position: this.#clusterAt }, this.#video);

    let length = 4;
    for (const part of parts) length += part.length;
    const { buffer, at } = this.#file.extend(BLOCK_HEAD);
    buffer[at] = 0xa3;
    buffer.writeUInt32BE((length | 0x10000000) >>> 0, at + 1);
    buffer[at + 5] = 0x81;
    buffer.writeInt16BE(time - this.#clusterTime, at + 6);
    buffer[at + 8] = keyFrame ? 0x80 : 0;
    for (const part of parts) this.#file.append(part);
  }

  flush(): void {
    if (!this.#open || this.#file.failed) return;
    this.#open = false;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(((this.#file.size - this.#clusterAt - 8) | 0x10000000) >>> 0);
    this.#file.amend(this.#clusterAt + 4, length);
    this.#file.commit();
  }

  finish(durationMs: number): Promise<void> {
    this.flush();
    const duration = { at: this.#durationAt, data: floatElement(0x4489, durationMs) };
    if (this.#file.failed) return this.#file.close([duration]);
    const [segmentStart, infoAt, tracksAt] = [this.#segmentStart, this.#infoAt, this.#tracksAt];
    const cuesAt = this.#file.size;
    this.#file.append(cuesElement(this.#cues, segmentStart));
    this.#file.commit();
    return this.#file.close(
      [duration],
      [
        { at: segmentStart, data: seekHead({ segmentStart, infoAt, tracksAt, cuesAt }) },
        { at: segmentStart - 8, data: longSize(this.#file.size - segmentStart) },
      ],
    );
  }

  #openCluster(time: number): void {
    this.#clusterAt = this.#file.size;
    this.#clusterTime = time;
    this.#open = true;
    const { buffer, at } = this.#file.extend(CLUSTER_HEAD);
    buffer.writeUInt32BE(0x1f43b675, at);
    buffer.writeUInt32BE(0x10000000, at + 4);
    buffer[at + 8] = 0xe7;
    buffer[at + 9] = 0x84;
    buffer.writeUInt32BE(time, at + 10);
  }
}

function tracks({ webmCodec, size, setup }: FileHead): Buffer {
  const common = [
    unsignedElement(0xd7, 1),
    unsignedElement(0x73c5, 1),
    unsignedElement(0x83, size ? 1 : 2),
    // No lacing: a reader need not look for it.
    unsignedElement(0x9c, 0),
    textElement(0x86, webmCodec),
    ...(setup ? [element(0x63a2, setup)] : []),
  ];
  const special = size
    ? [element(0xe0, unsignedElement(0xb0, size.width), unsignedElement(0xba, size.height))]
    : [
        // RFC 7845, 4.6: a decoder that begins anywhere needs 80 ms to be in tune.
        unsignedElement(0x56aa, 0),
        unsignedElement(0x56bb, 80_000_000),
        element(0xe1, floatElement(0xb5, 48_000), unsignedElement(0x9f, 2)),
      ];
  return element(0x1654ae6b, element(0xae, ...common, ...special));
}
