/** What ends together with something; what is added after the end, ends at once. */
export class Endings {
  #list: (() => void)[] = [];
  #over = false;

  add(end: () => void): void {
    if (this.#over) end();
    else this.#list.push(end);
  }

  /** Ends all of it, the last first; once or more. */
  run(): void {
    this.#over = true;
    for (const end of this.#list.splice(0).toReversed()) end();
  }
}
