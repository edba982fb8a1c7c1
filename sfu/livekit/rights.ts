import { ParticipantPermission, TrackSource as Source, type VideoGrant } from 'livekit-server-sdk';
import type { TrackSource } from '#protocol';
import type { MediaPermissions } from '../media-engine.ts';

const SOURCES = {
  microphone: Source.MICROPHONE,
  camera: Source.CAMERA,
  screen: Source.SCREEN_SHARE,
  screen_audio: Source.SCREEN_SHARE_AUDIO,
} as const satisfies Record<TrackSource, Source>;

const NAMES = new Map(Object.entries(SOURCES).map(([name, source]) => [source, name as TrackSource]));

/** A source as LiveKit numbers it in our word; nothing for what we do not publish. */
export function sourceNamed(source: Source): TrackSource | undefined {
  return NAMES.get(source as (typeof SOURCES)[TrackSource]);
}

/** What somebody may do now: their permissions without the sources that moderation has turned off. */
export function rightsOf(
  permissions: MediaPermissions,
  moderated: ReadonlySet<TrackSource>,
): MediaPermissions {
  return { ...permissions, publish: permissions.publish.filter((source) => !moderated.has(source)) };
}

/** Rights as a token states them: for this room, and for nothing that is not named. */
export function tokenGrant(room: string, { publish, subscribe }: MediaPermissions): VideoGrant {
  return {
    roomJoin: true,
    room,
    canSubscribe: subscribe,
    // An empty list of sources would mean all of them.
    canPublish: publish.length > 0,
    canPublishSources: publish.map((source) => SOURCES[source]),
    canPublishData: false,
    canUpdateOwnMetadata: false,
    hidden: false,
    recorder: false,
  };
}

/** Rights as a participant has them. LiveKit replaces them whole: what is left out is taken away. */
export function participantPermission({ publish, subscribe }: MediaPermissions): ParticipantPermission {
  return new ParticipantPermission({
    canSubscribe: subscribe,
    canPublish: publish.length > 0,
    canPublishSources: publish.map((source) => SOURCES[source]),
    canPublishData: false,
    canUpdateMetadata: false,
    hidden: false,
  });
}

/** Whether a participant may do exactly this. */
export function hasRights(permission: ParticipantPermission | undefined, rights: MediaPermissions): boolean {
  if (!permission || permission.canSubscribe !== rights.subscribe) return false;
  const wanted = rights.publish.map((source) => SOURCES[source]);
  if (permission.canPublish !== wanted.length > 0) return false;
  const may = new Set(permission.canPublishSources);
  return wanted.length === 0 || (may.size === wanted.length && wanted.every((source) => may.has(source)));
}
