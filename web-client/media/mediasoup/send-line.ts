import type { types } from 'mediasoup-client';
import type { MediasoupGrant, TrackSource } from '#protocol';
import type { Connection } from './connection.ts';
import { chooseCodec, darken, sendPlan } from './encodings.ts';
import type { Room } from './room.ts';
import type { Sender } from './sender.ts';

/** What senders ask of the connection there is now. */
export interface SendLine {
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
  return {
    produce({ source, kind, options, silent: muted }, track, dark) {
      const codec =
        kind === 'video'
          ? chooseCodec(videoCodecs, routerRtpCapabilities, device.sendRtpCapabilities)
          : undefined;
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
