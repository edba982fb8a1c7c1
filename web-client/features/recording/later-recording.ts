import { later } from '../../ui/later.ts';

/** What a recording shows in a call; its code and words come when one is first asked for, or in a quiet moment. */
export const CallRecording = later(() => import('./CallRecording.vue'));
