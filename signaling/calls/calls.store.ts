import { type Kysely, sql, type Transaction } from 'kysely';
import { newId } from '../db/ids.ts';
import type { CallRow, Database, NewCall } from '../db/schema.ts';
import { type CallChange, columnsOf, mayBecome } from './call-state.ts';

/** Something that happened to a call, for its timeline. */
export interface CallEvent {
  readonly type: string;
  readonly data?: Readonly<Record<string, string | number | null>>;
}

/** Which side of a call. */
export type Side = 'buyer' | 'agent';

// Literal, as in the partial indexes, so that they are used.
const isLive = sql<boolean>`status in ('waiting', 'offered', 'connecting', 'active')`;
const hasAgent = sql<boolean>`status in ('offered', 'connecting', 'active')`;

/** Rows of calls; each change of state is one compare-and-set with its line in the timeline. */
export type CallsStore = ReturnType<typeof createCallsStore>;

export function createCallsStore(db: Kysely<Database>) {
  const calls = () => db.selectFrom('calls').selectAll();

  function record(tx: Transaction<Database>, callId: string, at: number, event: CallEvent) {
    return tx
      .insertInto('call_events')
      .values({
        id: newId(),
        call_id: callId,
        at,
        type: event.type,
        data: JSON.stringify(event.data ?? {}),
      })
      .execute();
  }

  function noteOffered(tx: Transaction<Database>, agentId: string, at: number) {
    return tx.updateTable('members').set({ last_offered_at: at }).where('id', '=', agentId).execute();
  }

  return {
    get: (id: string): Promise<CallRow | undefined> => calls().where('id', '=', id).executeTakeFirst(),

    live: (): Promise<CallRow[]> => calls().where(isLive).execute(),

    liveOfVisitor: (visitorId: string): Promise<CallRow | undefined> =>
      calls().where('visitor_id', '=', visitorId).where(isLive).executeTakeFirst(),

    /** The call this agent is offered or in. */
    liveOfAgent: (agentId: string): Promise<CallRow | undefined> =>
      calls().where('agent_id', '=', agentId).where(hasAgent).executeTakeFirst(),

    /** Adds a call; `undefined` when its buyer has one already. */
    create(row: NewCall, event: CallEvent): Promise<CallRow | undefined> {
      return db.transaction().execute(async (tx) => {
        const created = await tx
          .insertInto('calls')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .returningAll()
          .executeTakeFirst();
        if (created) await record(tx, created.id, created.requested_at, event);
        return created;
      });
    },

    /** Changes the state of a call that is still as `from` says; `undefined` when it is not any more, or when the
     *  agent it would be offered to has another one. */
    async change(
      from: CallRow,
      change: CallChange,
      event: CallEvent,
      within?: Transaction<Database>,
    ): Promise<CallRow | undefined> {
      if (!mayBecome(from.status, change.to)) {
        throw new Error(`call ${from.id} cannot go from ${from.status} to ${change.to}`);
      }
      const work = async (tx: Transaction<Database>) => {
        let update = tx
          .updateTable('calls')
          .set({ ...columnsOf(change), revision: from.revision + 1 })
          .where('id', '=', from.id)
          .where('revision', '=', from.revision);
        if (change.to === 'offered') {
          const { agentId } = change;
          update = update.where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('calls as other')
                  .select('other.id')
                  .where('other.agent_id', '=', agentId)
                  .where('other.id', '!=', from.id)
                  .where('other.status', 'in', ['offered', 'connecting', 'active']),
              ),
            ),
          );
        }
        const changed = await update.returningAll().executeTakeFirst();
        if (!changed) return undefined;
        await record(tx, from.id, change.at, event);
        // Whoever is rung now is rung last the next time: noted together with the offer, so that it never is not.
        if (change.to === 'offered') await noteOffered(tx, change.agentId, change.at);
        return changed;
      };
      return within ? work(within) : db.transaction().execute(work);
    },

    /** Makes a voice call a video call; `undefined` when it changed meanwhile. */
    upgrade(from: CallRow, at: number, event: CallEvent): Promise<CallRow | undefined> {
      return db.transaction().execute(async (tx) => {
        const changed = await tx
          .updateTable('calls')
          .set({ kind: 'video', revision: from.revision + 1 })
          .where('id', '=', from.id)
          .where('revision', '=', from.revision)
          .returningAll()
          .executeTakeFirst();
        if (changed) await record(tx, from.id, at, event);
        return changed;
      });
    },

    /** Who made a video call of a voice call; nobody when it began as one. */
    async upgradedBy(callId: string): Promise<string | undefined> {
      const event = await db
        .selectFrom('call_events')
        .select('data')
        .where('call_id', '=', callId)
        .where('type', '=', 'upgraded')
        .executeTakeFirst();
      return event && (JSON.parse(event.data) as { by: string }).by;
    },

    /** Adds a line to the timeline of a call that has none of this type. */
    async noteOnce(callId: string, at: number, event: CallEvent): Promise<void> {
      await db.transaction().execute(async (tx) => {
        const known = await tx
          .selectFrom('call_events')
          .select('id')
          .where('call_id', '=', callId)
          .where('type', '=', event.type)
          .executeTakeFirst();
        if (!known) await record(tx, callId, at, event);
      });
    },

    /** Notes until when the call waits for a side without a page, or with `null` that it is there. */
    async setGrace(of: CallRow, side: Side, until: number | null, at: number): Promise<void> {
      const column = side === 'buyer' ? 'buyer_grace_until' : 'agent_grace_until';
      await db.transaction().execute(async (tx) => {
        const changed = await tx
          .updateTable('calls')
          .set({ [column]: until })
          .where('id', '=', of.id)
          .where(isLive)
          .returning('id')
          .executeTakeFirst();
        const type = until === null ? 'returned' : 'left';
        if (changed) await record(tx, of.id, at, { type, data: { side } });
      });
    },

    /** Takes over a call whose server has died: everybody gets until `until` to come back. */
    adopt(
      from: CallRow,
      times: { at: number; until: number; deadline: number | null },
    ): Promise<CallRow | undefined> {
      return db.transaction().execute(async (tx) => {
        const changed = await tx
          .updateTable('calls')
          .set({
            deadline: times.deadline,
            buyer_grace_until: times.until,
            agent_grace_until: from.agent_id === null ? null : times.until,
            revision: from.revision + 1,
          })
          .where('id', '=', from.id)
          .where('revision', '=', from.revision)
          .returningAll()
          .executeTakeFirst();
        if (changed) await record(tx, from.id, times.at, { type: 'adopted' });
        return changed;
      });
    },
  };
}
