import type { types } from 'mediasoup-client';
import { describe, expect, it } from 'vitest';
import { chooseCodec, darken, layerOf, sendPlan } from './encodings.ts';

describe('how a track is encoded', () => {
  it('[MEDIA-30] sends a seller’s camera in three sizes, the smallest first, and any other in two', () => {
    const { encodings } = sendPlan('camera', { simulcast: true }, 'VP8', true);
    expect(encodings?.map(({ scaleResolutionDownBy }) => scaleResolutionDownBy)).toEqual([4, 2, 1]);
    const bits = encodings?.map(({ maxBitrate }) => maxBitrate ?? 0) ?? [];
    expect(bits).toEqual(bits.toSorted((a, b) => a - b));
    expect(sendPlan('camera', {}, 'VP8', true).encodings).toEqual([encodings?.[0], encodings?.[2]]);
    expect([layerOf('low'), layerOf('medium'), layerOf('high')]).toEqual([0, 1, 2]);
  });

  it('[MEDIA-35] sends a placeholder in all sizes, no larger in any', () => {
    const plan = sendPlan('camera', { simulcast: true }, 'VP8', true);
    const scales = darken(plan).encodings?.map(({ scaleResolutionDownBy }) => scaleResolutionDownBy);
    expect(scales).toEqual([45, 45, 45]);
    expect(darken(sendPlan('microphone', {}, undefined, true))).not.toHaveProperty('encodings');
  });

  it('[MEDIA-30] sends VP9 as one stream with layers, where the browser can, and AV1 in one size', () => {
    const { encodings } = sendPlan('camera', { simulcast: true }, 'VP9', true);
    expect(encodings).toMatchObject([{ scalabilityMode: 'L3T2_KEY' }]);
    expect(sendPlan('camera', { simulcast: true }, 'VP9', false).encodings).toHaveLength(3);
    expect(sendPlan('camera', { simulcast: true }, 'AV1', true).encodings).toMatchObject([
      { scalabilityMode: 'L1T2' },
    ]);
  });

  it('[MEDIA-30] sends a screen as one sharp picture of few frames', () => {
    const { encodings } = sendPlan('screen', { hint: 'detail' }, 'VP8', true);
    expect(encodings).toHaveLength(1);
    expect(encodings?.[0]).not.toHaveProperty('scaleResolutionDownBy');
    expect(encodings?.[0]?.maxFramerate).toBeLessThanOrEqual(15);
  });

  it('[MEDIA-30] repairs lost speech in band and sends nothing in silence', () => {
    expect(sendPlan('microphone', {}, undefined, true).codecOptions).toMatchObject({
      opusFec: true,
      opusDtx: true,
      opusStereo: false,
    });
  });

  it('[MEDIA-30] takes the first codec of the room that this browser can send', () => {
    const codec = (name: string): types.RtpCodecCapability => ({
      kind: 'video',
      mimeType: `video/${name}`,
      preferredPayloadType: 100,
      clockRate: 90_000,
    });
    const router = { codecs: ['VP8', 'H264', 'AV1'].map(codec) };
    const browser = { codecs: ['h264', 'vp8'].map(codec) };
    expect(chooseCodec(['AV1', 'H264', 'VP8'], router, browser)?.mimeType).toBe('video/H264');
    expect(chooseCodec(['AV1'], router, browser)).toBeUndefined();
  });
});
