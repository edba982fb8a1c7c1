import type { Kysely, Transaction } from 'kysely';
import type { Database, PictureRow } from '../db/schema.ts';

/** Rows of pictures. */
export function createPicturesStore(db: Kysely<Database>) {
  return {
    async insert(row: PictureRow): Promise<void> {
      await db.insertInto('pictures').values(row).execute();
    },

    get(id: string): Promise<PictureRow | undefined> {
      return db.selectFrom('pictures').selectAll().where('id', '=', id).executeTakeFirst();
    },

    /** Puts a free picture into a message; false when there is no such free picture of this uploader. */
    async claim(
      tx: Transaction<Database>,
      of: {
        pictureId: string;
        conversationId: string;
        messageId: string;
        uploader: { kind: 'buyer' | 'member'; id: string };
      },
    ): Promise<boolean> {
      const result = await tx
        .updateTable('pictures')
        .set({ message_id: of.messageId })
        .where('id', '=', of.pictureId)
        .where('conversation_id', '=', of.conversationId)
        .where('uploader_kind', '=', of.uploader.kind)
        .where('uploader_id', '=', of.uploader.id)
        .where('message_id', 'is', null)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },

    /** Ids of pictures that were uploaded before `time` and stand in no message. */
    async unusedBefore(time: number, limit: number): Promise<string[]> {
      const rows = await db
        .selectFrom('pictures')
        .select('id')
        .where('message_id', 'is', null)
        .where('created_at', '<', time)
        .limit(limit)
        .execute();
      return rows.map((row) => row.id);
    },

    /** Deletes the row unless a message has claimed the picture meanwhile. */
    async deleteUnused(id: string): Promise<boolean> {
      const result = await db
        .deleteFrom('pictures')
        .where('id', '=', id)
        .where('message_id', 'is', null)
        .executeTakeFirst();
      return result.numDeletedRows === 1n;
    },
  };
}
