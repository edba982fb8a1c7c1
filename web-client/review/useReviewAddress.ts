import { onScopeDispose, readonly, ref, type Ref } from 'vue';
import { addressOf, placeAt, type ReviewPlace } from './review-address.ts';

/** The review's place in the browser's history: links, reloads and the back button lead where one expects. */
export interface ReviewAddress {
  readonly place: Readonly<Ref<ReviewPlace>>;
  go(to: ReviewPlace): void;
  /** Keeps the moment in the address, so that it can be copied from there. */
  note(at: number): void;
}

export function useReviewAddress(): ReviewAddress {
  const read = (): ReviewPlace => placeAt(location.pathname, location.search);
  const place = ref(read());
  const follow = (): void => void (place.value = read());
  addEventListener('popstate', follow);
  onScopeDispose(() => removeEventListener('popstate', follow));

  return {
    place: readonly(place),
    go(to) {
      history.pushState(null, '', addressOf(to));
      place.value = to;
    },
    note(at) {
      // Not into `place`: whoever follows it would open the recording anew.
      if ('at' in place.value) history.replaceState(null, '', addressOf({ ...place.value, at }));
    },
  };
}
