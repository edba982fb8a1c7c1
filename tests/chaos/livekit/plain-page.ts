import { Room, RoomEvent, Track } from 'livekit-client';
import { movingPicture } from '../../support/media/made-tracks.ts';
import { noteFrames } from '../../support/media/shown-frames.ts';

// What livekit-client does by itself when its node dies: its own documentation's page, and nothing of ours.

declare global {
  interface Window {
    plainPage: typeof plainPage;
  }
}

const room = new Room();
const frames: number[] = [];
room.on(RoomEvent.TrackSubscribed, (track) => {
  const element = track.attach();
  document.body.append(element);
  if (element instanceof HTMLVideoElement) noteFrames(element, frames);
});

const plainPage = {
  async join(url: string, token: string): Promise<void> {
    await room.connect(url, token);
    await room.localParticipant.publishTrack(movingPicture(), { source: Track.Source.Camera });
  },
  framesShown: (since: number) => frames.filter((at) => at > since),
  leave: () => room.disconnect(),
};

window.plainPage = plainPage;
