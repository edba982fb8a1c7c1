import type { FactData } from '#protocol';

type MediaEventFact = FactData<'media:event'>;
type Listener = (callId: string, generation: number, event: unknown) => void;

const KEPT_AT_MOST = 200;

/** Events of the media engine: kept until somebody listens, since a room speaks as soon as it is joined. */
export class MediaInbox {
  readonly #listeners = new Set<Listener>();
  #kept: MediaEventFact[] = [];

  receive(fact: MediaEventFact): void {
    if (this.#listeners.size === 0) this.#kept = [...this.#kept, fact].slice(-KEPT_AT_MOST);
    for (const listener of this.#listeners) listener(fact.callId, fact.generation, fact.event);
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    for (const { callId, generation, event } of this.#kept.splice(0)) listener(callId, generation, event);
    return () => this.#listeners.delete(listener);
  }
}
