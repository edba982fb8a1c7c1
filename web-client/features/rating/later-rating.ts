import { later } from '../../ui/later.ts';

/** The question after a call; its code and words come when a call is over. */
export const AskRating = later(() => import('./AskRating.vue'));
