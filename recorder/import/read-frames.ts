import {
  EncodedPacketSink,
  FilePathSource,
  Input,
  InputAudioTrack,
  InputVideoTrack,
  MP4,
  OGG,
  WEBM,
} from 'mediabunny';
import { AppError } from '#protocol/app-error';
import { mimeTypeOf } from './frame-payloads.ts';

/** One frame of a file as it stands there. */
export interface FileFrame {
  /** ms after the file's timestamp 0. */
  readonly at: number;
  /** As in RTP, `video/VP8`. */
  readonly mimeType: string;
  readonly data: Buffer;
  /** What the file's head says to a decoder, avcC for one. */
  readonly setup: Buffer | undefined;
}

/** The frames of the one track of a WebM, an MP4 or an Ogg, in the order they are decoded in.
 *  @throws AppError `invalid_input` when it holds anything else */
export async function* readFrames(file: string, kind: 'audio' | 'video'): AsyncGenerator<FileFrame> {
  const input = new Input({ formats: [WEBM, MP4, OGG], source: new FilePathSource(file) });
  try {
    const [track, ...others] = await input.getTracks();
    const expected = kind === 'video' ? InputVideoTrack : InputAudioTrack;
    const mimeType = track && mimeTypeOf(await track.getCodec());
    if (!(track instanceof expected) || others.length > 0 || mimeType === undefined) {
      throw new AppError('invalid_input', `${file} is not one track of ${kind} that can be recorded`);
    }
    const description: unknown = (await track.getDecoderConfig())?.description;
    const setup = ArrayBuffer.isView(description) ? bytesOf(description) : undefined;
    for await (const { timestamp, data } of new EncodedPacketSink(track).packets()) {
      yield { at: timestamp * 1000, mimeType, data: bytesOf(data), setup };
    }
  } finally {
    input.dispose();
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  Buffer.from(buffer, byteOffset, byteLength);
