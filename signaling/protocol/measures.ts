// Measures that both sides count in; plain, so that pages may use them too.

/** How long one level of loudness stands for, ms. */
export const LEVEL_MS = 100;

/** Somebody's network is weak below this score, of 0 to 10. */
export const WEAK_NETWORK = 5;
