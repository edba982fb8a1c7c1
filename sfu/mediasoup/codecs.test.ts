import { getSupportedRtpCapabilities } from 'mediasoup';
import { describe, expect, it } from 'vitest';
import { chooseVideoCodecs } from '../video-codecs.ts';
import { capabilitiesForPages, routerCodecs } from './codecs.ts';

describe('codecs of a router', () => {
  it('[MEDIA-1] offers what the policy wants and the configuration allows, in the order of the policy', () => {
    expect(chooseVideoCodecs(['VP8', 'H264', 'AV1'], ['AV1', 'VP9', 'VP8'])).toEqual(['AV1', 'VP8']);
    expect(chooseVideoCodecs(['H264', 'VP8'], [])).toEqual(['H264', 'VP8']);
    expect(chooseVideoCodecs(['H264'], ['VP9'])).toEqual(['VP8']);
  });

  it('[MEDIA-1] always has Opus with in-band FEC and DTX', () => {
    const [opus, ...video] = routerCodecs(['H264', 'VP8']);
    expect(opus).toMatchObject({ mimeType: 'audio/opus', parameters: { useinbandfec: 1, usedtx: 1 } });
    expect(video.map((codec) => codec.mimeType)).toEqual([
      'video/H264',
      'video/H264',
      'video/H264',
      'video/VP8',
    ]);
  });

  it('[REC-18] asks pages to turn their pictures themselves, and leaves them all else', () => {
    const all = getSupportedRtpCapabilities();
    const told = capabilitiesForPages(all).headerExtensions ?? [];
    expect(told.some(({ uri }) => uri.includes('orientation'))).toBe(false);
    // The engine would support it.
    const left = (all.headerExtensions ?? []).filter((each) => !told.some(({ uri }) => uri === each.uri));
    expect(left.map(({ uri }) => uri)).toEqual(['urn:3gpp:video-orientation']);
  });
});
