import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { id as idSchema } from '#protocol';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { AppError } from '#protocol/app-error';
import { forgetDeleted } from '../db/forget-deleted.ts';
import type { Database } from '../db/schema.ts';
import type { AuditLog } from './audit-log.ts';
import { expiryOf } from './review-rights.ts';
import type { ReviewStore } from './review.store.ts';

export interface RemovalDeps {
  readonly db: Kysely<Database>;
  readonly store: ReviewStore;
  readonly audit: AuditLog;
  readonly recordingsDir: string;
  /** Ends what is still being made of a recording. */
  readonly abandon: (recordingId: string) => Promise<void>;
  readonly log: Logger;
  readonly now: () => number;
}

const SWEEP_EVERY_MS = 3_600_000;

/** Deletes recordings for good: when somebody says so, and when their time is over. */
export class Removal {
  readonly #deps: RemovalDeps;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(deps: RemovalDeps) {
    this.#deps = deps;
  }

  /** Rows and files; answered when both are gone.
   *  @throws AppError `on_hold`, or `conflict` while it is being recorded. */
  async remove(recordingId: string): Promise<void> {
    const { store } = this.#deps;
    await this.#deps.abandon(recordingId);
    if (!(await store.remove(recordingId))) {
      const found = await store.get(recordingId);
      if (!found) return;
      if (found.row.legal_hold === 1) throw new AppError('on_hold');
      throw new AppError('conflict', 'it is still being recorded');
    }
    await this.#deleteFolder(recordingId);
    await forgetDeleted(this.#deps.db);
  }

  /** Looks now and every hour for recordings whose time is over, and now for folders that belong to none. */
  start(): void {
    const look = () => {
      this.#sweeping = this.#sweeping.then(() => this.sweep());
    };
    this.#sweeping = this.#sweeping.then(() => this.#deleteOrphans());
    look();
    this.#timer = setInterval(look, SWEEP_EVERY_MS).unref();
  }

  /** Deletes every recording whose time is over; never rejects. */
  async sweep(): Promise<void> {
    const { store, audit, log, now } = this.#deps;
    try {
      for (const { row, retentionDays } of await store.ended()) {
        const expiry = expiryOf(row, retentionDays);
        if (expiry === null || expiry > now()) continue;
        await this.remove(row.id);
        await audit.write({ shopId: row.shop_id, memberId: null, action: 'expire', recordingId: row.id });
      }
    } catch (error) {
      log.error({ err: error }, 'Recordings could not be swept');
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  /** Folders whose recording was deleted when the server died before they were. */
  async #deleteOrphans(): Promise<void> {
    const { store, recordingsDir, log } = this.#deps;
    try {
      const names = await readdir(recordingsDir).catch(() => []);
      for (const name of names) {
        if (idSchema.safeParse(name).success && !(await store.exists(name))) await this.#deleteFolder(name);
      }
    } catch (error) {
      log.error({ err: error }, 'Old folders of recordings could not be deleted');
    }
  }

  async #deleteFolder(recordingId: string): Promise<void> {
    await rm(path.join(this.#deps.recordingsDir, recordingId), { recursive: true, force: true });
  }
}
