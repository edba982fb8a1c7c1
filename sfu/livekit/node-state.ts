/** What a node says of itself in LiveKit's Redis: `NodeState` of its `livekit_internal.proto`. */
export const SHUTTING_DOWN = 2;

const STATE_FIELD = 6;

/** The state in a node's record; undefined where it says none, which is LiveKit's 0.
 *  @param record the protocol-buffer message `Node`, of which nothing else is read. */
export function nodeState(record: Uint8Array): number | undefined {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; at < record.length; shift += 7) {
      const byte = record[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < record.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    // Wire types: 0 a number, 1 eight bytes, 2 a length and so many bytes, 5 four bytes.
    switch (tag % 8) {
      case 0: {
        const value = varint();
        if (field === STATE_FIELD) return value;
        break;
      }
      case 1:
        at += 8;
        break;
      case 2: {
        const length = varint();
        at += length;
        break;
      }
      case 5:
        at += 4;
        break;
      default:
        return undefined;
    }
  }
  return undefined;
}
