import type { Reply } from '#protocol';
import { describe, expect, it, vi } from 'vitest';
import { RepeatGuard } from './repeat-guard.ts';

const ok = (data: unknown): Promise<Reply<unknown>> => Promise.resolve({ ok: true, data });
const refused = (code: 'conflict' | 'unavailable'): Promise<Reply<unknown>> =>
  Promise.resolve({ ok: false, error: { code, message: '' } });

const of = (id: string, actor = 'lan') => ({ actor, id });

function counted(replies: () => Promise<Reply<unknown>>) {
  return vi.fn<() => Promise<Reply<unknown>>>(replies);
}

describe('a command that is sent again', () => {
  it('[WIRE-5] runs once, and gets the reply of the first run', async () => {
    let runs = 0;
    const work = counted(() => ok(++runs));
    const guard = new RepeatGuard(Date.now);
    expect(await guard.run(of('1'), 'a', true, work)).toEqual({ ok: true, data: 1 });
    expect(await guard.run(of('1'), 'a', true, work)).toEqual({ ok: true, data: 1 });
    expect(await guard.run(of('1', 'wei'), 'a', true, work)).toEqual({ ok: true, data: 2 });
  });

  it('[WIRE-5] waits for a first run that is still going on', async () => {
    const guard = new RepeatGuard(Date.now);
    const first = Promise.withResolvers<Reply<unknown>>();
    const work = counted(() => first.promise);
    const replies = [guard.run(of('k'), 'a', true, work), guard.run(of('k'), 'a', true, work)];
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
      await guard.run(of('final'), 'a', true, final);
      await guard.run(of('passing'), 'a', true, passing);
    }
    expect(final).toHaveBeenCalledTimes(1);
    expect(passing).toHaveBeenCalledTimes(2);
  });

  it('[WIRE-5] is refused when its id was used for another command', async () => {
    const guard = new RepeatGuard(Date.now);
    await guard.run(of('k'), 'a', true, () => ok(1));
    await expect(guard.run(of('k'), 'b', true, () => ok(2))).rejects.toMatchObject({ code: 'conflict' });
  });

  it('[WIRE-5] reads are run anew', async () => {
    const guard = new RepeatGuard(Date.now);
    const work = counted(() => ok(1));
    await guard.run(of('k'), 'a', false, work);
    await guard.run(of('k'), 'a', false, work);
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('[WIRE-6] is forgotten after a while, and when too many came since', async () => {
    let time = 0;
    const guard = new RepeatGuard(() => time, { runs: 3, runsOfOne: 3, ms: 1000 });
    const work = counted(() => ok(1));
    await guard.run(of('old'), 'a', true, work);
    time = 1000;
    await guard.run(of('old'), 'a', true, work);
    expect(work).toHaveBeenCalledTimes(2);
    for (const key of ['b', 'c', 'd']) await guard.run(of(key), 'a', true, () => ok(1));
    await guard.run(of('old'), 'a', true, work);
    expect(work).toHaveBeenCalledTimes(3);
  });

  it('[WIRE-6] is forgotten when the same person sent too many since, and never because of others', async () => {
    const guard = new RepeatGuard(Date.now, { runs: 100, runsOfOne: 2, ms: 1000 });
    const [ofLan, ofWei] = [counted(() => ok(1)), counted(() => ok(1))];
    await guard.run(of('1', 'lan'), 'a', true, ofLan);
    await guard.run(of('1', 'wei'), 'a', true, ofWei);
    for (const id of ['2', '3']) await guard.run(of(id, 'wei'), 'a', true, () => ok(1));
    await guard.run(of('1', 'lan'), 'a', true, ofLan);
    await guard.run(of('1', 'wei'), 'a', true, ofWei);
    expect(ofLan).toHaveBeenCalledTimes(1);
    expect(ofWei).toHaveBeenCalledTimes(2);
  });

  it('[WIRE-6] is not forgotten while it runs, however long and whatever comes since', async () => {
    let time = 0;
    const guard = new RepeatGuard(() => time, { runs: 2, runsOfOne: 1, ms: 1000 });
    const slow = Promise.withResolvers<Reply<unknown>>();
    const work = counted(() => slow.promise);
    const first = guard.run(of('slow'), 'a', true, work);
    time = 5000;
    for (const id of ['b', 'c', 'd']) await guard.run(of(id), 'a', true, () => ok(1));
    const again = guard.run(of('slow'), 'a', true, work);
    slow.resolve({ ok: true, data: 'once' });
    expect(await Promise.all([first, again])).toHaveLength(2);
    expect(work).toHaveBeenCalledOnce();
  });
});
