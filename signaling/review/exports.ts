import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { addExport, ExportView } from '#protocol';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { newId } from '../db/ids.ts';
import type { Database } from '../db/schema.ts';
import type { ExportRow, RecordingRow } from '../db/schema-recordings.ts';
import { OneAtATime } from '#protocol/one-at-a-time';
import type { MemberActor } from '../transport/actor.ts';
import { AppError } from '#protocol/app-error';
import type { AuditLog } from './audit-log.ts';
import { type ExportRun, runExport } from './export-run.ts';
import { exportSources, type ExportSourcesDeps } from './export-sources.ts';
import { requireFfmpeg } from './ffmpeg.ts';
import type { MediaAddresses } from './media-address.ts';
import { permittedRecording } from './review-access.ts';
import { exportName } from './review-media.ts';

export interface ExportsDeps extends ExportSourcesDeps {
  readonly db: Kysely<Database>;
  readonly audit: AuditLog;
  readonly addresses: MediaAddresses;
  /** The program that makes them. */
  readonly ffmpeg: string;
  readonly log: Logger;
  readonly now: () => number;
}

interface Job {
  readonly recordingId: string;
  progress: number;
  cancelled: boolean;
  run: ExportRun | undefined;
  /** While it has its turn. */
  making: Promise<void> | undefined;
}

/** One at a time, whoever asks: the calls come first. */
const QUEUE = 'export';

/** MP4s of recordings: queued, made one after the other, cancelled, downloaded. */
export function createExports(deps: ExportsDeps) {
  const { db, store, audit, addresses, log, now } = deps;
  const queue = new OneAtATime();
  const jobs = new Map<string, Job>();

  const fileOf = ({ id, recording_id }: Pick<ExportRow, 'id' | 'recording_id'>) =>
    path.join(deps.recordingsDir, recording_id, `${exportName(id)}.mp4`);

  async function setStatus(id: string, status: ExportRow['status']): Promise<void> {
    await db.updateTable('recording_exports').set({ status }).where('id', '=', id).execute();
  }

  async function make(row: ExportRow, job: Job): Promise<void> {
    const found = await store.get(row.recording_id);
    if (job.cancelled || !found || found.row.ended_at === null) return;
    await setStatus(row.id, 'running');
    try {
      const sources = await exportSources(deps, found, row);
      const output = fileOf(row);
      job.run = runExport(deps.ffmpeg, sources, output, (share) => (job.progress = share));
      // Cancelled in the moment it was started.
      if (job.cancelled) job.run.stop();
      await job.run.done;
      // Cancelled in its last moment: whoever cancelled looked for the file before it had this name.
      if (job.cancelled) await rm(output, { force: true });
      else await setStatus(row.id, 'done');
    } catch (error) {
      if (job.cancelled) return;
      log.error({ err: error, exportId: row.id }, 'An export failed');
      await setStatus(row.id, 'failed');
    }
  }

  function enqueue(row: ExportRow): void {
    const { recording_id: recordingId } = row;
    const job: Job = { recordingId, progress: 0, cancelled: false, run: undefined, making: undefined };
    jobs.set(row.id, job);
    queue
      .run(QUEUE, () => (job.making = make(row, job)))
      .catch((error: unknown) => log.error({ err: error, exportId: row.id }, 'An export got stuck'))
      .finally(() => jobs.delete(row.id));
  }

  function cancel(job: Job): void {
    job.cancelled = true;
    job.run?.stop();
  }

  function view(row: ExportRow, memberId: string): ExportView {
    const target = { recordingId: row.recording_id, name: exportName(row.id) };
    return {
      id: row.id,
      recordingId: row.recording_id,
      layout: row.layout,
      status: row.status,
      progress: row.status === 'done' ? 1 : (jobs.get(row.id)?.progress ?? 0),
      url: row.status === 'done' ? addresses.address({ member: memberId }, target, now()) : null,
      createdAt: row.created_at,
    };
  }

  async function requireCaptions(recording: RecordingRow, captionsId: string): Promise<void> {
    const { captions } = await store.recorded(recording);
    if (!captions.some(({ id }) => id === captionsId)) throw new AppError('not_found', 'captions');
  }

  /** The export, if this member may have it; any other does not exist for them. */
  async function visible(actor: MemberActor, exportId: string): Promise<ExportRow> {
    const row = await db
      .selectFrom('recording_exports')
      .selectAll()
      .where('id', '=', exportId)
      .executeTakeFirst();
    if (!row) throw new AppError('not_found', 'exportId');
    await permittedRecording(store, actor, row.recording_id, 'export');
    return row;
  }

  return {
    async add(
      actor: MemberActor,
      recordingId: string,
      { layout, chat, captions, language }: z.output<typeof addExport.input>,
    ): Promise<{ export: ExportView }> {
      const { row: recording } = await permittedRecording(store, actor, recordingId, 'export');
      if (recording.ended_at === null) throw new AppError('conflict', 'it is still being recorded');
      if (captions !== null) await requireCaptions(recording, captions.id);
      await requireFfmpeg(deps.ffmpeg);
      const { shopId, memberId } = actor;
      await audit.write({
        shopId,
        memberId,
        action: 'export',
        recordingId,
        detail: `${layout}, chat: ${chat}`,
      });
      const row = await db
        .insertInto('recording_exports')
        .values({
          id: newId(),
          recording_id: recordingId,
          layout,
          chat,
          language,
          captions: captions === null ? '' : JSON.stringify(captions),
          status: 'queued',
          created_by: memberId,
          created_at: now(),
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      enqueue(row);
      return { export: view(row, memberId) };
    },

    /** Whoever made them: under way, failed, and those whose file is there. */
    async list(actor: MemberActor, recordingId: string): Promise<{ exports: ExportView[] }> {
      await permittedRecording(store, actor, recordingId, 'export');
      const rows = await db
        .selectFrom('recording_exports')
        .selectAll()
        .where('recording_id', '=', recordingId)
        .where('status', '!=', 'cancelled')
        .orderBy('id', 'desc')
        .execute();
      return { exports: rows.map((row) => view(row, actor.memberId)) };
    },

    async get(actor: MemberActor, exportId: string): Promise<{ export: ExportView }> {
      return { export: view(await visible(actor, exportId), actor.memberId) };
    },

    /** Ends it when it is not done, and deletes its file when it is. */
    async cancel(actor: MemberActor, exportId: string): Promise<{ export: ExportView }> {
      const row = await visible(actor, exportId);
      const { shopId, memberId } = actor;
      const { recording_id: recordingId } = row;
      const detail = `export ${exportId}`;
      if (row.status === 'done')
        await audit.write({ shopId, memberId, action: 'delete', recordingId, detail });
      const job = jobs.get(exportId);
      if (job) cancel(job);
      await setStatus(exportId, 'cancelled');
      await rm(fileOf(row), { force: true });
      return { export: view({ ...row, status: 'cancelled' }, actor.memberId) };
    },

    /** Ends everything that is made of a recording; resolves when no file of it is written any more. */
    async abandon(recordingId: string): Promise<void> {
      const own = [...jobs].filter(([, job]) => job.recordingId === recordingId);
      for (const [id, job] of own) {
        cancel(job);
        await setStatus(id, 'cancelled');
      }
      await Promise.all(own.map(async ([, { making }]) => making?.catch(() => {})));
    },

    /** What a server before this one did not finish failed. */
    async start(): Promise<void> {
      const left = await db
        .updateTable('recording_exports')
        .set({ status: 'failed' })
        .where('status', 'in', ['queued', 'running'])
        .returning(['id', 'recording_id'])
        .execute();
      for (const row of left) await rm(`${fileOf(row)}.parts`, { recursive: true, force: true });
    },

    async close(): Promise<void> {
      for (const job of jobs.values()) cancel(job);
      await queue.idle();
    },
  };
}
