type Listener = (...args: never[]) => void;

/** What mediasoup-client uses of an event emitter; a listener that throws does not stop what it listens to. */
export class EnhancedEventEmitter {
  #listeners = new Map<string, { readonly listener: Listener; readonly once: boolean }[]>();

  /** Calls the listener at each event of that name. */
  on(name: string, listener: Listener): this {
    return this.#add(name, listener, false);
  }

  /** Calls the listener at the next event of that name only. */
  once(name: string, listener: Listener): this {
    return this.#add(name, listener, true);
  }

  /** Takes back one `on` or `once`. */
  off(name: string, listener: Listener): this {
    const listeners = this.#listeners.get(name) ?? [];
    const at = listeners.findLastIndex((one) => one.listener === listener);
    if (at !== -1) this.#listeners.set(name, listeners.toSpliced(at, 1));
    return this;
  }

  /** Calls the listeners there are now, in their order. @returns whether there is any. */
  emit(name: string, ...args: unknown[]): boolean {
    const listeners = this.#listeners.get(name) ?? [];
    for (const { listener, once } of listeners) {
      if (once) this.off(name, listener);
      (listener as (...args: unknown[]) => void)(...args);
    }
    return listeners.length > 0;
  }

  /** As `emit`; what a listener throws goes to the listeners of `listenererror`. */
  safeEmit(name: string, ...args: unknown[]): boolean {
    try {
      return this.emit(name, ...args);
    } catch (error) {
      try {
        this.emit('listenererror', name, error);
      } catch {
        // Nobody is left to be told.
      }
      return this.listenerCount(name) > 0;
    }
  }

  /** How many listen. */
  listenerCount(name: string): number {
    return this.#listeners.get(name)?.length ?? 0;
  }

  /** Nobody listens any more. */
  close(): void {
    this.#listeners.clear();
  }

  /** As `close`. */
  removeAllListeners(): this {
    this.close();
    return this;
  }

  #add(name: string, listener: Listener, once: boolean): this {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), { listener, once }]);
    return this;
  }
}
