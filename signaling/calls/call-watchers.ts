import type { MediaFact } from '../../sfu/media-engine.ts';
import type { CallRow } from '../db/schema.ts';

/** Somebody who follows calls and must not hold them up: both return at once and never throw. */
export interface CallWatcher {
  /** An answered call has changed its state or kind; for each call in order. */
  changed(call: CallRow): void;
  /** Something other than a message has happened in a call's room. */
  happened(callId: string, fact: MediaFact): void;
}

/** Those who follow calls. */
export class CallWatchers implements CallWatcher {
  readonly #watchers = new Set<CallWatcher>();

  /** Registers a watcher; the function it returns takes it away. */
  add(watcher: CallWatcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  changed(call: CallRow): void {
    if (call.answered_at === null) return;
    for (const watcher of this.#watchers) watcher.changed(call);
  }

  happened(callId: string, fact: MediaFact): void {
    for (const watcher of this.#watchers) watcher.happened(callId, fact);
  }
}
