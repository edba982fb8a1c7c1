import type { ParsedQuery } from './review-query.ts';
import { type Expression, type Kysely, sql, type SqlBool, type Updateable } from 'kysely';
import type { CallEventsTable, CallRow, Database } from '../db/schema.ts';
import type { FiguresRow, RatingRow } from '../db/schema-learning.ts';
import type { CaptionsRow, SpeechRow } from '../db/schema-captions.ts';
import type {
  CommentRow,
  ConsentRow,
  MarkerRow,
  RecordingEventRow,
  RecordingRow,
  SegmentRow,
} from '../db/schema-recordings.ts';
import type { MemberActor } from '../transport/actor.ts';
import { createRightsStore } from './rights.store.ts';

/** A recording with its call and its shop's rule. */
export interface FoundRecording {
  readonly row: RecordingRow;
  readonly call: CallRow;
  readonly retentionDays: number;
  readonly rating: RatingRow | null;
}

/** Everything that was noted while it was recorded. */
export interface RecordedRows {
  readonly segments: SegmentRow[];
  readonly consents: ConsentRow[];
  readonly events: RecordingEventRow[];
  readonly callEvents: CallEventsTable[];
  readonly markers: MarkerRow[];
  readonly comments: CommentRow[];
  readonly captions: CaptionsRow[];
  readonly speech: SpeechRow | undefined;
}

const PARTS = [
  'recording_consents',
  'recording_segments',
  'recording_events',
  'recording_markers',
  'recording_comments',
  'recording_shares',
  'recording_exports',
  'recording_scores',
  'recording_figures',
  'recording_clips',
  'collection_entries',
  'recording_rights',
  'recording_captions',
  'recording_speech',
] as const;

/** Rows of recordings as review reads them. */
export type ReviewStore = ReturnType<typeof createReviewStore>;

export function createReviewStore(db: Kysely<Database>) {
  async function found(rows: readonly RecordingRow[]): Promise<FoundRecording[]> {
    if (rows.length === 0) return [];
    const callIds = rows.map(({ call_id }) => call_id);
    const calls = await db.selectFrom('calls').selectAll().where('id', 'in', callIds).execute();
    const shopIds = [...new Set(rows.map(({ shop_id }) => shop_id))];
    const shops = await db
      .selectFrom('shops')
      .select(['id', 'retention_days'])
      .where('id', 'in', shopIds)
      .execute();
    const ratings = await db.selectFrom('call_ratings').selectAll().where('call_id', 'in', callIds).execute();
    return rows.flatMap((row) => {
      const rating = ratings.find(({ call_id }) => call_id === row.call_id) ?? null;
      const call = calls.find(({ id }) => id === row.call_id);
      const shop = shops.find(({ id }) => id === row.shop_id);
      return call && shop ? [{ row, call, retentionDays: shop.retention_days, rating }] : [];
    });
  }

  return {
    /** Who may do what with them. */
    rights: createRightsStore(db),

    async get(id: string): Promise<FoundRecording | undefined> {
      const [recording] = await found(
        await db.selectFrom('recordings').selectAll().where('id', '=', id).execute(),
      );
      return recording;
    },

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
      return found(await rows.execute());
    },

    /** Newest first, one more than asked for when there are more.
     *  @param seen which of them are shown, from `rights.seenBy`. */
    async list(
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
        recordings: await found(page),
        next: rows.length > query.limit ? (page.at(-1)?.id ?? null) : null,
      };
    },

    async recorded({ id, call_id }: Pick<RecordingRow, 'id' | 'call_id'>): Promise<RecordedRows> {
      const [segments, consents, events, markers, comments, callEvents, captions, speech] = await Promise.all(
        [
          db
            .selectFrom('recording_segments')
            .selectAll()
            .where('recording_id', '=', id)
            .orderBy('id')
            .execute(),
          db
            .selectFrom('recording_consents')
            .selectAll()
            .where('recording_id', '=', id)
            .orderBy('id')
            .execute(),
          db
            .selectFrom('recording_events')
            .selectAll()
            .where('recording_id', '=', id)
            .orderBy('id')
            .execute(),
          db
            .selectFrom('recording_markers')
            .selectAll()
            .where('recording_id', '=', id)
            .orderBy('id')
            .execute(),
          db
            .selectFrom('recording_comments')
            .selectAll()
            .where('recording_id', '=', id)
            .orderBy('id')
            .execute(),
          db.selectFrom('call_events').selectAll().where('call_id', '=', call_id).orderBy('id').execute(),
          db
            .selectFrom('recording_captions')
            .selectAll()
            .where('recording_id', '=', id)
            .orderBy('language')
            .execute(),
          db.selectFrom('recording_speech').selectAll().where('recording_id', '=', id).executeTakeFirst(),
        ],
      );
      return { segments, consents, events, markers, comments, callEvents, captions, speech };
    },

    /** Markers, and how many comments, of each of these. */
    async ofList(ids: readonly string[]): Promise<{ markers: MarkerRow[]; comments: Map<string, number> }> {
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

    async change(id: string, columns: Updateable<Database['recordings']>): Promise<void> {
      await db.updateTable('recordings').set(columns).where('id', '=', id).execute();
    },

    /** What was counted in it, over what was there. */
    async setFigures(row: FiguresRow): Promise<void> {
      await db
        .insertInto('recording_figures')
        .values(row)
        .onConflict((conflict) => conflict.column('recording_id').doUpdateSet(row))
        .execute();
    },

    /** Those that are over and not counted yet. */
    async withoutFigures(): Promise<string[]> {
      const rows = await db
        .selectFrom('recordings as r')
        .leftJoin('recording_figures as f', 'f.recording_id', 'r.id')
        .select('r.id')
        .where('r.ended_at', 'is not', null)
        .where('f.recording_id', 'is', null)
        .execute();
      return rows.map(({ id }) => id);
    },

    /** Everything of a recording that is over and not held; false when it is neither. */
    remove: (id: string): Promise<boolean> =>
      db.transaction().execute(async (tx) => {
        // Asked within the transaction: a hold that was just set wins.
        const free = await tx
          .selectFrom('recordings')
          .select('id')
          .where('id', '=', id)
          .where('legal_hold', '=', 0)
          .where('ended_at', 'is not', null)
          .executeTakeFirst();
        if (!free) return false;
        for (const table of PARTS) await tx.deleteFrom(table).where('recording_id', '=', id).execute();
        await tx.deleteFrom('recordings').where('id', '=', id).execute();
        return true;
      }),

    /** Those that are over and held by nobody, for retention to look at. */
    async ended(): Promise<FoundRecording[]> {
      return found(
        await db
          .selectFrom('recordings')
          .selectAll()
          .where('ended_at', 'is not', null)
          .where('legal_hold', '=', 0)
          .execute(),
      );
    },

    /** The recordings of a call. */
    async idsOf(callId: string): Promise<string[]> {
      const rows = await db.selectFrom('recordings').select('id').where('call_id', '=', callId).execute();
      return rows.map(({ id }) => id);
    },

    async exists(id: string): Promise<boolean> {
      const row = await db.selectFrom('recordings').select('id').where('id', '=', id).executeTakeFirst();
      return row !== undefined;
    },

    members: (shopId: string): Promise<{ id: string; name: string }[]> =>
      db
        .selectFrom('members')
        .select(['id', 'name'])
        .where('shop_id', '=', shopId)
        .orderBy('created_at')
        .orderBy('id')
        .execute(),
  };
}

function escaped(word: string): string {
  return word.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
