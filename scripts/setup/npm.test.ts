import { describe, expect, it } from 'vitest';
import { npmComplaint, npmProgram } from './npm.mjs';

describe('[SETUP-5] what npm complains of', () => {
  it('is told without its usage text and its log file', () => {
    const output = [
      'npm warn config something',
      'npm error code ENOTFOUND',
      'npm error network request failed',
      '  --allow-scripts',
      'npm error A complete log of this run can be found in: /root/.npm/_logs/x.log',
    ].join('\n');
    expect(npmComplaint(output)).toBe('code ENOTFOUND\nnetwork request failed');
  });

  it('is cut where it goes on and on', () => {
    const output = Array.from({ length: 40 }, (_, index) => `npm error Missing: package-${index}`).join('\n');
    expect(npmComplaint(output)).toContain('package-11\n… and 28 more lines');
  });

  it('is told as it is when npm did not speak at all', () => {
    expect(npmComplaint('Segmentation fault\n')).toBe('Segmentation fault');
  });
});

describe('[SETUP-1] npm', () => {
  it('is found as a file that another Node can run', () => {
    expect(npmProgram()).toMatch(/npm-cli\.js$/);
  });

  it('is missed in one sentence', () => {
    expect(() => npmProgram({ PATH: '/nowhere' }, { execPath: '/nowhere/bin/node', elsewhere: [] })).toThrow(
      'npm is not on the path',
    );
  });
});
