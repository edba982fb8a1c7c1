import type { RecordingRights, RecordingSettings } from '#protocol';
import { AppError } from '#protocol/app-error';
import type { Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';
import type { MemberActor } from '../transport/actor.ts';
import type { AuditLog } from './audit-log.ts';
import { permittedRecording } from './review-access.ts';
import type { ReviewStore } from './review.store.ts';

export interface RecordingPolicyDeps {
  readonly db: Kysely<Database>;
  readonly store: ReviewStore;
  readonly audit: AuditLog;
}

interface RightsOfRecording {
  readonly own: RecordingRights | null;
  readonly shop: RecordingRights;
}

/** How a shop records, and who may do what with recordings: set by its owner, each change in the audit log. */
export function createRecordingPolicy({ db, store, audit }: RecordingPolicyDeps) {
  function requireOwner({ role }: MemberActor): void {
    if (role !== 'owner') throw new AppError('forbidden');
  }

  async function read({ shopId }: MemberActor): Promise<RecordingSettings> {
    const row = await db
      .selectFrom('shops')
      .select(['record_automatically', 'retention_days', 'record_reason'])
      .where('id', '=', shopId)
      .executeTakeFirstOrThrow();
    return {
      automatic: row.record_automatically === 1,
      retentionDays: row.retention_days,
      reason:
        row.record_reason === '' ? null : (JSON.parse(row.record_reason) as RecordingSettings['reason']),
      rights: await store.rights.ofShop(shopId),
    };
  }

  async function rightsOf({ shopId }: MemberActor, recordingId: string): Promise<RightsOfRecording> {
    return {
      own: await store.rights.ofRecording(recordingId),
      shop: await store.rights.ofShop(shopId),
    };
  }

  return {
    async settings(actor: MemberActor): Promise<{ settings: RecordingSettings }> {
      requireOwner(actor);
      return { settings: await read(actor) };
    },

    async setSettings(
      actor: MemberActor,
      settings: RecordingSettings,
    ): Promise<{ settings: RecordingSettings }> {
      requireOwner(actor);
      const { shopId, memberId } = actor;
      // First: a change that cannot be noted is not made.
      await audit.write({ shopId, memberId, action: 'settings', detail: JSON.stringify(settings) });
      await db
        .updateTable('shops')
        .set({
          record_automatically: Number(settings.automatic),
          retention_days: settings.retentionDays,
          record_reason: settings.reason === null ? '' : JSON.stringify(settings.reason),
          recording_rights: JSON.stringify(settings.rights),
        })
        .where('id', '=', shopId)
        .execute();
      return { settings: await read(actor) };
    },

    async rights(actor: MemberActor, recordingId: string): Promise<RightsOfRecording> {
      await permittedRecording(store, actor, recordingId, 'rights');
      return rightsOf(actor, recordingId);
    },

    async setRights(
      actor: MemberActor,
      recordingId: string,
      own: RecordingRights | null,
    ): Promise<RightsOfRecording> {
      await permittedRecording(store, actor, recordingId, 'rights');
      const { shopId, memberId } = actor;
      await audit.write({ shopId, memberId, action: 'rights', recordingId, detail: JSON.stringify(own) });
      await store.rights.setForRecording(recordingId, own);
      return rightsOf(actor, recordingId);
    },
  };
}
