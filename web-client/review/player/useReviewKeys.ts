import { usePressedKeys } from '../../ui/usePressedKeys.ts';
import { reviewKey, type ReviewKey } from './keys.ts';

/** Listens to the keys of the page while a recording is open. */
export function useReviewKeys(act: (key: ReviewKey) => void): void {
  usePressedKeys((press) => {
    const key = reviewKey(press);
    if (key) act(key);
    return key !== null;
  });
}
