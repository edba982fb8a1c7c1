import type { types } from 'mediasoup';
import { quietly } from '../quietly.ts';
import type { PublishedTrack } from './published-track.ts';

/** How long a first key frame may take before it is asked for again, and how often that is done. */
const WITHIN_MS = 250;
const ATTEMPTS = 4;

/** A sender that has given up its largest size seems to send it for two seconds more: after so many attempts a
 *  smaller one is begun with, where that may be. */
const SMALLER_AFTER = 2;

/** To be called when a consumer of pictures is resumed, which asks for a key frame. That request, or its answer, may get
 *  lost, and a browser answers none within 300 ms of another. `consumer` must trace key frames.
 *  @param mayBeginSmaller with any size that comes, to go up to the one that `consumer` prefers after its first frame */
export function expectKeyFrame(
  consumer: types.Consumer,
  track: PublishedTrack,
  { mayBeginSmaller = false } = {},
): void {
  // A sender that has sent nothing yet begins with a key frame by itself.
  const sending = track.scores.some(({ score }) => score > 0);
  if (consumer.kind !== 'video' || !sending || track.muted) return;
  const wanted = mayBeginSmaller ? consumer.preferredLayers : undefined;
  let spatialLayer = wanted?.spatialLayer ?? 0;
  let attempts = 0;
  const timer = setInterval(() => {
    attempts += 1;
    if (attempts >= ATTEMPTS) clearInterval(timer);
    if (attempts >= SMALLER_AFTER && spatialLayer > 0) {
      spatialLayer -= 1;
      quietly(consumer.setPreferredLayers({ spatialLayer }));
    }
    track.insistOnKeyFrame();
  }, WITHIN_MS);
  const stop = () => {
    clearInterval(timer);
    consumer.off('trace', onTrace);
    consumer.observer.off('close', stop);
  };
  const onTrace = (trace: types.ConsumerTraceEventData) => {
    if (trace.type !== 'keyframe') return;
    stop();
    if (wanted && spatialLayer < wanted.spatialLayer) quietly(consumer.setPreferredLayers(wanted));
  };
  consumer.on('trace', onTrace);
  consumer.observer.once('close', stop);
}
