import type { MediaEvent, MediaGrant, MediaReply, MediaRequest } from '#protocol';
import type { MediaSignaling } from '../media-session.ts';

type Ask<T extends MediaRequest['type']> = Extract<MediaRequest, { type: T }>;

/** The room in the server as one admission of this page reaches it. */
export class Room {
  readonly #signaling: MediaSignaling;
  readonly #callId: string;
  readonly #generation: number;

  constructor(signaling: MediaSignaling, callId: string, grant: MediaGrant) {
    this.#signaling = signaling;
    this.#callId = callId;
    this.#generation = grant.generation;
  }

  request<T extends MediaRequest['type']>(message: Ask<T>): Promise<MediaReply<T>> {
    const request = this.#signaling.request(this.#callId, this.#generation, message);
    return request as Promise<MediaReply<T>>;
  }

  /** Tells the room something whose failure needs no answer: a room that is gone needs not to know. */
  tell<T extends MediaRequest['type']>(message: Ask<T>): void {
    this.request(message).catch(() => {});
  }

  /** The event, if it is meant for this admission. */
  own(callId: string, generation: number, event: unknown): MediaEvent | undefined {
    // The server has checked what it tells against the contract; the type is restored here.
    return callId === this.#callId && generation === this.#generation ? (event as MediaEvent) : undefined;
  }
}
