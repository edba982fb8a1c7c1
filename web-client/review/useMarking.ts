import { ref, type Ref } from 'vue';
import type { RecordingMarker } from '#protocol';
import type { MarkerWords, Review } from './useReview.ts';

/** A moment that is being marked, or a marker that gets other words. */
export interface Marking {
  readonly at: number;
  readonly marker: RecordingMarker | null;
}

/** Markers being written.
 *  @param review null where nothing may be written */
export function useMarking(review: () => Review | null, at: Readonly<Ref<number>>) {
  const marking = ref<Marking | null>(null);

  return {
    marking,
    begin(): void {
      if (review()) marking.value = { at: at.value, marker: null };
    },
    change(marker: RecordingMarker): void {
      marking.value = { at: marker.at, marker };
    },
    async save(words: MarkerWords): Promise<void> {
      if (!marking.value) return;
      const { at: moment, marker } = marking.value;
      const done = await (marker ? review()?.changeMarker(marker.id, words) : review()?.mark(moment, words));
      if (done) marking.value = null;
    },
    cancel(): void {
      marking.value = null;
    },
  };
}
