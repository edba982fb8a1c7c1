/** A promise with a time limit that can be moved. */
export class Waiting<T> {
  readonly promise: Promise<T>;
  readonly #settle: PromiseWithResolvers<T>;
  readonly #tooLate: () => Error;
  #timer: NodeJS.Timeout;

  /** @param tooLate what it rejects with when `ms` are over. */
  constructor(ms: number, tooLate: () => Error) {
    this.#settle = Promise.withResolvers<T>();
    this.#tooLate = tooLate;
    this.#timer = this.#rejectAfter(ms);
    this.promise = this.#settle.promise;
  }

  /** From now on so much time is left; nothing once it is settled. */
  extend(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = this.#rejectAfter(ms);
  }

  resolve(value: T): void {
    clearTimeout(this.#timer);
    this.#settle.resolve(value);
  }

  reject(error: Error): void {
    clearTimeout(this.#timer);
    this.#settle.reject(error);
  }

  #rejectAfter(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#settle.reject(this.#tooLate()), ms).unref();
  }
}
