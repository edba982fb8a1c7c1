import { z } from 'zod';
import { id, person, time } from './basics.ts';
import { clock } from './review-basics.ts';

/** A language as captions name it, BCP 47: `en`, `zh-Hans`. */
export const captionLanguage = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/);

/** What was said in a stretch of a recording. */
export const captionCue = z.strictObject({
  from: clock,
  until: clock,
  text: z.string(),
  /** Who said it; null where nobody knows. */
  person: person.nullable(),
});
export type CaptionCue = z.infer<typeof captionCue>;

/** What was said in a recording, in one language. */
export const captions = z.strictObject({
  id,
  language: captionLanguage,
  origin: z.enum(['file', 'speech']),
  cues: z.array(captionCue),
  createdAt: time,
});
export type Captions = z.infer<typeof captions>;

/** How far the speech service is with a recording; `failed` when it refused. */
export const speechState = z.strictObject({
  status: z.enum(['waiting', 'running', 'failed']),
  /** 0 to 1. */
  progress: z.number().min(0).max(1),
  /** When a service that was away is asked again; null when it is not away. */
  againAt: time.nullable(),
});
export type SpeechState = z.infer<typeof speechState>;

/** `POST /api/recordings/:recordingId/captions?language=zh` with a WebVTT or SubRip file as its body; replaces those of
 *  that language. A file that is not right answers `unreadable_captions`, whose details name the line.
 *  `DELETE …/captions/:captionsId`. */
export const addCaptions = {
  query: z.strictObject({ language: captionLanguage }),
  output: z.strictObject({ captions }),
};

/** `POST /api/recordings/:recordingId/speech`: the speech service writes down what was said, voice by voice; the detail
 *  tells how far it is. `DELETE` takes it back. Without a service the answer is `speech_service_missing`. */
export const startSpeech = {
  input: z.strictObject({ language: captionLanguage.optional() }),
  output: z.strictObject({ speech: speechState }),
};
