import type { TrackSource } from './media-basics.ts';

/** Whether a source sounds or shows; plain, so that pages may ask it too. */
export function kindOfSource(source: TrackSource): 'audio' | 'video' {
  return source === 'microphone' || source === 'screen_audio' ? 'audio' : 'video';
}
