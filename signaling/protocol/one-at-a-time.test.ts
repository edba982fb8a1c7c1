import { expect, it } from 'vitest';
import { OneAtATime } from './one-at-a-time.ts';

it('[CALL-20] tasks of one key run one after another, also after a failure; others do not wait', async () => {
  const turns = new OneAtATime();
  const log: string[] = [];
  let release: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const first = turns.run('a', async () => {
    log.push('a1 begins');
    await held;
    log.push('a1 fails');
    throw new Error('on purpose');
  });
  const second = turns.run('a', async () => log.push('a2'));
  await turns.run('b', async () => log.push('b'));
  expect(log).toEqual(['a1 begins', 'b']);
  release();
  await expect(first).rejects.toThrow('on purpose');
  await second;
  expect(log).toEqual(['a1 begins', 'b', 'a1 fails', 'a2']);
  await turns.idle();
});
