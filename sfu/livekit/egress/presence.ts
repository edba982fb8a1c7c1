/** Longer than a participant is away that comes back by itself. */
const GONE_AFTER_LOOKS = 5;

/** Whether somebody who was seen in a room is gone from it: its machine may have died without a word. */
export class Presence {
  #seen = false;
  #missed = 0;

  /** @returns true once it has been missing for long enough; never for one that was not seen at all */
  look(isThere: boolean): boolean {
    if (isThere) this.#seen = true;
    this.#missed = isThere ? 0 : this.#missed + 1;
    return this.#seen && this.#missed >= GONE_AFTER_LOOKS;
  }
}
