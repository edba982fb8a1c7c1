/** A track with nothing to see or hear: a sender made ready with it waits for the real one. */
export interface Placeholder {
  readonly track: MediaStreamTrack;
  /** Lets it go; once. */
  release(): void;
}

const SIZE = 16;
const REDRAW_MS = 200;

/** Makes a placeholder. The picture is black and a few bytes, but it is sent: the receiver then knows the
 *  stream, and a lost first packet of the real picture is asked for again within a round trip. */
export function createPlaceholder(kind: 'audio' | 'video'): Placeholder {
  return kind === 'audio' ? silence() : darkness();
}

function darkness(): Placeholder {
  const canvas = Object.assign(document.createElement('canvas'), { width: SIZE, height: SIZE });
  const context = canvas.getContext('2d');
  const [track] = canvas.captureStream().getVideoTracks();
  if (!track || !context) throw new Error('this browser cannot capture a canvas');
  let odd = false;
  const redraw = () => {
    odd = !odd;
    // A browser sends no frame of a canvas that has not changed.
    context.fillStyle = odd ? '#000' : '#010101';
    context.fillRect(0, 0, SIZE, SIZE);
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
