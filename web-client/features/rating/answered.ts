/** Calls whose buyer has answered the question or passed over it: it is not asked again. */
export const answered = new Set<string>();
