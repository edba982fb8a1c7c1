/** A picture that moves or a tone that sounds, made in the page: cheap, so that several pages fit on a small machine. */
export function movingPicture(width = 640): MediaStreamTrack {
  const canvas = Object.assign(document.createElement('canvas'), { width, height: (width * 9) / 16 });
  const context = canvas.getContext('2d');
  let at = 0;
  const draw = () => {
    at = (at + 20) % canvas.width;
    if (!context) return;
    context.fillStyle = '#c33';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = '#fff';
    context.fillRect(at, 0, 60, canvas.height);
  };
  setInterval(draw, 66);
  return first(canvas.captureStream(15).getVideoTracks());
}

export function tone(): MediaStreamTrack {
  const context = new AudioContext();
  const oscillator = context.createOscillator();
  const destination = context.createMediaStreamDestination();
  oscillator.connect(destination);
  oscillator.start();
  return first(destination.stream.getAudioTracks());
}

function first<T>(list: readonly T[]): T {
  const [item] = list;
  if (item === undefined) throw new Error('no track');
  return item;
}
