import type { Person, putScore, RecordingScore, RecordingScores, ScoreMark } from '#protocol';
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import { AppError } from '#protocol/app-error';
import { newId } from '../db/ids.ts';
import type { Database } from '../db/schema.ts';
import type { ScoreRow, SheetVersionRow } from '../db/schema-learning.ts';
import type { ReviewRoom } from '../review/review-room.service.ts';
import type { MemberActor } from '../transport/actor.ts';
import { mayScore, type ScoreSheets, versionView } from './score-sheets.ts';
import { weightedSum } from './weighted-sum.ts';

export interface ScoresDeps {
  readonly db: Kysely<Database>;
  readonly review: Pick<ReviewRoom, 'visible'>;
  readonly sheets: ScoreSheets;
  readonly members: { person(memberId: string): Promise<Person> };
  readonly now: () => number;
}

/** Totals are kept as whole numbers up to this. */
export const FULL_TOTAL = 10_000;

/** What supervisors and the owner think of recorded calls. */
export function createScores({ db, review, sheets, members, now }: ScoresDeps) {
  async function versions(ids: readonly string[]): Promise<Map<string, SheetVersionRow>> {
    if (ids.length === 0) return new Map();
    const rows = await db.selectFrom('score_sheet_versions').selectAll().where('id', 'in', ids).execute();
    return new Map(rows.map((row) => [row.id, row]));
  }

  async function view(row: ScoreRow, version: SheetVersionRow, readerId: string): Promise<RecordingScore> {
    return {
      id: row.id,
      sheet: versionView(version),
      author: await members.person(row.member_id),
      marks: JSON.parse(row.marks) as ScoreMark[],
      total: row.total / FULL_TOTAL,
      updatedAt: row.updated_at,
      mine: row.member_id === readerId,
    };
  }

  return {
    async list(actor: MemberActor, recordingId: string): Promise<RecordingScores> {
      const { row } = await review.visible(actor, recordingId);
      const rows = await db
        .selectFrom('recording_scores')
        .selectAll()
        .where('recording_id', '=', row.id)
        .orderBy('updated_at', 'desc')
        .orderBy('id')
        .execute();
      const known = await versions([...new Set(rows.map(({ version_id }) => version_id))]);
      const scores = rows.flatMap((score) => {
        const version = known.get(score.version_id);
        return version ? [view(score, version, actor.memberId)] : [];
      });
      return {
        scores: await Promise.all(scores),
        sheets: mayScore(actor) ? await sheets.inUse(actor.shopId) : [],
      };
    },

    /** Writes one's score by a sheet, over the one that was there. */
    async put(
      actor: MemberActor,
      recordingId: string,
      { versionId, marks }: z.output<typeof putScore.input>,
    ): Promise<{ score: RecordingScore }> {
      const { row: recording } = await review.visible(actor, recordingId);
      if (!mayScore(actor)) throw new AppError('forbidden');
      if (recording.ended_at === null) throw new AppError('conflict', 'it is still being recorded');
      const version = await db
        .selectFrom('score_sheet_versions as v')
        .innerJoin('score_sheets as s', 's.id', 'v.sheet_id')
        .selectAll('v')
        .where('v.id', '=', versionId)
        .where('s.shop_id', '=', actor.shopId)
        .where('s.archived_at', 'is', null)
        .executeTakeFirst();
      if (!version) throw new AppError('not_found', 'versionId');
      const total = weightedSum(versionView(version).criteria, marks);
      if (total === null) throw new AppError('invalid_input', 'marks');
      const at = now();
      const columns = {
        version_id: version.id,
        marks: JSON.stringify(marks),
        total: Math.round(total * FULL_TOTAL),
        updated_at: at,
      };
      const row = await db
        .insertInto('recording_scores')
        .values({
          ...columns,
          id: newId(),
          recording_id: recording.id,
          sheet_id: version.sheet_id,
          member_id: actor.memberId,
          created_at: at,
        })
        .onConflict((conflict) =>
          conflict.columns(['recording_id', 'sheet_id', 'member_id']).doUpdateSet(columns),
        )
        .returningAll()
        .executeTakeFirstOrThrow();
      return { score: await view(row, version, actor.memberId) };
    },

    /** One's own, or as the owner anybody's. */
    async remove(actor: MemberActor, recordingId: string, scoreId: string): Promise<Record<string, never>> {
      const { row } = await review.visible(actor, recordingId);
      const found = await db
        .selectFrom('recording_scores')
        .select('member_id')
        .where('recording_id', '=', row.id)
        .where('id', '=', scoreId)
        .executeTakeFirst();
      if (!found) throw new AppError('not_found', 'scoreId');
      if (found.member_id !== actor.memberId && actor.role !== 'owner') throw new AppError('forbidden');
      await db.deleteFrom('recording_scores').where('id', '=', scoreId).execute();
      return {};
    },
  };
}
