/** Wider than any placeholder. */
const PICTURE_FROM = 17;

/** Calls back once when a track shows a real picture: the packets may be here long before the message that the
 *  sender has turned it on. The function it returns stops the watch. */
export function onFirstPicture(track: MediaStreamTrack, seen: () => void): () => void {
  const video = document.createElement('video');
  const stop = () => {
    video.onresize = null;
    video.srcObject = null;
  };
  video.muted = video.playsInline = true;
  video.onresize = () => {
    if (video.videoWidth < PICTURE_FROM) return;
    stop();
    seen();
  };
  video.srcObject = new MediaStream([track]);
  // A page that may not play does not show the picture either; the message comes all the same.
  video.play().catch(() => {});
  return stop;
}
