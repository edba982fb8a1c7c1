/** Runs a call whose failure changes nothing for anybody: what it was for is gone already. */
export function quietly(work: Promise<unknown>): void {
  work.catch(() => {});
}
