/** When the first frame of a remote track was shown (since the Unix epoch), and how wide it was. */
export interface FirstFrame {
  readonly at: number;
  readonly width: number;
}

/** Those of about two minutes. */
const FRAMES_KEPT = 2000;
/** A prepared sender shows a placeholder of 16 pixels or fewer. */
const PLACEHOLDER = 16;

/** Notes in `times` when each frame of a video is shown, since the Unix epoch; what holds the place does not count. */
export function noteFrames(video: HTMLVideoElement, times: number[]): void {
  const onFrame = (_now: number, { width }: VideoFrameCallbackMetadata) => {
    if (width > PLACEHOLDER) times.push(performance.timeOrigin + performance.now());
    if (times.length > FRAMES_KEPT) times.shift();
    video.requestVideoFrameCallback(onFrame);
  };
  video.requestVideoFrameCallback(onFrame);
}

/** Tells the first frame of a video that is more than what holds the place. */
export function firstFrameOf(video: HTMLVideoElement, tell: (frame: FirstFrame) => void): void {
  const onFrame = (_now: number, { width }: VideoFrameCallbackMetadata) => {
    if (width > PLACEHOLDER) tell({ at: performance.timeOrigin + performance.now(), width });
    else video.requestVideoFrameCallback(onFrame);
  };
  video.requestVideoFrameCallback(onFrame);
}
