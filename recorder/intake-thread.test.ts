import { afterEach, expect, it } from 'vitest';
import { waitUntil } from '../tests/support/wait-until.ts';
import { IntakeThread } from './intake-thread.ts';

/** Says back what it is told, and breaks when it is told to. */
const module = new URL(
  `data:text/javascript,${encodeURIComponent(`
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', (message) => {
    if (message.break) throw new Error('broken on purpose');
    parentPort.postMessage({ echo: message });
  });
`)}`,
);

let thread: IntakeThread;
afterEach(() => thread.close());

it('[REC-19] the thread that fetches packets is started again when it ends, and told of anew', async () => {
  const heard: unknown[] = [];
  let starts = 0;
  thread = new IntakeThread(module, { started: () => (starts += 1), heard: (one) => heard.push(one) });
  thread.say({ tap: 1 });
  await waitUntil(() => heard.length === 1 || 'no answer');
  const warned: string[] = [];
  const note = (warning: Error) => void warned.push(warning.message);
  process.once('warning', note);
  thread.say({ break: true });
  await waitUntil(() => starts === 2 || `${starts} starts`);
  thread.say({ tap: 2 });
  await waitUntil(() => heard.length === 2 || 'no answer');
  expect(heard).toEqual([{ echo: { tap: 1 } }, { echo: { tap: 2 } }]);
  expect(warned).toEqual(['broken on purpose']);
});
