/** Wider than any placeholder. */
const PICTURE_FROM = 17;
/** Taking a player down holds up the page, which has a picture to show in that moment. */
const LET_GO_AFTER_MS = 1000;

/** Calls back once when a track shows a real picture: the packets may be here long before the message that the
 *  sender has turned it on. The function it returns stops the watch. */
export function onFirstPicture(track: MediaStreamTrack, seen: () => void): () => void {
  const video = document.createElement('video');
  const stop = () => {
    video.onresize = null;
    setTimeout(() => (video.srcObject = null), LET_GO_AFTER_MS);
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
