import { later } from '../../ui/later.ts';

/** The question after a call; its code and words come when a call is over. */
export const AskRating = later(async () => {
  const [view, { ratingWords }] = await Promise.all([import('./AskRating.vue'), import('./words.ts')]);
  await ratingWords.ready;
  return view;
});
