import { captionCue, type addCaptions, type Captions, type Person } from '#protocol';
import { AppError } from '#protocol/app-error';
import type { Kysely, Transaction } from 'kysely';
import { z } from 'zod';
import { newId } from '../db/ids.ts';
import type { Database } from '../db/schema.ts';
import type { CaptionsRow } from '../db/schema-captions.ts';
import type { MemberActor } from '../transport/actor.ts';
import type { AuditedAct, AuditLog } from './audit-log.ts';
import { type FileCue, parseCaptions } from './caption-file.ts';
import { type Names, peopleOf } from './recorded-people.ts';
import { permittedRecording, requireNotHeld } from './review-access.ts';
import type { ReviewStore } from './review.store.ts';

export interface CaptionsDeps extends Names {
  readonly db: Kysely<Database>;
  readonly store: ReviewStore;
  readonly audit: AuditLog;
  /** The words by which it is found have changed. */
  readonly wordsChanged: (recordingId: string) => Promise<void>;
  readonly now: () => number;
}

/** A cue as it is stored. */
const storedCue = captionCue.omit({ person: true }).extend({ personId: z.string().nullable() });
export type StoredCue = z.infer<typeof storedCue>;

/** Captions as they come in. */
export interface NewCaptions {
  readonly recordingId: string;
  readonly language: string;
  readonly origin: CaptionsRow['origin'];
  readonly cues: readonly StoredCue[];
  readonly createdBy: string;
}

/** Captions as they are shown.
 *  @param person who took part, by id */
export function captionsView(row: CaptionsRow, person: (id: string) => Person): Captions {
  const cues = z.array(storedCue).parse(JSON.parse(row.cues));
  return {
    id: row.id,
    language: row.language,
    origin: row.origin,
    cues: cues.map(({ personId, ...cue }) => ({
      ...cue,
      person: personId === null ? null : person(personId),
    })),
    createdAt: row.created_at,
  };
}

/** What was said as words: brought as files, shown, found, taken away. One of each language. */
export function createCaptions(deps: CaptionsDeps) {
  const { db, store, audit, now } = deps;

  /** Refuses to take the place of captions on legal hold. */
  async function requireReplaceable(
    tx: Transaction<Database>,
    { recordingId, language }: NewCaptions,
  ): Promise<void> {
    const row = await tx
      .selectFrom('recording_captions as c')
      .innerJoin('recordings as r', 'r.id', 'c.recording_id')
      .select('r.legal_hold')
      .where('c.recording_id', '=', recordingId)
      .where('c.language', '=', language)
      .executeTakeFirst();
    if (row) requireNotHeld({ row });
  }

  /** Takes the place of what was there in its language. @param act what is noted with it, where it is not noted yet */
  async function put(captions: NewCaptions, act?: AuditedAct): Promise<CaptionsRow> {
    const { recordingId, language, origin, cues, createdBy } = captions;
    const row = await db.transaction().execute(async (tx) => {
      await requireReplaceable(tx, captions);
      if (act) await audit.add(tx, act);
      await tx
        .deleteFrom('recording_captions')
        .where('recording_id', '=', recordingId)
        .where('language', '=', language)
        .execute();
      return tx
        .insertInto('recording_captions')
        .values({
          id: newId(),
          recording_id: recordingId,
          language,
          origin,
          cues: JSON.stringify(cues),
          created_by: createdBy,
          created_at: now(),
        })
        .returningAll()
        .executeTakeFirstOrThrow();
    });
    await deps.wordsChanged(recordingId);
    return row;
  }

  return {
    put,

    /** Reads a file and takes the place of what was there in its language. */
    async add(
      actor: MemberActor,
      recordingId: string,
      language: string,
      file: Uint8Array,
    ): Promise<z.output<typeof addCaptions.output>> {
      const { row, call } = await permittedRecording(store, actor, recordingId, 'comment');
      const durationMs = (row.ended_at ?? now()) - row.started_at;
      const cues = parseCaptions(file, durationMs);
      const { all, person } = await peopleOf(deps, call, await store.recorded(row));
      const { shopId, memberId } = actor;
      const captions: NewCaptions = {
        ...{ recordingId, language, origin: 'file', createdBy: memberId },
        cues: cues.map((cue) => withPerson(cue, all)),
      };
      const detail = `file, ${language}`;
      const stored = await put(captions, { shopId, memberId, action: 'captions', recordingId, detail });
      return { captions: captionsView(stored, person) };
    },

    async remove(
      actor: MemberActor,
      recordingId: string,
      captionsId: string,
    ): Promise<Record<string, never>> {
      requireNotHeld(await permittedRecording(store, actor, recordingId, 'comment'));
      const { shopId, memberId } = actor;
      await db.transaction().execute(async (tx) => {
        const removed = await tx
          .deleteFrom('recording_captions')
          .where('recording_id', '=', recordingId)
          .where('id', '=', captionsId)
          .returning('language')
          .executeTakeFirst();
        if (!removed) throw new AppError('not_found', 'captionsId');
        const detail = `removed, ${removed.language}`;
        await audit.add(tx, { shopId, memberId, action: 'captions', recordingId, detail });
      });
      await deps.wordsChanged(recordingId);
      return {};
    },
  };
}

/** A voice is a person by its name; of any other the name stays in the words. */
function withPerson({ voice, ...cue }: FileCue, people: readonly Person[]): StoredCue {
  const person = people.find(({ name }) => name.toLowerCase() === voice?.toLowerCase());
  const text = voice === null || person ? cue.text : `${voice}: ${cue.text}`;
  return { ...cue, text, personId: person?.id ?? null };
}
