import type { TapShape } from './messages.ts';

const AUDIO_LEVEL = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';

/** Reads from an SDP offer what the packets of one of its sections will look like; undefined while nothing is sent in
 *  it. @param mimeType `video/VP8`. */
export function shapeIn(sdp: string, mid: string, mimeType: string): TapShape | undefined {
  const section = sdp.split(/^(?=m=)/m).find((part) => new RegExp(`^a=mid:${mid}\\s*$`, 'm').test(part));
  const name = mimeType.split('/')[1] ?? '';
  const map = section?.match(new RegExp(`^a=rtpmap:(\\d+) ${name}/(\\d+)`, 'im'));
  const ssrc = section?.match(/^a=ssrc:(\d+) /m)?.[1];
  if (!map || ssrc === undefined) return undefined;
  const level = section?.match(new RegExp(`^a=extmap:(\\d+)(?:/\\w+)? ${AUDIO_LEVEL}\\s*$`, 'm'))?.[1];
  return {
    payloadType: Number(map[1]),
    clockRate: Number(map[2]),
    ssrc: Number(ssrc),
    audioLevelExtension: level === undefined ? undefined : Number(level),
  };
}
