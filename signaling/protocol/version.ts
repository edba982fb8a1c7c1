/** Version of the wire contract; a client of another version is refused with `protocol_mismatch`. */
export const PROTOCOL_VERSION = 1;
