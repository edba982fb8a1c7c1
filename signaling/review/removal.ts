import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { id as idSchema } from '#protocol';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { AppError } from '#protocol/app-error';
import { forgetDeleted } from '../db/forget-deleted.ts';
import type { Database } from '../db/schema.ts';
import type { AuditedAct, AuditLog } from './audit-log.ts';
import type { ReviewStore } from './review.store.ts';

export interface RemovalDeps {
  readonly db: Kysely<Database>;
  readonly store: ReviewStore;
  readonly audit: Pick<AuditLog, 'add'>;
  readonly recordingsDir: string;
  /** Ends what is still being made of a recording; resolves when no file of it is written any more. */
  readonly abandon: (recordingId: string) => Promise<void>;
  /** How many are looked at together. */
  readonly batch?: number;
  readonly log: Logger;
  readonly now: () => number;
}

/** Who deletes, and why. */
export type Deletion = Pick<AuditedAct, 'shopId' | 'memberId' | 'action'>;

const SWEEP_EVERY_MS = 3_600_000;
const BATCH = 500;

/** Deletes recordings for good: when somebody says so, and when their time is over. */
export class Removal {
  readonly #deps: RemovalDeps;
  readonly #batch: number;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(deps: RemovalDeps) {
    this.#deps = deps;
    this.#batch = deps.batch ?? BATCH;
  }

  /** Rows and files; answered when both are gone. Files that cannot be deleted now are within the hour.
   *  @throws AppError `on_hold`, or `conflict` while it is being recorded. */
  async remove(recordingId: string, by: Deletion): Promise<void> {
    const { store, audit, abandon, db } = this.#deps;
    // First: what is made of one that stays goes on.
    await this.#requireFree(recordingId);
    await abandon(recordingId);
    const isGone = await store.remove(recordingId, (tx) => audit.add(tx, { ...by, recordingId }));
    if (!isGone) return this.#requireFree(recordingId);
    await Promise.all([this.#deleteFolder(recordingId), forgetDeleted(db)]);
  }

  /** Looks now and every hour for recordings whose time is over, and for folders that belong to none. */
  start(): void {
    const look = () => {
      this.#sweeping = this.#sweeping.then(() => this.sweep());
    };
    look();
    this.#timer = setInterval(look, SWEEP_EVERY_MS).unref();
  }

  /** Deletes folders that belong to no recording, and every recording whose time is over; never rejects. */
  async sweep(): Promise<void> {
    const { store, log, now } = this.#deps;
    try {
      await this.#deleteOrphans();
      for (let after = ''; ;) {
        const expired = await store.expired(now(), after, this.#batch);
        for (const { id, shop_id: shopId } of expired) await this.#expire(id, shopId);
        const last = expired.at(-1);
        if (!last) return;
        after = last.id;
      }
    } catch (error) {
      log.error({ err: error }, 'Recordings could not be swept');
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  /** One that cannot be deleted does not keep the others. */
  async #expire(recordingId: string, shopId: string): Promise<void> {
    try {
      await this.remove(recordingId, { shopId, memberId: null, action: 'expire' });
    } catch (error) {
      this.#deps.log.error(
        { err: error, recordingId },
        'A recording whose time is over could not be deleted',
      );
    }
  }

  async #requireFree(recordingId: string): Promise<void> {
    const found = await this.#deps.store.get(recordingId);
    if (found?.row.legal_hold === 1) throw new AppError('on_hold');
    if (found?.row.ended_at === null) throw new AppError('conflict', 'it is still being recorded');
  }

  /** Folders whose recording was deleted when they could not be. */
  async #deleteOrphans(): Promise<void> {
    const { store, recordingsDir, log } = this.#deps;
    const names = await readdir(recordingsDir).catch(() => []);
    const ids = names.filter((name) => idSchema.safeParse(name).success);
    for (let from = 0; from < ids.length; from += this.#batch) {
      const some = ids.slice(from, from + this.#batch);
      const known = await store.existing(some);
      for (const name of some.filter((id) => !known.has(id))) {
        await this.#deleteFolder(name).catch((error: unknown) =>
          log.error({ err: error, recordingId: name }, 'An old folder could not be deleted'),
        );
      }
    }
  }

  async #deleteFolder(recordingId: string): Promise<void> {
    await rm(path.join(this.#deps.recordingsDir, recordingId), { recursive: true, force: true });
  }
}
