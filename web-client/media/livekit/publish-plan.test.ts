import { expect, it } from 'vitest';
import { chooseVideoCodec, publishPlan } from './publish-plan.ts';

it('[MEDIA-30] publishes on LiveKit by source in the sizes, rates and codecs of the embedded engine', () => {
  const camera = publishPlan('camera', { simulcast: true, hint: 'detail' }, 'vp8');
  expect(camera).toMatchObject({
    simulcast: true,
    videoCodec: 'vp8',
    degradationPreference: 'maintain-resolution',
  });
  expect(camera.videoSimulcastLayers?.map(({ width }) => width)).toEqual([320, 640]);
  const bits = [...(camera.videoSimulcastLayers ?? []), camera.videoEncoding].map((size) =>
    size && 'encoding' in size ? size.encoding.maxBitrate : (size?.maxBitrate ?? 0),
  );
  expect(bits).toEqual(bits.toSorted((a, b) => a - b));
  expect(publishPlan('camera', {}, 'h264').videoSimulcastLayers?.map(({ width }) => width)).toEqual([320]);
  expect(publishPlan('camera', { simulcast: true }, 'vp9')).toMatchObject({
    simulcast: false,
    scalabilityMode: 'L3T2_KEY',
  });
  expect(publishPlan('camera', { simulcast: true }, 'av1')).toMatchObject({ scalabilityMode: 'L1T2' });
  expect(publishPlan('screen', { hint: 'detail' }, 'vp8')).toMatchObject({
    simulcast: false,
    degradationPreference: 'maintain-resolution',
  });
  expect(publishPlan('microphone', {}, undefined)).toMatchObject({ dtx: true, red: false });
  expect(publishPlan('screen_audio', {}, undefined)).toMatchObject({ dtx: false, forceStereo: true });
});

it('[MEDIA-30] takes the first codec of the room’s order that the browser can send', () => {
  const sendable = ['video/VP8', 'video/rtx', 'video/H264', 'video/AV1'];
  expect(chooseVideoCodec(['VP9', 'AV1', 'VP8'], sendable)).toBe('av1');
  expect(chooseVideoCodec(['H264'], sendable)).toBe('h264');
  expect(chooseVideoCodec(['VP9'], sendable)).toBeUndefined();
});
