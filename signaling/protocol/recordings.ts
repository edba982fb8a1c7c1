import { z } from 'zod';
import { bilingual, id, language, person, time } from './basics.ts';

/** What a person may be asked to let be recorded: their voice, their camera, their screen. */
export const consentKind = z.enum(['voice', 'picture', 'screen']);
export type ConsentKind = z.infer<typeof consentKind>;

/** What one person allows; nothing of the rest ever reaches the disk. */
export const consent = z.strictObject({ voice: z.boolean(), picture: z.boolean(), screen: z.boolean() });
export type Consent = z.infer<typeof consent>;

/** One participant of the call, as everybody in it sees them. */
export const recordedPerson = z.strictObject({
  person,
  side: z.enum(['buyer', 'agent']),
  /** Null while they have not answered the question. */
  consent: consent.nullable(),
});
export type RecordedPerson = z.infer<typeof recordedPerson>;

/** The recording of a call as it is shown to everyone in it all the time. */
export const recordingView = z.strictObject({
  id,
  callId: id,
  /** Rises with every change; an older one is stale. */
  revision: z.int().nonnegative(),
  /** `asking`: nobody has allowed anything yet. `paused`: nothing is written, whatever was allowed. */
  status: z.enum(['asking', 'recording', 'paused', 'ended']),
  startedAt: time,
  /** Why the shop records, in its own words; null for the usual sentence. */
  reason: bilingual.nullable(),
  people: z.array(recordedPerson),
  /** Why less is being written than was allowed. */
  trouble: z.enum(['disk_full', 'interrupted']).nullable(),
});
export type RecordingView = z.infer<typeof recordingView>;

const ofCall = z.strictObject({ callId: id });
const view = z.strictObject({ recording: recordingView });

export const recordingCommands = {
  /** The agent wants a recording: everybody in the call is asked. */
  'recording:start': { input: ofCall, output: view },
  /** Nothing is written until it is resumed: while the buyer pays. */
  'recording:pause': { input: ofCall, output: view },
  'recording:resume': { input: ofCall, output: view },
  'recording:stop': { input: ofCall, output: view },
  /** Either side answers the question, or changes their answer later. `wording` is the exact text that the person
   *  was shown, and is kept with the answer. */
  'recording:consent': {
    input: z.strictObject({ callId: id, consent, wording: z.string().min(1).max(2000), language }),
    output: view,
  },
  /** A marker at this moment, seen in review. */
  'recording:mark': {
    input: z.strictObject({ callId: id, label: z.string().max(200) }),
    output: z.strictObject({}),
  },
  /** The recording of a call this person is in, if there is one. */
  'recording:current': { input: ofCall, output: z.strictObject({ recording: recordingView.nullable() }) },
} as const;

export const recordingFacts = {
  /** To both sides, at every change. */
  'recording:changed': view,
} as const;
