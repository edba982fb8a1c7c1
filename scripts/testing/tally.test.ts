import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../setup/places.mjs';
import { addUp, type Tally, tallyFileVariable, verdict } from './tally.mjs';

const run = { passed: 5, failed: 0, skipped: [], unsteady: [], complete: true };

describe('[SETUP-10] the last line of npm test', () => {
  it('counts checks and tests together', () => {
    const checks = [{ passed: true }, { passed: false }];
    expect(verdict(addUp(checks, { ...run, failed: 2 }, 1))).toBe('6 passed, 3 failed');
  });

  it('speaks of skipped tests only when there are some', () => {
    expect(verdict({ ...run, skipped: ['a', 'b'] })).toBe('5 passed, 0 failed, 2 skipped');
  });

  it('never says 0 failed of a run that failed or was cut off', () => {
    expect(verdict(addUp([], run, 1))).toBe('5 passed, 1 failed');
    expect(verdict(addUp([{ passed: true }], { ...run, complete: false }, 0))).toBe('6 passed, 1 failed');
  });
});

describe('[SETUP-10] the counts of a real run', () => {
  const folder = mkdtempSync(path.join(projectFolder, '.cache/tally-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('hold passed, failed and skipped tests, files that do not load, and errors outside of tests', () => {
    const write = (name: string, text: string) =>
      writeFileSync(path.join(folder, name), `import { beforeAll, expect, it } from 'vitest';\n${text}`);
    write('a.test.ts', "it('yes', () => {}); it('no', () => expect(1).toBe(2)); it.skip('later', () => {});");
    write('b.test.ts', "import './missing.ts';");
    write('c.test.ts', "beforeAll(() => { throw new Error('no browser'); }); it('never', () => {});");
    write(
      'e.test.ts',
      "let runs = 0; it('sometimes', { retry: 1 }, () => expect(runs++).toBe(1)); it('steady', { retry: 1 }, () => {});",
    );
    write('d.test.ts', "it('leaves a rejection behind', () => { void Promise.reject(new Error('left')); });");
    writeFileSync(path.join(folder, 'vitest.config.mjs'), 'export default {};');
    const file = path.join(folder, 'tally.json');
    const reporter = path.join(projectFolder, 'scripts/testing/tally-reporter.mjs');
    const vitest = path.join(projectFolder, 'node_modules/vitest/vitest.mjs');
    const env = { ...process.env, [tallyFileVariable]: file };
    const run = () =>
      execFileSync(process.execPath, [vitest, 'run', '--root', folder, '--reporter', reporter], {
        env,
        stdio: 'ignore',
      });
    expect(run).toThrow('Command failed');
    const tally = JSON.parse(readFileSync(file, 'utf8')) as Tally;
    expect([tally.passed, tally.failed]).toEqual([4, 4]);
    expect(tally.unsteady).toEqual(['e.test.ts: sometimes (expected +0 to be 1 // Object.is equality)']);
    expect(tally.skipped).toContain('a.test.ts: later');
  }, 60_000);
});
