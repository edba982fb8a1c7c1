import { Av1 } from './av1.ts';
import { H264 } from './h264.ts';
import type { PictureCodec } from './picture.ts';
import { Vp8 } from './vp8.ts';
import { Vp9 } from './vp9.ts';

/** What is known of a codec before anything has arrived. */
export type TrackFormat =
  | { readonly kind: 'audio'; readonly container: 'webm'; readonly webmCodec: string }
  | {
      readonly kind: 'video';
      readonly container: 'webm' | 'mp4';
      readonly webmCodec: string;
      readonly createCodec: () => PictureCodec;
    };

const FORMATS: Readonly<Record<string, TrackFormat>> = {
  'audio/opus': { kind: 'audio', container: 'webm', webmCodec: 'A_OPUS' },
  'video/vp8': { kind: 'video', container: 'webm', webmCodec: 'V_VP8', createCodec: () => new Vp8() },
  'video/vp9': { kind: 'video', container: 'webm', webmCodec: 'V_VP9', createCodec: () => new Vp9() },
  'video/av1': { kind: 'video', container: 'webm', webmCodec: 'V_AV1', createCodec: () => new Av1() },
  // Browsers do not play H.264 from WebM.
  'video/h264': { kind: 'video', container: 'mp4', webmCodec: '', createCodec: () => new H264() },
};

/** How a codec, named as in RTP, is read and written; undefined for one we cannot record. */
export function formatOf(mimeType: string): TrackFormat | undefined {
  return FORMATS[mimeType.toLowerCase()];
}
