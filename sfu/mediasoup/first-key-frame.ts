import type { types } from 'mediasoup';
import type { PublishedTrack } from './published-track.ts';

/** How long a first key frame may take before it is asked for again, and how often that is done. */
const WITHIN_MS = 250;
const ATTEMPTS = 4;

/** To be called when a consumer of pictures is resumed, which asks for a key frame. That request, or its answer, may get
 *  lost, and a browser answers none within 300 ms of another. `consumer` must trace key frames. */
export function expectKeyFrame(consumer: types.Consumer, track: PublishedTrack): void {
  // A sender that has sent nothing yet begins with a key frame by itself.
  const sending = track.scores.some(({ score }) => score > 0);
  if (consumer.kind !== 'video' || !sending || track.muted) return;
  let attempts = 0;
  const timer = setInterval(() => {
    attempts += 1;
    if (attempts >= ATTEMPTS) stop();
    track.insistOnKeyFrame();
  }, WITHIN_MS);
  const stop = () => {
    clearInterval(timer);
    consumer.off('trace', onTrace);
    consumer.observer.off('close', stop);
  };
  const onTrace = (trace: types.ConsumerTraceEventData) => {
    if (trace.type === 'keyframe') stop();
  };
  consumer.on('trace', onTrace);
  consumer.observer.once('close', stop);
}
