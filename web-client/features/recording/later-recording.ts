import { later } from '../../ui/later.ts';

/** What a recording shows in a call; its code and words come when one is first asked for, or in a quiet moment. */
export const CallRecording = later(async () => {
  const [view, { recordingWords }] = await Promise.all([import('./CallRecording.vue'), import('./words.ts')]);
  await recordingWords.ready;
  return view;
});
