/** LiveKit ends a track that is muted or closed with pictures of its own, black and smaller than any camera's. */
const [VP8_8_BY_8, H264_2_BY_2] = [
  // Start code of a key frame, width and height (RFC 6386, 9.1).
  Buffer.from('9d012a08000800', 'hex'),
  // The sequence parameter set with that size, first in an aggregation packet (RFC 6184, 5.7.1).
  Buffer.from('6742c01f0fd91f', 'hex'),
] as const;
/** Longer than the whole of one. */
const [MOST_BYTES, HEAD_BYTES] = [100, 24];

/** Whether the payload is such a picture, which nobody sent. */
export function isBlankPicture(payload: Buffer): boolean {
  if (payload.length > MOST_BYTES) return false;
  const head = payload.subarray(0, HEAD_BYTES);
  return head.includes(VP8_8_BY_8) || head.includes(H264_2_BY_2);
}
