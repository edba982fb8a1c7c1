/** A track that never carries anything: a sender made ready with it waits for the real one.
 *  @returns the track and a way to let it go. */
export function placeholderTrack(kind: 'audio' | 'video'): { track: MediaStreamTrack; release: () => void } {
  return kind === 'audio' ? silence() : stillness();
}

function stillness() {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 16;
  // Some browsers capture only a canvas that has a context; 0: no frame unless asked for, and none is.
  canvas.getContext('2d');
  const [track] = canvas.captureStream(0).getVideoTracks();
  if (!track) throw new Error('this browser cannot capture a canvas');
  return { track, release: () => track.stop() };
}

function silence() {
  const context = new AudioContext();
  const [track] = context.createMediaStreamDestination().stream.getAudioTracks();
  if (!track) throw new Error('this browser cannot capture a sound graph');
  return {
    track,
    release: () => {
      track.stop();
      void context.close();
    },
  };
}
