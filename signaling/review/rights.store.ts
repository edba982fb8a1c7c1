import { recordingRights, type RecordingRights, type RoleRights } from '#protocol';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from '../db/schema.ts';
import type { RecordingRightsRow } from '../db/schema-recording-policy.ts';
import type { MemberActor } from '../transport/actor.ts';
import { roleRightsOf, USUAL_RIGHTS } from './review-rights.ts';

const ROLES = ['supervisor', 'agent'] as const;

/** Who may do what with recordings: a shop's way, and single recordings that differ from it. */
export type RightsStore = ReturnType<typeof createRightsStore>;

export function createRightsStore(db: Kysely<Database>) {
  async function ofShop(shopId: string): Promise<RecordingRights> {
    const { recording_rights: json } = await db
      .selectFrom('shops')
      .select('recording_rights')
      .where('id', '=', shopId)
      .executeTakeFirstOrThrow();
    return json === '' ? USUAL_RIGHTS : recordingRights.parse(JSON.parse(json));
  }

  async function ofRecording(recordingId: string): Promise<RecordingRights | null> {
    const rows = await db
      .selectFrom('recording_rights')
      .selectAll()
      .where('recording_id', '=', recordingId)
      .execute();
    const [supervisor, agent] = ROLES.map((role) => rows.find((row) => row.role === role));
    return supervisor && agent ? { supervisor: fromRow(supervisor), agent: fromRow(agent) } : null;
  }

  return {
    ofShop,
    ofRecording,

    /** What counts for this member and this recording. */
    async of({ role, shopId }: MemberActor, recordingId: string): Promise<RoleRights> {
      return roleRightsOf(role, (await ofRecording(recordingId)) ?? (await ofShop(shopId)));
    },

    /** Whether a member sees a recording, as a condition over `recordings as r` and `calls as c` of their shop. */
    async seenBy({ role, shopId, memberId }: MemberActor): Promise<RawBuilder<boolean>> {
      if (role === 'owner') return sql<boolean>`1 = 1`;
      const { see: usual } = (await ofShop(shopId))[role];
      const see = sql`coalesce((select see from recording_rights where recording_id = r.id and role = ${role}), ${usual})`;
      return sql<boolean>`(${see} = 'all' or (${see} = 'own' and c.agent_id = ${memberId}))`;
    },

    /** Sets what counts for one recording; null follows the shop again. */
    async setForRecording(recordingId: string, rights: RecordingRights | null): Promise<void> {
      await db.transaction().execute(async (tx) => {
        await tx.deleteFrom('recording_rights').where('recording_id', '=', recordingId).execute();
        if (!rights) return;
        await tx
          .insertInto('recording_rights')
          .values(ROLES.map((role) => ({ recording_id: recordingId, role, ...toColumns(rights[role]) })))
          .execute();
      });
    },
  };
}

function fromRow({ see, may_share, may_export, may_delete }: RecordingRightsRow): RoleRights {
  return { see, share: may_share === 1, export: may_export === 1, delete: may_delete === 1 };
}

function toColumns({ see, share, export: mayExport, delete: mayDelete }: RoleRights) {
  return {
    see,
    may_share: Number(share),
    may_export: Number(mayExport),
    may_delete: Number(mayDelete),
  };
}
