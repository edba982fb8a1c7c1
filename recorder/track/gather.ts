/** The sockets' buffers hold a hundred times as much as comes meanwhile. */
const GATHER_MS = 5;
const NEVER_WOKEN = new Int32Array(new SharedArrayBuffer(4));
let resting = false;

/** Packets come one by one, and to wake up for a packet costs more than to write it: when those that are there have been
 *  dealt with, this process sleeps for a moment, in which others gather in their sockets. */
export function letPacketsGather(): void {
  if (resting) return;
  resting = true;
  setImmediate(() => {
    Atomics.wait(NEVER_WOKEN, 0, 0, GATHER_MS);
    resting = false;
  });
}
