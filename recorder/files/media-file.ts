import type { PictureSize } from '../codecs/picture.ts';

/** One frame of sound or picture on its way into a file. */
export interface Frame {
  /** ms after the file's timestamp 0, never less than that of the frame before. */
  readonly time: number;
  readonly keyFrame: boolean;
  /** Joined they are the frame's bytes. */
  readonly parts: readonly Buffer[];
}

/** What stands at the head of a file. */
export interface FileHead {
  readonly webmCodec: string;
  readonly size?: PictureSize | undefined;
  readonly setup?: Buffer | undefined;
}

/** A file of one track that can be played up to its last whole second however its writing ends. */
export interface MediaFile {
  /** Where the part of the file begins that holds the newest frame. */
  readonly position: number;
  /** Bytes there are. */
  readonly size: number;
  write(frame: Frame): void;
  /** Hands all that can be played to the system. */
  flush(): void;
  /** Completes the file: length and seek index. */
  finish(durationMs: number): Promise<void>;
}
