/** A track with nothing to see or hear: a sender made ready with it waits for the real one. */
export interface Placeholder {
  readonly track: MediaStreamTrack;
  /** Lets it go; once. */
  release(): void;
}

/** What arrives of a placeholder. */
const SIZE = 16;
/** A browser makes three sizes of a picture from about this one on (libwebrtc, simulcast formats). */
const LARGE = 720;
/** By what a large placeholder is divided in each of its sizes, so that no more arrives of it. */
export const DARK_SCALE = LARGE / SIZE;
const REDRAW_MS = 200;

/** Makes a placeholder. The picture is black and a few bytes, but it is sent: the receiver then knows the
 *  stream, and a lost first packet of the real picture is asked for again within a round trip.
 *  @param large the sender divides the picture by `DARK_SCALE`, and keeps all its sizes alive. */
export function createPlaceholder(kind: 'audio' | 'video', large: boolean): Placeholder {
  return kind === 'audio' ? silence() : darkness(large ? LARGE : SIZE);
}

function darkness(size: number): Placeholder {
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  const context = canvas.getContext('2d');
  const [track] = canvas.captureStream().getVideoTracks();
  if (!track || !context) throw new Error('this browser cannot capture a canvas');
  let odd = false;
  const redraw = () => {
    odd = !odd;
    // A browser sends no frame of a canvas that has not changed.
    context.fillStyle = odd ? '#000' : '#010101';
    context.fillRect(0, 0, size, size);
  };
  redraw();
  const timer = setInterval(redraw, REDRAW_MS);
  return {
    track,
    release() {
      clearInterval(timer);
      track.stop();
    },
  };
}

function silence(): Placeholder {
  const context = new AudioContext();
  const [track] = context.createMediaStreamDestination().stream.getAudioTracks();
  if (!track) throw new Error('this browser cannot capture a sound graph');
  return {
    track,
    release() {
      track.stop();
      void context.close();
    },
  };
}
