import { LocalAudioTrack, type LocalTrack, LocalVideoTrack, Track } from 'livekit-client';
import type { TrackSource } from '#protocol';
import { FULL } from './publish-plan.ts';

class HeldAudio extends LocalAudioTrack {
  /** The library pauses a sender whose first track has fallen silent; ours sends another by then. */
  override async pauseUpstream(): Promise<void> {}
}

class HeldVideo extends LocalVideoTrack {
  override async pauseUpstream(): Promise<void> {}

  /** Sizes are planned for what will be sent, not for the sixteen pixels that hold its place. */
  override get dimensions(): Track.Dimensions {
    return { ...FULL };
  }
}

/** LiveKit's names of our sources. */
export const SOURCES: Readonly<Record<TrackSource, Track.Source>> = {
  microphone: Track.Source.Microphone,
  camera: Track.Source.Camera,
  screen: Track.Source.ScreenShare,
  screen_audio: Track.Source.ScreenShareAudio,
};

/** Our name of a source of LiveKit's. */
export function sourceOf(source: Track.Source): TrackSource | undefined {
  return (Object.keys(SOURCES) as TrackSource[]).find((name) => SOURCES[name] === source);
}

/** Makes a publication whose RTP sender is ours, for one room: the library publishes what it is made with, and what
 *  goes out after that is put on its sender by us. So the library never stops, disables or opens again what belongs to
 *  the page. */
export function holdTrack(source: TrackSource, track: MediaStreamTrack): LocalTrack {
  const held = track.kind === 'audio' ? new HeldAudio(track) : new HeldVideo(track);
  held.source = SOURCES[source];
  return held as LocalTrack;
}
