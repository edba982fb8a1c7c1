import { closeSync, ftruncateSync, openSync, write, writeSync } from 'node:fs';

const FIRST_SIZE = 64 * 1024;

/** Bytes to stand at a place of the file that is written already. */
export interface Patch {
  readonly at: number;
  readonly data: Buffer;
}

/** A file that only grows: what is committed goes to the system in one write at a time, beside the event loop. A
 *  write that fails ends the file where the last good one ended. */
export class AppendFile {
  readonly #descriptor: number;
  readonly #onError: (error: NodeJS.ErrnoException) => void;
  /** What is not handed to the system yet; its first byte is at `#offset` of the file. */
  #pending: Buffer = Buffer.allocUnsafeSlow(FIRST_SIZE);
  #spare: Buffer | undefined;
  #offset = 0;
  #length = 0;
  #committed = 0;
  #writing = false;
  #failed = false;
  #idle: (() => void)[] = [];

  /** Throws what the system says when the file cannot be made. */
  constructor(path: string, onError: (error: NodeJS.ErrnoException) => void) {
    this.#descriptor = openSync(path, 'wx', 0o640);
    this.#onError = onError;
  }

  /** Bytes there are, written or not. */
  get size(): number {
    return this.#offset + this.#length;
  }

  get failed(): boolean {
    return this.#failed;
  }

  append(data: Buffer): void {
    if (this.#failed) return;
    this.#reserve(data.length);
    data.copy(this.#pending, this.#length);
    this.#length += data.length;
  }

  /** Makes room for `count` bytes and tells where in `pending` they begin; they are to be filled at once. */
  extend(count: number): { readonly buffer: Buffer; readonly at: number } {
    this.#reserve(count);
    const at = this.#length;
    this.#length += count;
    return { buffer: this.#pending, at };
  }

  /** Changes bytes that are not committed yet. */
  amend(position: number, data: Buffer): void {
    if (this.#failed) return;
    data.copy(this.#pending, position - this.#offset);
  }

  /** Everything appended until now is whole, and is written. */
  commit(): void {
    this.#committed = this.#length;
    if (!this.#writing && !this.#failed) this.#write();
  }

  /** Waits for all that is committed, overwrites bytes in place and closes.
   *  @param always what is right whatever happened, and @param whole what is right when nothing is missing. */
  async close(always: readonly Patch[] = [], whole: readonly Patch[] = []): Promise<void> {
    await this.#settled();
    try {
      if (this.#failed) ftruncateSync(this.#descriptor, this.#offset);
      for (const { at, data } of this.#failed ? always : [...always, ...whole]) {
        if (at + data.length <= this.#offset) writeSync(this.#descriptor, data, 0, data.length, at);
      }
    } catch (error) {
      if (!this.#failed) this.#fail(error as NodeJS.ErrnoException);
    } finally {
      closeSync(this.#descriptor);
      this.#spare = undefined;
    }
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#pending.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#pending.length * 2));
    this.#pending.copy(larger, 0, 0, this.#length);
    this.#pending = larger;
  }

  #write(): void {
    const [full, count, rest] = [this.#pending, this.#committed, this.#length - this.#committed];
    if (count === 0) return;
    const next =
      this.#spare && this.#spare.length >= full.length ? this.#spare : Buffer.allocUnsafeSlow(full.length);
    full.copy(next, 0, count, count + rest);
    [this.#pending, this.#spare] = [next, undefined];
    [this.#length, this.#committed] = [rest, 0];
    const start = this.#offset;
    this.#offset += count;
    this.#writing = true;
    this.#writeAll(full, 0, count, start, () => {
      this.#writing = false;
      this.#spare = full;
      if (this.#committed > 0 && !this.#failed) this.#write();
      if (!this.#writing) for (const resume of this.#idle.splice(0)) resume();
    });
  }

  /** The system may take less than it is given: on a disk that becomes full, for one. */
  #writeAll(data: Buffer, from: number, to: number, position: number, done: () => void): void {
    write(this.#descriptor, data, from, to - from, position + from, (error, written) => {
      if (error) {
        this.#offset = position;
        this.#fail(error);
        done();
      } else if (from + written < to) this.#writeAll(data, from + written, to, position, done);
      else done();
    });
  }

  #fail(error: NodeJS.ErrnoException): void {
    this.#failed = true;
    [this.#length, this.#committed] = [0, 0];
    this.#onError(error);
  }

  #settled(): Promise<void> {
    if (!this.#writing) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }
}
