import { access } from 'node:fs/promises';
import path from 'node:path';
import { id as idSchema, kindOfSource } from '#protocol';
import type { Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';
import type { MemberActor } from '../transport/actor.ts';
import { AppError } from '#protocol/app-error';
import type { AuditLog } from './audit-log.ts';
import { isClipName } from './clip-names.ts';
import type { Clips } from './clips.ts';
import type { MediaAddresses, MediaTarget, Reader } from './media-address.ts';
import { originalOf } from './original-names.ts';
import { visibleRecording } from './review-access.ts';
import type { ReviewStore } from './review.store.ts';

/** A file of a recording, ready to be sent. */
export interface MediaFile {
  readonly path: string;
  readonly contentType: string;
  /** It still grows: no cache may keep it. */
  readonly live: boolean;
  /** What a browser calls the file it saves; undefined for what is played. */
  readonly download?: string;
}

interface Query {
  readonly until?: unknown;
  readonly key?: unknown;
}

export interface ReviewMediaDeps {
  readonly db: Kysely<Database>;
  readonly store: ReviewStore;
  readonly audit: AuditLog;
  readonly addresses: MediaAddresses;
  readonly clips: Pick<Clips, 'file'>;
  readonly shares: { leadsTo(shareId: string, recordingId: string): Promise<boolean> };
  readonly recordingsDir: string;
  readonly now: () => number;
}

/** The name of an export in addresses and, with its ending, in the folder. */
export const exportName = (exportId: string): string => `export-${exportId}`;

/** The file in which a recording's picture for the list is kept. */
export const POSTER_FILE = 'poster.jpg';

/** Files of recordings behind their addresses. */
export type ReviewMedia = ReturnType<typeof createReviewMedia>;

export function createReviewMedia(deps: ReviewMediaDeps) {
  const { db, store, audit, addresses, now } = deps;

  function requireAddress(reader: Reader, target: MediaTarget, query: Query): void {
    if (!addresses.isValid(reader, target, query, now())) {
      throw new AppError('forbidden', 'this address is not good, or not any more');
    }
  }

  async function fileOf(target: MediaTarget): Promise<MediaFile> {
    const { recordingId, name } = target;
    const folder = path.join(deps.recordingsDir, recordingId);
    if (name === 'poster') {
      return { path: path.join(folder, POSTER_FILE), contentType: 'image/jpeg', live: false };
    }
    if (isClipName(name)) return clipFile(target);
    const original = originalOf(name);
    if (original !== undefined) return originalFile({ recordingId, name: original });
    const segment = await db
      .selectFrom('recording_segments')
      .selectAll()
      .where('recording_id', '=', recordingId)
      .where('id', '=', name)
      .executeTakeFirst();
    if (!segment) throw new AppError('not_found', 'segment');
    const file = segment.file ?? (await growing(folder, segment.id));
    const contentType = `${kindOfSource(segment.source)}/${file.endsWith('.mp4') ? 'mp4' : 'webm'}`;
    return { path: path.join(folder, file), contentType, live: segment.closed_at === null };
  }

  async function clipFile({ recordingId, name }: MediaTarget): Promise<MediaFile> {
    const { path: file, download } = await deps.clips.file(recordingId, name);
    const contentType = file.endsWith('.mp4') ? 'video/mp4' : 'video/webm';
    return { path: file, contentType, live: false, ...(download && { download }) };
  }

  async function originalFile(target: MediaTarget): Promise<MediaFile> {
    const file = await fileOf(target);
    return { ...file, download: `recording-${path.basename(file.path)}` };
  }

  async function exportFile({ recordingId, name }: MediaTarget): Promise<MediaFile> {
    const done = await db
      .selectFrom('recording_exports')
      .select('id')
      .where('recording_id', '=', recordingId)
      .where('id', '=', name.slice(exportName('').length))
      .where('status', '=', 'done')
      .executeTakeFirst();
    if (!done) throw new AppError('not_found', 'export');
    const file = path.join(deps.recordingsDir, recordingId, `${name}.mp4`);
    return { path: file, contentType: 'video/mp4', live: false, download: `recording-${recordingId}.mp4` };
  }

  return {
    /** For a member with their own sign-in. */
    async forMember(actor: MemberActor, target: MediaTarget, query: Query): Promise<MediaFile> {
      const { row, may } = await visibleRecording(store, actor, target.recordingId);
      requireAddress({ member: actor.memberId }, target, query);
      const isExport = target.name.startsWith(exportName(''));
      const file = await (isExport ? exportFile(target) : fileOf(target));
      if (file.download === undefined) return file;
      if (!may.export) throw new AppError('forbidden');
      const { shopId, memberId } = actor;
      await audit.write({ shopId, memberId, action: 'download', recordingId: row.id, detail: target.name });
      return file;
    },

    /** For whoever has a link; exports are not for them. */
    async forShare(shareId: string, target: MediaTarget, query: Query): Promise<MediaFile> {
      requireAddress({ share: shareId }, target, query);
      if (!(await deps.shares.leadsTo(shareId, target.recordingId))) throw new AppError('forbidden');
      return fileOf(target);
    },
  };
}

/** The name of a file that is still being written. */
async function growing(folder: string, segmentId: string): Promise<string> {
  for (const ending of ['webm', 'mp4']) {
    const file = `${idSchema.parse(segmentId)}.${ending}`;
    const isThere = await access(path.join(folder, file)).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  throw new AppError('not_found', 'segment');
}
