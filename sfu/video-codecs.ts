const NAMES = ['VP8', 'H264', 'VP9', 'AV1'] as const;

/** A video codec that every engine can carry. */
export type VideoCodec = (typeof NAMES)[number];

/** Names both sides of a configuration agree on, in the order of `wanted`; VP8 when nothing is left. */
export function chooseVideoCodecs(allowed: readonly string[], wanted: readonly string[]): VideoCodec[] {
  const order = [...new Set(wanted.length > 0 ? wanted : allowed)];
  const chosen = order.flatMap(
    (name) => NAMES.find((known) => known === name && allowed.includes(name)) ?? [],
  );
  return chosen.length > 0 ? chosen : ['VP8'];
}
