import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { findProgram, runQuietly } from './processes.mjs';

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

const module = new URL('processes.mjs', import.meta.url).href;

/** A server that says when it is up, which signal it got, and ends with 7. */
const server = `
  setInterval(() => {}, 1000);
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => { console.log('got', signal); process.exit(7); });
  console.log('up');`;

const script = `
  import { runInForeground } from ${JSON.stringify(module)};
  process.exitCode = await runInForeground(process.execPath, ['-e', ${JSON.stringify(server)}]);`;

function start(command: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  started.push(child);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return { child, line: async () => String((await lines.next()).value) };
}

describe('[SETUP-11] what a command starts', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'gets the %s sent to the command, and gives it its exit code',
    async (signal) => {
      const { child, line } = start(process.execPath, ['--input-type=module', '-e', script]);
      expect(await line()).toMatch(/^up/);
      const exit = once(child, 'exit');
      child.kill(signal);
      expect(await line()).toBe(`got ${signal}`);
      expect(await exit).toEqual([7, null]);
    },
  );

  it('ends when the shell between npm and the command has been ended', async () => {
    const quoted = `'${script.replaceAll("'", `'\\''`)}'`;
    const shell = `${process.execPath} --input-type=module -e ${quoted}; true`;
    const { child, line } = start('sh', ['-c', shell], { npm_lifecycle_event: 'start' });
    expect(await line()).toMatch(/^up/);
    child.kill('SIGTERM');
    expect(await line()).toBe('got SIGTERM');
  });
});

describe('[SETUP-5] a command that runs quietly', () => {
  it('gives its code, its last lines and its standard output', async () => {
    const text = "console.log('one'); console.error('two'); process.exitCode = 3";
    const { code, output, stdout } = await runQuietly(process.execPath, ['-e', text]);
    expect(code).toBe(3);
    expect(output.split('\n').toSorted()).toEqual(['one', 'two']);
    expect(stdout).toBe('one\n');
  });

  it('does not throw when there is no such program', async () => {
    expect(await runQuietly('no-such-program-anywhere', [])).toMatchObject({ code: 127 });
  });

  it('is found on the path only when it can be run', () => {
    expect(findProgram('sh')).toMatch(/\/sh$/);
    expect(findProgram('no-such-program-anywhere')).toBeUndefined();
  });
});
