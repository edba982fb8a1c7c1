/** A small typed emitter: listeners by the name of the fact. */
export class FactEmitter<Facts> {
  readonly #listeners = new Map<keyof Facts, Set<(data: never) => void>>();

  /** Registers a listener; the function it returns takes it away. */
  on<K extends keyof Facts>(fact: K, listener: (data: Facts[K]) => void): () => void {
    const listeners = this.#listeners.get(fact) ?? new Set();
    this.#listeners.set(fact, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  emit<K extends keyof Facts>(fact: K, data: Facts[K]): void {
    for (const listener of this.#listeners.get(fact) ?? []) listener(data as never);
  }

  clear(): void {
    this.#listeners.clear();
  }
}
