import type { types } from 'mediasoup';
import { AppError } from '#protocol/app-error';
import type { TapTarget, TrackTap } from '../media-engine.ts';
import { quietly } from '../quietly.ts';
import { expectKeyFrame } from './first-key-frame.ts';
import type { PublishedTrack } from './published-track.ts';

const AUDIO_LEVEL = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';

/** Sends a copy of one track as plain RTP to a port of this machine; ends with the track. */
export async function openTap(
  router: types.Router,
  track: PublishedTrack,
  target: TapTarget,
): Promise<TrackTap> {
  const transport = await router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: target.ip },
    rtcpMux: false,
    comedia: false,
  });
  try {
    await transport.connect({ ip: target.ip, port: target.rtpPort, rtcpPort: target.rtcpPort });
    const consumer = await transport.consume({
      producerId: track.id,
      rtpCapabilities: router.rtpCapabilities,
      enableRtx: false,
      paused: true,
    });
    consumer.observer.once('close', () => transport.close());
    if (consumer.kind === 'video') quietly(consumer.enableTraceEvent(['keyframe']));
    const codec = consumer.rtpParameters.codecs[0];
    const ssrc = consumer.rtpParameters.encodings?.[0]?.ssrc;
    if (!codec || ssrc === undefined) throw new AppError('internal', 'the tap has no codec');
    return {
      track: track.info,
      payloadType: codec.payloadType,
      clockRate: codec.clockRate,
      ssrc,
      audioLevelExtension: consumer.rtpParameters.headerExtensions?.find(({ uri }) => uri === AUDIO_LEVEL)
        ?.id,
      requestKeyFrame: () => consumer.requestKeyFrame(),
      start: async () => {
        expectKeyFrame(consumer, track, { mayBeginSmaller: true });
        await consumer.resume();
      },
      close: () => transport.close(),
    };
  } catch (error) {
    transport.close();
    throw error;
  }
}
