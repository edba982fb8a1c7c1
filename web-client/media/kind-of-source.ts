import type { TrackSource } from '#protocol';

/** Whether a source sounds or shows; the contract's own answer would bring its schemas into the page. */
export function kindOfSource(source: TrackSource): 'audio' | 'video' {
  return source === 'microphone' || source === 'screen_audio' ? 'audio' : 'video';
}
