import path from 'node:path';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Database } from '../db/schema.ts';
import type { MemberActor } from '../transport/actor.ts';
import type { SpeechService } from '../speech/speech-service.ts';
import type { PictureFacts } from '../recordings/recordings.service.ts';
import { createAftermath } from './aftermath.ts';
import { createAuditLog } from './audit-log.ts';
import { createAuditReading } from './audit-reading.ts';
import { createCaptions } from './captions.ts';
import { createClips } from './clips.ts';
import { createExports } from './exports.ts';
import { createListChoices } from './list-choices.ts';
import { createLooks } from './looks.ts';
import { createMediaAddresses } from './media-address.ts';
import { createOriginals } from './originals.ts';
import { createRecordingPolicy } from './recording-policy.ts';
import { createRemarks } from './remarks.ts';
import { Removal } from './removal.ts';
import { visibleRecording } from './review-access.ts';
import { createReviewMedia } from './review-media.ts';
import { createReviewViews, type ReviewViewsDeps } from './review-views.ts';
import { createReviewService } from './review.service.ts';
import { createReviewStore } from './review.store.ts';
import { createShares } from './shares.ts';
import { createSpeechJobs } from './speech-jobs.ts';

export interface ReviewRoomDeps extends Pick<
  ReviewViewsDeps,
  'visitors' | 'members' | 'products' | 'chat' | 'now'
> {
  readonly db: Kysely<Database>;
  /** Folder of all recordings, each in one of its own. */
  readonly recordingsDir: string;
  /** Loudness of a segment in its folder. */
  readonly levels: (folder: string, segmentId: string) => Promise<Uint8Array>;
  /** What was noted of the pictures of a segment in its folder. */
  readonly pictureFacts: (folder: string, segmentId: string) => Promise<PictureFacts>;
  /** At least 32 random bytes that stay the same over restarts: signs addresses. */
  readonly addressSecret: Uint8Array;
  /** The program that makes exports and pictures for the list. */
  readonly ffmpeg: string;
  /** Writes down what was said; null where there is none. */
  readonly speech: SpeechService | null;
  readonly log: Logger;
}

/** Everything that is done with recordings once they are made. */
export type ReviewRoom = ReturnType<typeof createReviewRoom>;

/** Puts review together; `start` begins its sweep, `close` ends what it has under way. */
export function createReviewRoom(deps: ReviewRoomDeps) {
  const { db, recordingsDir, now } = deps;
  const store = createReviewStore(db);
  const audit = createAuditLog(db, now);
  const addresses = createMediaAddresses(deps.addressSecret);
  const views = createReviewViews({
    ...deps,
    store,
    addresses,
    levels: (recordingId, segmentId) => deps.levels(path.join(recordingsDir, recordingId), segmentId),
  });
  const shared = { ...deps, store, audit, addresses, views, looks: createLooks(audit, now) };
  const aftermath = createAftermath(shared);
  const exports = createExports(shared);
  const clips = createClips(shared);
  const shares = createShares({ ...shared, clips });
  const wordsChanged = (id: string) => aftermath.wordsChanged(id);
  const captions = createCaptions({ ...shared, wordsChanged });
  const speech = createSpeechJobs({ ...shared, captions });
  const removal = new Removal({
    ...shared,
    async abandon(recordingId) {
      await speech.abandon(recordingId);
      await exports.abandon(recordingId);
      await clips.idle();
      await aftermath.idle(recordingId);
    },
  });

  const review = createReviewService({ ...shared, shares, removal });

  return {
    review,
    choices: createListChoices(shared),
    remarks: createRemarks({ ...shared, wordsChanged }),
    shares,
    clips,
    exports,
    originals: createOriginals(shared),
    media: createReviewMedia({ ...shared, shares, clips }),
    captions,
    speech,
    policy: createRecordingPolicy(shared),
    auditReading: createAuditReading(shared),

    /** A recording is over. */
    ended: (recordingId: string): void => aftermath.ended(recordingId),

    /** The buyer has said what they thought of a call: its recordings are found by that. */
    async rated(callId: string): Promise<void> {
      for (const id of await store.idsOf(callId)) await aftermath.wordsChanged(id);
    },

    /** Deletes what has to go now. */
    sweep: () => removal.sweep(),

    /** A recording that a member sees, with what they may do with it; any other does not exist for them. */
    visible: (actor: MemberActor, recordingId: string) => visibleRecording(store, actor, recordingId),

    /** Whether a member sees a recording, as a condition over `recordings as r` and `calls as c` of their shop. */
    seenBy: (actor: MemberActor) => store.rights.seenBy(actor),

    /** Of these the ones that a member sees, as the list shows them. */
    summaries: (actor: MemberActor, ids: readonly string[]) => review.some(actor, ids),

    async start(): Promise<void> {
      await aftermath.start();
      await exports.start();
      await speech.takeUp();
      removal.start();
    },

    async close(): Promise<void> {
      await removal.close();
      await exports.close();
      await speech.close();
      await clips.idle();
      await aftermath.idle();
    },
  };
}
