import { expect, it } from 'vitest';
import { type RawStat, readTrack, StatsReader } from './stats.ts';

const SENT: readonly RawStat[] = [
  { type: 'codec', id: 'c', mimeType: 'video/VP8' },
  { type: 'outbound-rtp', id: 'r0', codecId: 'c', bytesSent: 1000, frameWidth: 320, frameHeight: 180 },
  {
    type: 'outbound-rtp',
    id: 'r1',
    codecId: 'c',
    bytesSent: 4000,
    frameWidth: 640,
    frameHeight: 360,
    framesEncoded: 50,
    framesPerSecond: 25,
  },
  { type: 'remote-inbound-rtp', id: 'i0', packetsLost: 1, roundTripTime: 0.05 },
  { type: 'remote-inbound-rtp', id: 'i1', packetsLost: 2, roundTripTime: 0.05 },
];

it('[MEDIA-31] adds up the sizes of a simulcast track and tells of the largest that is sent', () => {
  const { bytes, figures } = readTrack(SENT, 'send');
  expect(bytes).toBe(5000);
  expect(figures).toEqual({
    packetsLost: 3,
    roundTripMs: 50,
    frames: 50,
    framesPerSecond: 25,
    width: 640,
    height: 360,
    audioEnergy: null,
    codec: 'video/VP8',
  });
});

it('[MEDIA-31] tells what is not known as null, and rates since the reading before', async () => {
  let bytesReceived = 0;
  const from = {
    getStats: async () =>
      new Map([['a', { type: 'inbound-rtp', id: 'a', bytesReceived, totalAudioEnergy: 0.5 }]]),
  };
  const reader = new StatsReader();
  const read = async () => (await reader.read([], [{ source: 'microphone', from }]))[0];
  expect(await read()).toMatchObject({ bitsPerSecond: 0, frames: null, roundTripMs: null, audioEnergy: 0.5 });
  bytesReceived = 5000;
  expect((await read())?.bitsPerSecond).toBeGreaterThan(0);
  expect((await read())?.bitsPerSecond).toBe(0);
});
