import type { MediaSignaling } from './media-session.ts';

/** The room in the server as one admission of a page reaches it.
 *  @typeParam Ask what the page may ask of its engine. @typeParam Replies what the answers hold, by the type of the
 *  request; the others answer `{}`. @typeParam Told what the engine tells the page. */
export class RoomLine<Ask extends { readonly type: string }, Replies, Told> {
  readonly #signaling: MediaSignaling;
  readonly #callId: string;
  readonly #generation: number;

  constructor(signaling: MediaSignaling, callId: string, grant: { readonly generation: number }) {
    this.#signaling = signaling;
    this.#callId = callId;
    this.#generation = grant.generation;
  }

  request<T extends Ask['type']>(
    message: Extract<Ask, { type: T }>,
  ): Promise<T extends keyof Replies ? Replies[T] : Record<string, never>> {
    const request = this.#signaling.request(this.#callId, this.#generation, { ...message });
    // The server has checked its answers against the contract; the type is restored here.
    return request as Promise<T extends keyof Replies ? Replies[T] : Record<string, never>>;
  }

  /** Tells the room something whose failure needs no answer: a room that is gone needs not to know. */
  tell<T extends Ask['type']>(message: Extract<Ask, { type: T }>): void {
    this.request(message).catch(() => {});
  }

  /** The event, if it is meant for this admission. */
  own(callId: string, generation: number, event: unknown): Told | undefined {
    return callId === this.#callId && generation === this.#generation ? (event as Told) : undefined;
  }
}
