import { parseScalabilityMode, type types } from 'mediasoup';
import type { TrackSource } from '#protocol';
import type { MediaTrackInfo } from '../media-engine.ts';
import { quietly } from '../quietly.ts';

/** A track one peer sends. */
export class PublishedTrack {
  readonly producer: types.Producer;
  readonly peerId: string;
  readonly source: TrackSource;
  /** Turned off by its owner, or prepared and not yet on: said by the page, which then sends nothing. */
  ownerMuted: boolean;
  /** Turned off by somebody with the right to: enforced here. */
  moderated: boolean;

  constructor(
    producer: types.Producer,
    of: { peerId: string; source: TrackSource; ownerMuted: boolean; moderated: boolean },
  ) {
    this.producer = producer;
    this.peerId = of.peerId;
    this.source = of.source;
    this.ownerMuted = of.ownerMuted;
    this.moderated = of.moderated;
  }

  get id(): string {
    return this.producer.id;
  }

  get muted(): boolean {
    return this.ownerMuted || this.moderated;
  }

  get scores(): readonly types.ProducerScore[] {
    return this.producer.score;
  }

  /** Sent in several sizes, as simulcast or as spatial layers of one stream, of which each receiver gets one. */
  get hasSizes(): boolean {
    const { type, rtpParameters } = this.producer;
    if (type === 'simulcast') return true;
    return parseScalabilityMode(rtpParameters.encodings?.[0]?.scalabilityMode).spatialLayers > 1;
  }

  get info(): MediaTrackInfo {
    const { id, peerId, source, muted, producer } = this;
    const mimeType = producer.rtpParameters.codecs[0]?.mimeType ?? '';
    return { trackId: id, peerId, source, kind: producer.kind, mimeType, muted };
  }

  /** Asks for a key frame even if one was asked for within the last second: the request or its answer may have
   *  been lost. Resuming is mediasoup's one way to do so. */
  insistOnKeyFrame(): void {
    if (this.producer.closed || this.moderated) return;
    quietly(Promise.all([this.producer.pause(), this.producer.resume()]));
  }
}
