import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';

describe('the log', () => {
  it('[AUTH-4] holds no password, token or cookie', () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => void lines.push(line) });
    log.info({ password: 'hush', input: { token: 'hush', credential: 'hush' } }, 'one');
    log.info({ req: { headers: { cookie: 'hush', authorization: 'hush', 'set-cookie': 'hush' } } }, 'two');
    expect(lines).toHaveLength(2);
    expect(lines.join('')).not.toContain('hush');
  });
});
