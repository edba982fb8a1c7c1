import type {
  addEntry,
  changeEntry,
  Collection,
  CollectionEntry,
  OpenedCollection,
  Person,
  putCollection,
} from '#protocol';
import { type Kysely, sql } from 'kysely';
import type { z } from 'zod';
import { AppError } from '#protocol/app-error';
import { newId } from '../db/ids.ts';
import type { Database } from '../db/schema.ts';
import type { CollectionEntryRow, CollectionRow } from '../db/schema-learning.ts';
import type { ReviewRoom } from '../review/review-room.service.ts';
import type { MemberActor } from '../transport/actor.ts';
import { moved } from './order.ts';

export interface CollectionsDeps {
  readonly db: Kysely<Database>;
  readonly review: Pick<ReviewRoom, 'visible' | 'summaries'>;
  readonly members: { person(memberId: string): Promise<Person> };
  readonly now: () => number;
}

/** Whether a member makes lists for the others. */
const mayEdit = ({ role }: MemberActor): boolean => role !== 'agent';

/** Lists of good examples that a team opens. */
export function createCollections({ db, review, members, now }: CollectionsDeps) {
  const ofShop = (shopId: string) => db.selectFrom('collections').selectAll().where('shop_id', '=', shopId);
  const entriesOf = (collectionId: string) =>
    db
      .selectFrom('collection_entries')
      .selectAll()
      .where('collection_id', '=', collectionId)
      .orderBy('position');

  async function found(actor: MemberActor, collectionId: string): Promise<CollectionRow> {
    const row = await ofShop(actor.shopId).where('id', '=', collectionId).executeTakeFirst();
    if (!row) throw new AppError('not_found', 'collectionId');
    return row;
  }

  async function editable(actor: MemberActor, collectionId: string): Promise<CollectionRow> {
    if (!mayEdit(actor)) throw new AppError('forbidden');
    return found(actor, collectionId);
  }

  async function view(row: CollectionRow): Promise<Collection> {
    const { count } = await db
      .selectFrom('collection_entries')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('collection_id', '=', row.id)
      .executeTakeFirstOrThrow();
    return {
      id: row.id,
      title: row.title,
      description: row.description,
      createdBy: await members.person(row.created_by),
      createdAt: row.created_at,
      entries: Number(count),
    };
  }

  async function entry(
    row: CollectionEntryRow,
    recording: CollectionEntry['recording'],
  ): Promise<CollectionEntry> {
    const { from_ms: fromMs, until_ms: untilMs } = row;
    return {
      id: row.id,
      recording,
      span: fromMs === null || untilMs === null ? null : { fromMs, untilMs },
      note: row.note,
      addedBy: await members.person(row.added_by),
      addedAt: row.added_at,
    };
  }

  return {
    async list(actor: MemberActor) {
      const rows = await ofShop(actor.shopId).orderBy('id', 'desc').execute();
      return { collections: await Promise.all(rows.map(view)), mayEdit: mayEdit(actor) };
    },

    async open(actor: MemberActor, collectionId: string): Promise<OpenedCollection> {
      const row = await found(actor, collectionId);
      const rows = await entriesOf(row.id).execute();
      const summaries = await review.summaries(actor, [...new Set(rows.map((one) => one.recording_id))]);
      const items = rows.flatMap((one) => {
        const summary = summaries.find(({ id }) => id === one.recording_id);
        return summary ? [entry(one, summary)] : [];
      });
      return { collection: await view(row), items: await Promise.all(items) };
    },

    async add(actor: MemberActor, { title, description }: z.output<typeof putCollection.input>) {
      if (!mayEdit(actor)) throw new AppError('forbidden');
      const row: CollectionRow = {
        id: newId(),
        shop_id: actor.shopId,
        title,
        description,
        created_by: actor.memberId,
        created_at: now(),
      };
      await db.insertInto('collections').values(row).execute();
      return { collection: await view(row) };
    },

    async change(actor: MemberActor, collectionId: string, words: z.output<typeof putCollection.input>) {
      const row = await editable(actor, collectionId);
      await db.updateTable('collections').set(words).where('id', '=', row.id).execute();
      return { collection: await view({ ...row, ...words }) };
    },

    async remove(actor: MemberActor, collectionId: string): Promise<Record<string, never>> {
      const { id } = await editable(actor, collectionId);
      await db.transaction().execute(async (tx) => {
        await tx.deleteFrom('collection_entries').where('collection_id', '=', id).execute();
        await tx.deleteFrom('collections').where('id', '=', id).execute();
      });
      return {};
    },

    async addEntry(actor: MemberActor, collectionId: string, input: z.output<typeof addEntry.input>) {
      const { id } = await editable(actor, collectionId);
      const { row } = await review.visible(actor, input.recordingId);
      const entryId = newId();
      await db
        .insertInto('collection_entries')
        .values((eb) => ({
          id: entryId,
          recording_id: row.id,
          collection_id: id,
          position: eb
            .selectFrom('collection_entries')
            .select(sql<number>`coalesce(max(position), 0) + 1`.as('next'))
            .where('collection_id', '=', id),
          from_ms: input.span?.fromMs ?? null,
          until_ms: input.span?.untilMs ?? null,
          note: input.note,
          added_by: actor.memberId,
          added_at: now(),
        }))
        .execute();
      return { id: entryId };
    },

    async changeEntry(
      actor: MemberActor,
      collectionId: string,
      entryId: string,
      { note, before }: z.output<typeof changeEntry.input>,
    ): Promise<Record<string, never>> {
      const { id } = await editable(actor, collectionId);
      await db.transaction().execute(async (tx) => {
        const rows = await tx
          .selectFrom('collection_entries')
          .select(['id', 'position'])
          .where('collection_id', '=', id)
          .orderBy('position')
          .execute();
        const ids = rows.map((row) => row.id);
        if (!ids.includes(entryId)) throw new AppError('not_found', 'entryId');
        const change = tx.updateTable('collection_entries');
        if (note !== undefined) await change.set({ note }).where('id', '=', entryId).execute();
        if (before === undefined) return;
        const order = moved(ids, entryId, before);
        if (!order) throw new AppError('not_found', 'before');
        for (const [index, one] of order.entries()) {
          await change
            .set({ position: index + 1 })
            .where('id', '=', one)
            .execute();
        }
      });
      return {};
    },

    async removeEntry(
      actor: MemberActor,
      collectionId: string,
      entryId: string,
    ): Promise<Record<string, never>> {
      const { id } = await editable(actor, collectionId);
      const result = await db
        .deleteFrom('collection_entries')
        .where('collection_id', '=', id)
        .where('id', '=', entryId)
        .executeTakeFirst();
      if (result.numDeletedRows === 0n) throw new AppError('not_found', 'entryId');
      return {};
    },
  };
}
