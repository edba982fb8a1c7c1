import { mkdir, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { LIMITS, type PictureView } from '#protocol';
import type { Kysely, Transaction } from 'kysely';
import type { Logger } from 'pino';
import type { Blob, BlobStore } from '../blobs/blob-store.ts';
import { newId } from '../db/ids.ts';
import type { Database, PictureRow } from '../db/schema.ts';
import { OneAtATime } from '#protocol/one-at-a-time';
import { AppError } from '#protocol/app-error';
import { createPictureAddresses, type PictureSize } from './picture-address.ts';
import { encodePicture } from './picture-encoding.ts';
import { createPicturesStore } from './pictures.store.ts';
import { withReceivedFile } from './receive-file.ts';

export interface PicturesDeps {
  readonly db: Kysely<Database>;
  readonly blobs: BlobStore;
  /** Folder for files while they are being received; emptied at the start. */
  readonly uploadsDir: string;
  /** At least 32 random bytes that stay the same over restarts: signs addresses. */
  readonly addressSecret: Uint8Array;
  readonly log: Logger;
  readonly now: () => number;
}

/** A picture on its way into a conversation; rights to the conversation were checked before. */
export interface Upload {
  readonly conversationId: string;
  readonly uploader: { readonly kind: 'buyer' | 'member'; readonly id: string };
  readonly body: Readable;
  readonly fullResolution: boolean;
}

const UNUSED_MS = 24 * 3_600_000;
const SWEEP_EVERY_MS = 3_600_000;
const SWEEP_AT_ONCE = 100;
/** Decoding needs some hundred megabytes at worst: this many pictures at a time, the others wait. */
const LANES = 2;

/** Pictures of conversations: received, re-encoded, kept, served by signed addresses, swept when never used. */
export type PicturesService = Awaited<ReturnType<typeof createPicturesService>>;

/** Creates the service and starts its sweep, now and every hour; `close` ends it. */
export async function createPicturesService(deps: PicturesDeps) {
  const { blobs, uploadsDir, log, now } = deps;
  const store = createPicturesStore(deps.db);
  const addresses = createPictureAddresses(deps.addressSecret);
  const lanes = new OneAtATime();
  let nextLane = 0;

  await rm(uploadsDir, { recursive: true, force: true });
  await mkdir(uploadsDir, { recursive: true });

  const key = (id: string, size: PictureSize) => `pictures/${id.slice(-2)}/${id}-${size}.webp`;

  const view = (row: PictureRow): PictureView => ({
    id: row.id,
    width: row.width,
    height: row.height,
    full: addresses.address(row.id, 'full', now()),
    preview: addresses.address(row.id, 'preview', now()),
  });

  async function keep(upload: Upload, path: string): Promise<PictureView> {
    nextLane = (nextLane + 1) % LANES;
    const encode = () => encodePicture(path, upload.fullResolution);
    const { full, preview, width, height } = await lanes.run(`${nextLane}`, encode);
    const id = newId();
    const row: PictureRow = {
      id,
      conversation_id: upload.conversationId,
      uploader_kind: upload.uploader.kind,
      uploader_id: upload.uploader.id,
      width,
      height,
      bytes: full.length + preview.length,
      message_id: null,
      created_at: now(),
    };
    try {
      await Promise.all([blobs.put(key(id, 'full'), full), blobs.put(key(id, 'preview'), preview)]);
      await store.insert(row);
    } catch (error) {
      await deleteBlobs(id);
      throw error;
    }
    return view(row);
  }

  async function deleteBlobs(id: string): Promise<void> {
    await Promise.all([blobs.delete(key(id, 'full')), blobs.delete(key(id, 'preview'))]);
  }

  /** Deletes pictures that have stood in no message for a day. */
  async function sweep(): Promise<void> {
    for (;;) {
      const ids = await store.unusedBefore(now() - UNUSED_MS, SWEEP_AT_ONCE);
      for (const id of ids) {
        if (await store.deleteUnused(id)) await deleteBlobs(id);
      }
      if (ids.length < SWEEP_AT_ONCE) return;
    }
  }

  let sweeping = Promise.resolve();
  const sweepNow = () => {
    sweeping = sweeping.then(sweep).then(
      () => {},
      (error: unknown) => log.error({ err: error }, 'Unused pictures could not be swept'),
    );
  };
  sweepNow();
  const timer = setInterval(sweepNow, SWEEP_EVERY_MS).unref();

  return {
    /** Receives, checks, re-encodes and keeps a picture; it stands in no message yet. */
    store(upload: Upload): Promise<PictureView> {
      const options = { folder: uploadsDir, maxBytes: LIMITS.pictureBytes };
      return withReceivedFile(upload.body, options, (path) => keep(upload, path));
    },

    /** Rejects for an id that never was a picture: only stored messages name pictures. */
    async view(pictureId: string): Promise<PictureView> {
      const row = await store.get(pictureId);
      if (!row) throw new Error(`picture ${pictureId} is missing`);
      return view(row);
    },

    /** Puts an uploader's free picture into a message, within the message's own transaction. */
    async claim(
      tx: Transaction<Database>,
      of: Parameters<ReturnType<typeof createPicturesStore>['claim']>[1],
    ): Promise<void> {
      if (!(await store.claim(tx, of))) throw new AppError('not_found', 'pictureId');
    },

    /** The file behind a signed address. */
    async open(pictureId: string, size: string, query: { until?: unknown; key?: unknown }): Promise<Blob> {
      if ((size !== 'full' && size !== 'preview') || !addresses.isValid(pictureId, size, query, now())) {
        throw new AppError('forbidden', 'this address is not good, or not any more');
      }
      const blob = await blobs.get(key(pictureId, size));
      if (!blob) throw new AppError('not_found');
      return blob;
    },

    /** Ends the sweep and waits for pictures that are being encoded. */
    async close(): Promise<void> {
      clearInterval(timer);
      await Promise.all([sweeping, lanes.idle()]);
    },
  };
}
