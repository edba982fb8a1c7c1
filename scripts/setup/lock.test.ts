import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from './lock.mjs';

let folder: string;
let target: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kanhuo-lock-'));
  target = path.join(folder, 'thing');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function leaveLock(holder: string) {
  mkdirSync(`${target}.lock`);
  writeFileSync(path.join(`${target}.lock`, 'holder'), holder);
}

describe('[SETUP-3] a lock', () => {
  it('lets one in after the other, and tells the second that it waits', async () => {
    const order: string[] = [];
    const [held, entered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const first = withLock(target, async () => {
      order.push('first in');
      entered.resolve();
      await held.promise;
      order.push('first out');
    });
    await entered.promise;
    const second = withLock(
      target,
      async () => void order.push('second in'),
      () => {
        order.push('second waits');
        held.resolve();
      },
    );
    await Promise.all([first, second]);
    expect(order).toEqual(['first in', 'second waits', 'first out', 'second in']);
    expect(existsSync(`${target}.lock`)).toBe(false);
  });

  it('is given back when the work fails', async () => {
    await expect(withLock(target, () => Promise.reject(new Error('no room')))).rejects.toThrow('no room');
    expect(await withLock(target, () => Promise.resolve('again'))).toBe('again');
  });

  it('of a process that died is taken over', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    leaveLock(`${pid}@${hostname()}`);
    expect(await withLock(target, () => Promise.resolve('taken over'))).toBe('taken over');
  });

  it('of another machine is taken over only when it has not been renewed for long', async () => {
    leaveLock('1@elsewhere');
    let waits = 0;
    const taken = withLock(
      target,
      () => Promise.resolve('taken over'),
      () => {
        waits += 1;
        const longAgo = new Date(Date.now() - 60_000);
        utimesSync(`${target}.lock`, longAgo, longAgo);
      },
    );
    expect(await taken).toBe('taken over');
    expect(waits).toBe(1);
  });
});
