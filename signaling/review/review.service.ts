import type { RecordingDetail, RecordingSummary, RecordingShare, listRecordings } from '#protocol';
import type { z } from 'zod';
import type { SpeechService } from '../speech/speech-service.ts';
import type { MemberActor } from '../transport/actor.ts';
import type { AuditLog } from './audit-log.ts';
import type { Looks } from './looks.ts';
import { figuresOf, seenAfterMs } from './recorded-tracks.ts';
import type { Removal } from './removal.ts';
import { permittedRecording, visibleRecording } from './review-access.ts';
import type { ParsedQuery } from './recordings-list.ts';
import { expiryOf } from './review-rights.ts';
import type { ReviewViews } from './review-views.ts';
import type { ReviewStore } from './review.store.ts';
import { speechView, voicesOf } from './speech-jobs.ts';

export interface ReviewDeps {
  readonly store: ReviewStore;
  readonly views: ReviewViews;
  readonly audit: AuditLog;
  readonly looks: Looks;
  readonly shares: { of(recordingId: string): Promise<RecordingShare[]> };
  readonly removal: Pick<Removal, 'remove'>;
  /** Null where there is none. */
  readonly speech: SpeechService | null;
}

/** Reading recordings: who sees which, what is shown of them, and that every look is noted. */
export function createReviewService(deps: ReviewDeps) {
  const { store, views, audit } = deps;

  return {
    async list(actor: MemberActor, query: ParsedQuery): Promise<z.output<typeof listRecordings.output>> {
      const seen = await store.rights.seenBy(actor);
      const { recordings, next } = await store.list.find(actor, seen, query);
      return { recordings: await views.summaries(recordings, { member: actor.memberId }), next };
    },

    /** Of these the ones that this member sees. */
    async some(actor: MemberActor, ids: readonly string[]): Promise<RecordingSummary[]> {
      const found = await store.list.some(actor.shopId, await store.rights.seenBy(actor), ids);
      return views.summaries(found, { member: actor.memberId });
    },

    async detail(actor: MemberActor, recordingId: string): Promise<{ recording: RecordingDetail }> {
      const found = await visibleRecording(store, actor, recordingId);
      await deps.looks.note(actor, recordingId);
      const rows = await store.recorded(found.row);
      const recorded = await views.recorded(found, rows, { member: actor.memberId });
      const { may } = found;
      return {
        recording: {
          ...recorded,
          comments: await Promise.all(rows.comments.map((row) => views.comment(row, actor.memberId))),
          members: await store.members(actor.shopId),
          shares: may.share ? await deps.shares.of(recordingId) : [],
          figures: figuresOf(recorded, seenAfterMs(found.call, rows.callEvents)),
          speech: rows.speech ? speechView(rows.speech, voicesOf(rows.segments).length) : null,
          hasSpeechService: deps.speech !== null,
          may,
        },
      };
    },

    async hold(actor: MemberActor, recordingId: string, legalHold: boolean) {
      const { row, retentionDays } = await permittedRecording(store, actor, recordingId, 'hold');
      if ((row.legal_hold === 1) !== legalHold) {
        await store.change(recordingId, { legal_hold: Number(legalHold) });
        const { shopId, memberId } = actor;
        await audit.write({ shopId, memberId, action: legalHold ? 'hold' : 'release', recordingId });
      }
      const held = { ...row, legal_hold: Number(legalHold) };
      return { legalHold, expiresAt: expiryOf(held, retentionDays) };
    },

    async remove(actor: MemberActor, recordingId: string): Promise<Record<string, never>> {
      await permittedRecording(store, actor, recordingId, 'delete');
      const { shopId, memberId } = actor;
      await deps.removal.remove(recordingId, { shopId, memberId, action: 'delete' });
      return {};
    },
  };
}
