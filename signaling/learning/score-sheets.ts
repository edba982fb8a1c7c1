import type { Criterion, ScoreSheet, SheetDesign, SheetVersion } from '#protocol';
import type { Kysely } from 'kysely';
import { AppError } from '#protocol/app-error';
import { newId } from '../db/ids.ts';
import type { Database } from '../db/schema.ts';
import type { ScoreSheetRow, SheetVersionRow } from '../db/schema-learning.ts';
import type { MemberActor } from '../transport/actor.ts';

export interface ScoreSheetsDeps {
  readonly db: Kysely<Database>;
  readonly now: () => number;
}

/** Whether a member may judge calls. */
export const mayScore = ({ role }: MemberActor): boolean => role !== 'agent';

/** A row as the wire shows it. */
export function versionView(row: SheetVersionRow): SheetVersion {
  return {
    sheetId: row.sheet_id,
    versionId: row.id,
    version: row.version,
    title: row.title,
    criteria: JSON.parse(row.criteria) as Criterion[],
  };
}

/** Sheets that calls are scored on: designed by the owner, in versions, archived once they were used. */
export type ScoreSheets = ReturnType<typeof createScoreSheets>;

export function createScoreSheets({ db, now }: ScoreSheetsDeps) {
  const newest = (sheetId: string): Promise<SheetVersionRow> =>
    db
      .selectFrom('score_sheet_versions')
      .selectAll()
      .where('sheet_id', '=', sheetId)
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();

  async function countScores(column: 'sheet_id' | 'version_id', id: string): Promise<number> {
    const { count } = await db
      .selectFrom('recording_scores')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where(column, '=', id)
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  async function view(row: ScoreSheetRow): Promise<ScoreSheet> {
    const [version, scores] = await Promise.all([newest(row.id), countScores('sheet_id', row.id)]);
    return { ...versionView(version), archived: row.archived_at !== null, scores };
  }

  /** The owner's own sheet. */
  async function designed(actor: MemberActor, sheetId: string): Promise<ScoreSheetRow> {
    requireOwner(actor);
    const row = await db
      .selectFrom('score_sheets')
      .selectAll()
      .where('id', '=', sheetId)
      .where('shop_id', '=', actor.shopId)
      .executeTakeFirst();
    if (!row) throw new AppError('not_found', 'sheetId');
    return row;
  }

  function rowsOf(shopId: string) {
    return db.selectFrom('score_sheets').selectAll().where('shop_id', '=', shopId).orderBy('id', 'desc');
  }

  return {
    /** What may be scored on now. */
    async inUse(shopId: string): Promise<SheetVersion[]> {
      const rows = await rowsOf(shopId).where('archived_at', 'is', null).execute();
      return Promise.all(rows.map(async ({ id }) => versionView(await newest(id))));
    },

    async list(actor: MemberActor): Promise<{ sheets: ScoreSheet[] }> {
      if (!mayScore(actor)) throw new AppError('forbidden');
      return { sheets: await Promise.all((await rowsOf(actor.shopId).execute()).map(view)) };
    },

    async add(actor: MemberActor, { title, criteria }: SheetDesign): Promise<{ sheet: ScoreSheet }> {
      requireOwner(actor);
      const row: ScoreSheetRow = { id: newId(), shop_id: actor.shopId, created_at: now(), archived_at: null };
      await db.transaction().execute(async (tx) => {
        await tx.insertInto('score_sheets').values(row).execute();
        await tx
          .insertInto('score_sheet_versions')
          .values({
            id: newId(),
            sheet_id: row.id,
            version: 1,
            title,
            criteria: JSON.stringify(withIds(criteria, [])),
            created_by: actor.memberId,
            created_at: now(),
          })
          .execute();
      });
      return { sheet: await view(row) };
    },

    /** Changes the newest version while nobody has scored on it, and begins a new one after that. */
    async change(
      actor: MemberActor,
      sheetId: string,
      { title, criteria }: SheetDesign,
    ): Promise<{ sheet: ScoreSheet }> {
      const row = await designed(actor, sheetId);
      const before = await newest(sheetId);
      const known = (JSON.parse(before.criteria) as Criterion[]).map(({ id }) => id);
      const columns = { title, criteria: JSON.stringify(withIds(criteria, known)) };
      await db.transaction().execute(async (tx) => {
        // Asked within the change: a score that came in between keeps what it was written on.
        const changed = await tx
          .updateTable('score_sheet_versions')
          .set(columns)
          .where('id', '=', before.id)
          .where((eb) =>
            eb.not(
              eb.exists(eb.selectFrom('recording_scores').select('id').where('version_id', '=', before.id)),
            ),
          )
          .executeTakeFirst();
        if (changed.numUpdatedRows > 0n) return;
        await tx
          .insertInto('score_sheet_versions')
          .values({
            ...columns,
            id: newId(),
            sheet_id: sheetId,
            version: before.version + 1,
            created_by: actor.memberId,
            created_at: now(),
          })
          .execute();
      });
      return { sheet: await view(row) };
    },

    async archive(actor: MemberActor, sheetId: string, archived: boolean): Promise<{ sheet: ScoreSheet }> {
      const row = await designed(actor, sheetId);
      const archivedAt = archived ? (row.archived_at ?? now()) : null;
      await db
        .updateTable('score_sheets')
        .set({ archived_at: archivedAt })
        .where('id', '=', sheetId)
        .execute();
      return { sheet: await view({ ...row, archived_at: archivedAt }) };
    },

    async remove(actor: MemberActor, sheetId: string): Promise<Record<string, never>> {
      await designed(actor, sheetId);
      await db.transaction().execute(async (tx) => {
        const used = await tx
          .selectFrom('recording_scores')
          .select('id')
          .where('sheet_id', '=', sheetId)
          .limit(1)
          .executeTakeFirst();
        if (used) throw new AppError('conflict', 'it was scored on: archive it');
        await tx.deleteFrom('score_sheet_versions').where('sheet_id', '=', sheetId).execute();
        await tx.deleteFrom('score_sheets').where('id', '=', sheetId).execute();
      });
      return {};
    },
  };
}

function requireOwner({ role }: MemberActor): void {
  if (role !== 'owner') throw new AppError('forbidden');
}

/** Criteria keep their ids from version to version; the new ones get theirs.
 *  @throws AppError `not_found` for an id that the sheet did not have. */
function withIds(criteria: SheetDesign['criteria'], known: readonly string[]): Criterion[] {
  const given = criteria.flatMap(({ id }) => (id === undefined ? [] : [id]));
  if (new Set(given).size !== given.length || !given.every((id) => known.includes(id))) {
    throw new AppError('not_found', 'criteria');
  }
  return criteria.map(({ id = newId(), title, hint, weight, scale }) => ({ id, title, hint, weight, scale }));
}
