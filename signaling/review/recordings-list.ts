import type { listRecordings } from '#protocol';
import { type Expression, type Kysely, sql, type SqlBool } from 'kysely';
import type { z } from 'zod';
import type { Database } from '../db/schema.ts';
import type { MarkerRow } from '../db/schema-recordings.ts';
import type { MemberActor } from '../transport/actor.ts';
import { type FoundRecording, foundRecordings } from './found-recordings.ts';

/** What the list is asked for. */
export type ParsedQuery = z.output<typeof listRecordings.query>;

/** Recordings as they are listed: searched, narrowed, page by page. */
export function createRecordingsList(db: Kysely<Database>) {
  return {
    /** Of these the ones that are shown.
     *  @param seen which of them are, from `rights.seenBy`. */
    async some(shopId: string, seen: Expression<SqlBool>, ids: readonly string[]): Promise<FoundRecording[]> {
      if (ids.length === 0) return [];
      const rows = db
        .selectFrom('recordings as r')
        .innerJoin('calls as c', 'c.id', 'r.call_id')
        .selectAll('r')
        .where('r.shop_id', '=', shopId)
        .where('r.id', 'in', ids)
        .where(seen);
      return foundRecordings(db, await rows.execute());
    },

    /** Newest first, one more than asked for when there are more.
     *  @param seen which of them are shown, from `rights.seenBy`. */
    async find(
      { shopId, memberId }: Pick<MemberActor, 'shopId' | 'memberId'>,
      seen: Expression<SqlBool>,
      query: ParsedQuery,
    ): Promise<{ recordings: FoundRecording[]; next: string | null }> {
      const length = sql<number>`r.ended_at - r.started_at`;
      let select = db
        .selectFrom('recordings as r')
        .innerJoin('calls as c', 'c.id', 'r.call_id')
        .leftJoin('call_ratings as g', 'g.call_id', 'r.call_id')
        .selectAll('r')
        .where('r.shop_id', '=', shopId);
      select = select.where(seen);
      if (query.member !== undefined) select = select.where('c.agent_id', '=', query.member);
      if (query.buyer !== undefined) select = select.where('c.visitor_id', '=', query.buyer);
      if (query.outcome !== undefined) select = select.where('c.reason', '=', query.outcome);
      if (query.from !== undefined) select = select.where('r.started_at', '>=', query.from);
      if (query.to !== undefined) select = select.where('r.started_at', '<', query.to);
      if (query.minMs !== undefined) select = select.where(length, '>=', query.minMs);
      if (query.maxMs !== undefined) select = select.where(length, '<=', query.maxMs);
      if (query.minStars !== undefined) select = select.where('g.stars', '>=', query.minStars);
      if (query.maxStars !== undefined) select = select.where('g.stars', '<=', query.maxStars);
      if (query.mentions === 'me') {
        const mention = `%${JSON.stringify(memberId)}%`;
        select = select.where(({ exists, selectFrom }) =>
          exists(
            selectFrom('recording_comments as m')
              .select('m.id')
              .whereRef('m.recording_id', '=', 'r.id')
              .where('m.mentions', 'like', mention),
          ),
        );
      }
      if (query.cursor !== undefined) select = select.where('r.id', '<', query.cursor);
      const { sku } = query;
      if (sku !== undefined) {
        select = select.where('c.product_id', 'in', (eb) =>
          eb.selectFrom('products').select('id').where('shop_id', '=', shopId).where('sku', '=', sku),
        );
      }
      for (const word of query.q?.toLowerCase().split(/\s+/).filter(Boolean) ?? []) {
        select = select.where(sql<boolean>`r.words like ${`%${escaped(word)}%`} escape '\\'`);
      }
      const rows = await select
        .orderBy('r.id', 'desc')
        .limit(query.limit + 1)
        .execute();
      const page = rows.slice(0, query.limit);
      return {
        recordings: await foundRecordings(db, page),
        next: rows.length > query.limit ? (page.at(-1)?.id ?? null) : null,
      };
    },

    /** Markers, and how many comments, of each of these. */
    async remarksOf(
      ids: readonly string[],
    ): Promise<{ markers: MarkerRow[]; comments: Map<string, number> }> {
      if (ids.length === 0) return { markers: [], comments: new Map() };
      const markers = await db
        .selectFrom('recording_markers')
        .selectAll()
        .where('recording_id', 'in', ids)
        .orderBy('at')
        .execute();
      const counts = await db
        .selectFrom('recording_comments')
        .select(['recording_id', (eb) => eb.fn.countAll<number>().as('count')])
        .where('recording_id', 'in', ids)
        .groupBy('recording_id')
        .execute();
      return {
        markers,
        comments: new Map(counts.map(({ recording_id, count }) => [recording_id, Number(count)])),
      };
    },
  };
}

function escaped(word: string): string {
  return word.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
