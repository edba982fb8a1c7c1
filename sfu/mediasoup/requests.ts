import type { types } from 'mediasoup';
import { mediasoupRequest, type TrackSource } from '#protocol';
import { AppError } from '#protocol/app-error';
import type { Feed } from './feed.ts';
import type { Peer } from './peer.ts';
import type { PublishedTrack } from './published-track.ts';

/** What a room does for its peers' pages. */
export interface RequestTarget {
  feedAll(peer: Peer): Promise<void>;
  publish(
    peer: Peer,
    source: TrackSource,
    rtpParameters: types.RtpParameters,
    muted: boolean,
  ): Promise<PublishedTrack>;
  setOwnerMuted(peer: Peer, track: PublishedTrack, muted: boolean): void;
  endTrack(peer: Peer, track: PublishedTrack): void;
}

/** Parses and carries out a request of a peer's page; what mediasoup itself refuses is thrown as it is. */
export async function answerRequest(
  room: RequestTarget,
  peer: Peer,
  message: unknown,
): Promise<Record<string, unknown>> {
  const parsed = mediasoupRequest.safeParse(message);
  if (!parsed.success) throw new AppError('invalid_input', parsed.error.issues[0]?.path.join('.'));
  const request = parsed.data;
  switch (request.type) {
    case 'join':
      peer.rtpCapabilities = request.rtpCapabilities;
      await room.feedAll(peer);
      return {};
    case 'connectTransport': {
      const dtlsParameters = request.dtlsParameters as unknown as types.DtlsParameters;
      await peer.transports[request.direction].connect({ dtlsParameters });
      return {};
    }
    case 'restartIce':
      return { iceParameters: await peer.transports[request.direction].restartIce() };
    case 'produce': {
      const rtpParameters = request.rtpParameters as unknown as types.RtpParameters;
      const track = await room.publish(peer, request.source, rtpParameters, request.muted);
      return { producerId: track.id };
    }
    case 'setProducerMuted':
      room.setOwnerMuted(peer, ownTrack(peer, request.producerId), request.muted);
      return {};
    case 'closeProducer': {
      const track = peer.tracks.get(request.producerId);
      if (track) room.endTrack(peer, track);
      return {};
    }
    case 'consumerReady':
      await ownFeed(peer, request.consumerId).ready();
      return {};
    case 'setPreferredLayers': {
      const { spatialLayer, temporalLayer } = request;
      await ownFeed(peer, request.consumerId).prefer(
        temporalLayer === undefined ? { spatialLayer } : { spatialLayer, temporalLayer },
      );
      return {};
    }
    case 'requestKeyFrame':
      await ownFeed(peer, request.consumerId).requestKeyFrame();
      return {};
  }
}

function ownTrack(peer: Peer, producerId: string): PublishedTrack {
  const track = peer.tracks.get(producerId);
  if (!track) throw new AppError('not_found', 'producerId');
  return track;
}

function ownFeed(peer: Peer, consumerId: string): Feed {
  const feed = peer.feeds.get(consumerId);
  if (!feed) throw new AppError('not_found', 'consumerId');
  return feed;
}
