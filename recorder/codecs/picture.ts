/** One encoded picture as a file takes it. */
export interface Picture {
  /** Joined they are the picture's bytes. */
  readonly parts: readonly Buffer[];
  readonly keyFrame: boolean;
  /** Of key frames. */
  readonly size?: PictureSize | undefined;
  /** What a decoder must know before the first picture (CodecPrivate, avcC); of key frames of codecs that have it. */
  readonly setup?: Buffer | undefined;
}

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Makes pictures of the RTP payloads of one codec. */
export interface PictureCodec {
  /** Its payload format demands the marker on the last packet of each picture. */
  readonly marksEnds: boolean;
  /** @param payloads all of one picture's, in order.
   *  @returns undefined when they are no whole picture: its beginning is missing, or it is damaged. */
  assemble(payloads: readonly Buffer[]): Picture | undefined;
}
