import type { types } from 'mediasoup-client';
import type { MediasoupGrant, TrackSource } from '#protocol';
import type { Connection } from './connection.ts';
import { chooseCodec, darken, sendPlan } from './encodings.ts';
import type { Room } from './room.ts';
import type { Sender } from './sender.ts';

/** What senders ask of the connection there is now. */
export interface SendLine {
  /** Pictures go out in the first of these that this browser can send; answers whether that is another one now. */
  prefer(videoCodecs: readonly string[]): boolean;
  /** @param dark the track is a placeholder. */
  produce(sender: Sender, track: MediaStreamTrack, dark: boolean): Promise<types.Producer>;
  /** Tells the others whether nothing is to be seen or heard. */
  tellMuted(producerId: string, muted: boolean): void;
}

/** Sends over one connection into one room. */
export function createSendLine(
  { device, send }: Connection,
  { videoCodecs, routerRtpCapabilities }: MediasoupGrant,
  room: Room,
): SendLine {
  send.on('produce', ({ rtpParameters, appData }, done, failed) => {
    const { source, muted } = appData as { source: TrackSource; muted: boolean };
    room
      .request({ type: 'produce', source, rtpParameters: { ...rtpParameters }, muted })
      .then(({ producerId }) => done({ id: producerId }), failed);
  });
  const choose = (order: readonly string[]) =>
    chooseCodec(order, routerRtpCapabilities, device.sendRtpCapabilities);
  let videoCodec = choose(videoCodecs);
  return {
    prefer(order) {
      const before = videoCodec;
      videoCodec = choose(order);
      return videoCodec !== before;
    },
    produce({ source, kind, options, silent: muted }, track, dark) {
      const codec = kind === 'video' ? videoCodec : undefined;
      const name = codec?.mimeType.split('/')[1];
      const plan = sendPlan(source, options, name, device.handlerName !== 'Firefox120');
      return send.produce({
        track,
        ...(dark ? darken(plan) : plan),
        ...(codec ? { codec } : {}),
        streamId: source.startsWith('screen') ? 'screen' : 'person',
        stopTracks: false,
        disableTrackOnPause: false,
        zeroRtpOnPause: false,
        appData: { source, muted },
      });
    },
    tellMuted: (producerId, muted) => room.tell({ type: 'setProducerMuted', producerId, muted }),
  };
}
