import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { addClip, Clip, Person, SharedRecording } from '#protocol';
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import { AppError } from '#protocol/app-error';
import { newId } from '../db/ids.ts';
import type { Database } from '../db/schema.ts';
import type { ClipRow } from '../db/schema-learning.ts';
import { OneAtATime } from '#protocol/one-at-a-time';
import type { MemberActor } from '../transport/actor.ts';
import type { AuditLog } from './audit-log.ts';
import { cutArguments, joinArguments, mainPicture } from './clip-arguments.ts';
import { clipFile, clipName, readClipName } from './clip-names.ts';
import { type ClipPart, type ClipPlan, type CutSource, isSound, planClip } from './clip-plan.ts';
import { clipView } from './clip-view.ts';
import { requireFfmpeg, runFfmpeg } from './ffmpeg.ts';
import type { Looks } from './looks.ts';
import type { MediaAddresses, Reader } from './media-address.ts';
import { requireNotHeld, visibleRecording, type VisibleRecording } from './review-access.ts';
import type { ReviewViews } from './review-views.ts';
import type { FoundRecording } from './found-recordings.ts';
import type { ReviewStore } from './review.store.ts';

export interface ClipsDeps {
  readonly db: Kysely<Database>;
  readonly store: ReviewStore;
  readonly views: ReviewViews;
  readonly addresses: MediaAddresses;
  readonly looks: Looks;
  readonly audit: AuditLog;
  readonly members: { person(memberId: string): Promise<Person> };
  readonly recordingsDir: string;
  /** What was noted of the pictures of a segment in its folder. */
  readonly pictureFacts: (folder: string, segmentId: string) => Promise<{ readonly keys: readonly number[] }>;
  /** The program that cuts. */
  readonly ffmpeg: string;
  readonly now: () => number;
}

/** Spans of recordings as files of their own. */
export type Clips = ReturnType<typeof createClips>;

export function createClips(deps: ClipsDeps) {
  const { db, store, addresses, now } = deps;
  const turns = new OneAtATime();
  const note = (
    { shopId, memberId }: MemberActor,
    action: 'export' | 'delete',
    row: Pick<ClipRow, 'id' | 'recording_id'>,
  ) =>
    deps.audit.write({ shopId, memberId, action, recordingId: row.recording_id, detail: `clip ${row.id}` });
  const folderOf = (recordingId: string) => path.join(deps.recordingsDir, recordingId);
  const all = () => db.selectFrom('recording_clips').selectAll();

  async function sourcesOf({ row }: FoundRecording): Promise<CutSource[]> {
    const { segments } = await store.recorded(row);
    const sources = segments.flatMap((one) =>
      one.file === null || one.started_at === null
        ? []
        : [{ ...one, file: one.file, startMs: Math.max(0, one.started_at - row.started_at) }],
    );
    return Promise.all(
      sources.map(async ({ id, file, side, source, startMs, duration_ms: durationMs }) => {
        const keys = isSound({ source }) ? [] : (await deps.pictureFacts(folderOf(row.id), id)).keys;
        return { segmentId: id, file, side, source, startMs, durationMs, keys };
      }),
    );
  }

  /** Cuts the files and keeps them; leaves none of them when one cannot be. */
  async function cut(
    clipId: string,
    recordingId: string,
    { parts, fromMs }: ClipPlan,
    keep: () => Promise<unknown>,
  ): Promise<void> {
    const folder = folderOf(recordingId);
    const files = parts.map((part) => ({ part, path: path.join(folder, clipFile(clipId, part)) }));
    const whole = path.join(folder, wholeFile(clipId, parts));
    try {
      for (const { part, path: to } of files) {
        await runFfmpeg(deps.ffmpeg, cutArguments(part, path.join(folder, part.file), to)).done;
      }
      await runFfmpeg(deps.ffmpeg, joinArguments(files, fromMs, whole)).done;
      await keep();
    } catch (error) {
      await remove(clipId, recordingId, parts);
      throw error;
    }
  }

  async function remove(clipId: string, recordingId: string, parts: readonly ClipPart[]): Promise<void> {
    const names = [...parts.map((part) => clipFile(clipId, part)), wholeFile(clipId, parts)];
    await Promise.all(names.map((name) => rm(path.join(folderOf(recordingId), name), { force: true })));
  }

  async function view(row: ClipRow, { may }: VisibleRecording, actor: MemberActor): Promise<Clip> {
    const target = { recordingId: row.recording_id, name: clipName(row.id) };
    return {
      id: row.id,
      recordingId: row.recording_id,
      title: row.title,
      fromMs: row.from_ms,
      untilMs: row.until_ms,
      leadMs: row.lead_ms,
      createdBy: await deps.members.person(row.created_by),
      createdAt: row.created_at,
      mine: row.created_by === actor.memberId || actor.role === 'owner',
      download: may.export ? addresses.address({ member: actor.memberId }, target, now()) : null,
    };
  }

  async function recorded(row: ClipRow, found: FoundRecording, reader: Reader): Promise<SharedRecording> {
    const rows = await store.recorded(found.row);
    const whole = await deps.views.recorded(found, { ...rows, comments: [] }, reader);
    const clip = { fromMs: row.from_ms, untilMs: row.until_ms, parts: JSON.parse(row.parts) as ClipPart[] };
    return clipView(whole, clip, (segmentId) => {
      const target = { recordingId: row.recording_id, name: clipName(row.id, segmentId) };
      return addresses.address(reader, target, now());
    });
  }

  /** The clip with its recording, if this member may see that; any other does not exist for them. */
  async function visible(actor: MemberActor, clipId: string) {
    const row = await all().where('id', '=', clipId).executeTakeFirst();
    if (!row) throw new AppError('not_found', 'clipId');
    return { row, found: await visibleRecording(store, actor, row.recording_id) };
  }

  return {
    async list(actor: MemberActor, recordingId: string): Promise<{ clips: Clip[] }> {
      const found = await visibleRecording(store, actor, recordingId);
      const rows = await all().where('recording_id', '=', recordingId).orderBy('from_ms').execute();
      return { clips: await Promise.all(rows.map((row) => view(row, found, actor))) };
    },

    /** Cuts one, after those that are being cut; resolves when its files are there. */
    add: (
      actor: MemberActor,
      recordingId: string,
      { title, fromMs, untilMs }: z.output<typeof addClip.input>,
    ): Promise<{ clip: Clip }> =>
      turns.run('clip', async () => {
        const found = await visibleRecording(store, actor, recordingId);
        if (found.row.ended_at === null) throw new AppError('conflict', 'it is still being recorded');
        const plan = planClip(await sourcesOf(found), fromMs, untilMs);
        if (plan.parts.length === 0) throw new AppError('invalid_input', 'nothing is recorded there');
        await requireFfmpeg(deps.ffmpeg);
        const id = newId();
        await note(actor, 'export', { id, recording_id: recordingId });
        const row: ClipRow = {
          id,
          recording_id: recordingId,
          title,
          from_ms: plan.fromMs,
          until_ms: plan.untilMs,
          lead_ms: Math.max(0, fromMs - plan.fromMs),
          parts: JSON.stringify(plan.parts),
          created_by: actor.memberId,
          created_at: now(),
        };
        await cut(id, recordingId, plan, () => db.insertInto('recording_clips').values(row).execute());
        return { clip: await view(row, found, actor) };
      }),

    async get(actor: MemberActor, clipId: string): Promise<{ clip: Clip; recording: SharedRecording }> {
      const { row, found } = await visible(actor, clipId);
      await deps.looks.note(actor, row.recording_id);
      const recording = await recorded(row, found, { member: actor.memberId });
      return { clip: await view(row, found, actor), recording };
    },

    async remove(actor: MemberActor, clipId: string): Promise<Record<string, never>> {
      const { row, found } = await visible(actor, clipId);
      if (row.created_by !== actor.memberId && actor.role !== 'owner') throw new AppError('forbidden');
      requireNotHeld(found);
      await note(actor, 'delete', row);
      await db.deleteFrom('recording_clips').where('id', '=', clipId).execute();
      await remove(clipId, row.recording_id, JSON.parse(row.parts) as ClipPart[]);
      return {};
    },

    async isOf(clipId: string, recordingId: string): Promise<boolean> {
      const row = await all().where('id', '=', clipId).executeTakeFirst();
      return row?.recording_id === recordingId;
    },

    /** The file behind a name of a clip: one of its parts, or the one that is saved. */
    async file(recordingId: string, name: string): Promise<{ path: string; download?: string }> {
      const target = readClipName(name);
      const row =
        target &&
        (await all()
          .where('id', '=', target.clipId)
          .where('recording_id', '=', recordingId)
          .executeTakeFirst());
      if (!target || !row) throw new AppError('not_found', 'clip');
      const parts = JSON.parse(row.parts) as ClipPart[];
      const folder = folderOf(recordingId);
      if (target.segmentId === undefined) {
        const file = wholeFile(row.id, parts);
        return { path: path.join(folder, file), download: file };
      }
      const part = parts.find(({ segmentId }) => segmentId === target.segmentId);
      if (!part) throw new AppError('not_found', 'clip');
      return { path: path.join(folder, clipFile(row.id, part)) };
    },

    /** What somebody behind a link sees of a clip; undefined when it is not there any more. */
    async shared(clipId: string, found: FoundRecording, reader: Reader) {
      const row = await all()
        .where('id', '=', clipId)
        .where('recording_id', '=', found.row.id)
        .executeTakeFirst();
      return row && { title: row.title, recording: await recorded(row, found, reader) };
    },

    /** Resolves when nothing is being cut. */
    idle: () => turns.idle(),
  };
}

/** The one file of a clip: of the kind that its picture has. */
function wholeFile(clipId: string, parts: readonly ClipPart[]): string {
  const main = mainPicture(parts.map((part) => ({ part, path: part.file })));
  return `${clipName(clipId)}${main?.path.endsWith('.mp4') ? '.mp4' : '.webm'}`;
}
