import type { Picture, PictureCodec } from '../codecs/picture.ts';
import type { RtpPacket } from '../rtp/packet.ts';

export interface AssembledPictures {
  /** @param first the packet the picture began with. */
  onPicture(picture: Picture, first: RtpPacket): void;
  /** One picture could not be made, or not be shown without one that could not. */
  onLost(): void;
}

/** Joins packets, which come in order, to pictures; after a loss there is none until the next key frame. */
export class PictureAssembler {
  readonly #codec: PictureCodec;
  readonly #out: AssembledPictures;
  #first: RtpPacket | undefined;
  #payloads: Buffer[] = [];
  #started = false;
  #waiting = true;
  #damaged = false;
  #unseen = false;
  #marked = false;

  constructor(codec: PictureCodec, out: AssembledPictures) {
    this.#codec = codec;
    this.#out = out;
  }

  /** True while nothing can be written for want of a key frame. */
  get waitsForKeyFrame(): boolean {
    return this.#waiting;
  }

  push(packet: RtpPacket): void {
    if (packet.payload.length === 0) return;
    // A picture whose marker never came ends where the next one begins. Of a sender who sets markers it is a torso,
    // though no packet is missing: a media server went over to another layer in its middle.
    if (this.#first && packet.timestamp !== this.#first.timestamp) {
      this.#damaged ||= this.#codec.marksEnds && this.#marked;
      this.#finish();
    }
    this.#first ??= packet;
    this.#payloads.push(packet.payload);
    if (!packet.marker) return;
    this.#marked = true;
    this.#finish();
  }

  /** Packets are missing before the next one: of the picture that is open, of its successor, or of both. */
  lose(): void {
    if (this.#first) this.#damaged = true;
    else this.#unseen = true;
    this.#waiting = true;
  }

  #finish(): void {
    const [first, payloads, damaged] = [this.#first, this.#payloads, this.#damaged];
    this.#first = undefined;
    this.#payloads = [];
    this.#damaged = false;
    if (!first) return;
    const picture = damaged ? undefined : this.#codec.assemble(payloads);
    // What was missing before this picture was its own beginning, or a picture of its own.
    if (this.#unseen && picture) this.#lost();
    this.#unseen = false;
    if (!picture || (this.#waiting && !picture.keyFrame)) {
      this.#waiting = true;
      this.#lost();
      return;
    }
    this.#waiting = false;
    this.#started = true;
    this.#out.onPicture(picture, first);
  }

  /** What comes before the very first key frame is not lost: it was never promised. */
  #lost(): void {
    if (this.#started) this.#out.onLost();
  }
}
