import type { types } from 'mediasoup';
import type { VideoCodec } from '../video-codecs.ts';

type RouterCodec = types.RouterRtpCodecCapability;

/** Bits per second Chromium's estimator starts from, so that the second simulcast size is there at once. */
const START_KILOBITS = 1000;

const OPUS: RouterCodec = {
  kind: 'audio',
  mimeType: 'audio/opus',
  clockRate: 48_000,
  channels: 2,
  // RFC 7587: in-band FEC covers single losses, DTX sends almost nothing in silence.
  parameters: { useinbandfec: 1, usedtx: 1 },
  rtcpFeedback: [{ type: 'transport-cc' }, { type: 'nack' }],
};

const video = (name: string, parameters: Record<string, unknown> = {}): RouterCodec => ({
  kind: 'video',
  mimeType: `video/${name}`,
  clockRate: 90_000,
  parameters: { 'x-google-start-bitrate': START_KILOBITS, ...parameters },
});

const h264 = (profileLevelId: string): RouterCodec =>
  // RFC 6184: mode 1 is what browsers send; asymmetry lets each side encode at a level of its own.
  video('H264', {
    'packetization-mode': 1,
    'level-asymmetry-allowed': 1,
    'profile-level-id': profileLevelId,
  });

const VIDEO: Readonly<Record<VideoCodec, readonly RouterCodec[]>> = {
  VP8: [video('VP8')],
  // Constrained baseline everywhere; main and high where a phone's encoder offers nothing else.
  H264: [h264('42e01f'), h264('4d0032'), h264('640032')],
  VP9: [video('VP9', { 'profile-id': 0 })],
  AV1: [video('AV1')],
};

/** The codecs of a router, most preferred first; browsers take the first one both sides know. */
export function routerCodecs(videoCodecs: readonly VideoCodec[]): RouterCodec[] {
  return [OPUS, ...videoCodecs.flatMap((name) => VIDEO[name])];
}

/** What pages are told of a router. Without the extension for orientation (3GPP TS 26.114, 7.4.5) a phone turns its
 *  picture itself before it encodes it: a recording has nobody who would turn it later. */
export function capabilitiesForPages<T extends Pick<types.RtpCapabilities, 'headerExtensions'>>(
  capabilities: T,
): T {
  const { headerExtensions: all = [] } = capabilities;
  const headerExtensions = all.filter(({ uri }) => uri !== 'urn:3gpp:video-orientation');
  return { ...capabilities, headerExtensions };
}
