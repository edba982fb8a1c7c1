import type { Readable } from 'node:stream';

/** Bytes from `start` to `end`, both included, counted from 0. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A stored blob, or the part of it that was asked for. */
export interface Blob {
  /** Bytes of the whole blob. */
  readonly size: number;
  readonly stream: Readable;
}

/** Keeps files that people upload; whoever asks has been authorised before. */
export interface BlobStore {
  /** Stores all of `data` under `key` or, when that fails, nothing; stored means it survives a power cut. Keys are
   *  made by the server: lower-case letters, digits, `-` and `.`, with `/` between folders. */
  put(key: string, data: Uint8Array): Promise<void>;
  /** `undefined` when there is no such blob. A range past the end is cut off there. */
  get(key: string, range?: ByteRange): Promise<Blob | undefined>;
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>;
}
