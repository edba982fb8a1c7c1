import type { Reply } from '#protocol';
import { describe, expect, it, vi } from 'vitest';
import { RepeatGuard } from './repeat-guard.ts';

const ok = (data: unknown): Promise<Reply<unknown>> => Promise.resolve({ ok: true, data });
const refused = (code: 'conflict' | 'unavailable'): Promise<Reply<unknown>> =>
  Promise.resolve({ ok: false, error: { code, message: '' } });

function counted(replies: () => Promise<Reply<unknown>>) {
  return vi.fn<() => Promise<Reply<unknown>>>(replies);
}

describe('a command that is sent again', () => {
  it('[WIRE-5] runs once, and gets the reply of the first run', async () => {
    let runs = 0;
    const work = counted(() => ok(++runs));
    const guard = new RepeatGuard(Date.now);
    expect(await guard.run('lan 1', 'a', true, work)).toEqual({ ok: true, data: 1 });
    expect(await guard.run('lan 1', 'a', true, work)).toEqual({ ok: true, data: 1 });
    expect(await guard.run('wei 1', 'a', true, work)).toEqual({ ok: true, data: 2 });
  });

  it('[WIRE-5] waits for a first run that is still going on', async () => {
    const guard = new RepeatGuard(Date.now);
    const first = Promise.withResolvers<Reply<unknown>>();
    const work = counted(() => first.promise);
    const replies = [guard.run('k', 'a', true, work), guard.run('k', 'a', true, work)];
    first.resolve({ ok: true, data: 'once' });
    expect(await Promise.all(replies)).toEqual([
      { ok: true, data: 'once' },
      { ok: true, data: 'once' },
    ]);
    expect(work).toHaveBeenCalledOnce();
  });

  it('[WIRE-5] gets a final refusal again, and a new attempt after one that may pass', async () => {
    const guard = new RepeatGuard(Date.now);
    const final = counted(() => refused('conflict'));
    const passing = counted(() => refused('unavailable'));
    for (const _ of [1, 2]) {
      await guard.run('final', 'a', true, final);
      await guard.run('passing', 'a', true, passing);
    }
    expect(final).toHaveBeenCalledTimes(1);
    expect(passing).toHaveBeenCalledTimes(2);
  });

  it('[WIRE-5] is refused when its id was used for another command', async () => {
    const guard = new RepeatGuard(Date.now);
    await guard.run('k', 'a', true, () => ok(1));
    await expect(guard.run('k', 'b', true, () => ok(2))).rejects.toMatchObject({ code: 'conflict' });
  });

  it('[WIRE-5] reads are run anew', async () => {
    const guard = new RepeatGuard(Date.now);
    const work = counted(() => ok(1));
    await guard.run('k', 'a', false, work);
    await guard.run('k', 'a', false, work);
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('[WIRE-6] is forgotten after a while, and when too many came since', async () => {
    let time = 0;
    const guard = new RepeatGuard(() => time, { runs: 3, ms: 1000 });
    const work = counted(() => ok(1));
    await guard.run('old', 'a', true, work);
    time = 1000;
    await guard.run('old', 'a', true, work);
    expect(work).toHaveBeenCalledTimes(2);
    for (const key of ['b', 'c', 'd']) await guard.run(key, 'a', true, () => ok(1));
    await guard.run('old', 'a', true, work);
    expect(work).toHaveBeenCalledTimes(3);
  });
});
