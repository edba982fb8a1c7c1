import type { MediasoupEvent, MediasoupGrant, MediasoupReply, MediasoupRequest } from '#protocol';
import type { MediaSignaling } from '../media-session.ts';

type Ask<T extends MediasoupRequest['type']> = Extract<MediasoupRequest, { type: T }>;

/** The room in the server as one admission of this page reaches it. */
export class Room {
  readonly #signaling: MediaSignaling;
  readonly #callId: string;
  readonly #generation: number;

  constructor(signaling: MediaSignaling, callId: string, grant: MediasoupGrant) {
    this.#signaling = signaling;
    this.#callId = callId;
    this.#generation = grant.generation;
  }

  request<T extends MediasoupRequest['type']>(message: Ask<T>): Promise<MediasoupReply<T>> {
    const request = this.#signaling.request(this.#callId, this.#generation, message);
    return request as Promise<MediasoupReply<T>>;
  }

  /** Tells the room something whose failure needs no answer: a room that is gone needs not to know. */
  tell<T extends MediasoupRequest['type']>(message: Ask<T>): void {
    this.request(message).catch(() => {});
  }

  /** The event, if it is meant for this admission. */
  own(callId: string, generation: number, event: unknown): MediasoupEvent | undefined {
    // The server has checked what it tells against the contract; the type is restored here.
    return callId === this.#callId && generation === this.#generation ? (event as MediasoupEvent) : undefined;
  }
}
