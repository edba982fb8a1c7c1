import { expect, it } from 'vitest';
import { codeOf, CommandError } from './command-error.ts';

it('what went wrong has a code that the contract knows, whoever threw it', () => {
  expect(codeOf(new CommandError('forbidden'))).toBe('forbidden');
  expect(codeOf(Object.assign(new Error(), { code: 'too_large' }))).toBe('too_large');
  expect(codeOf(new DOMException('cancelled', 'AbortError'))).toBe('unavailable');
  expect(codeOf({ code: 'ECONNRESET' })).toBe('unavailable');
  expect(codeOf(null)).toBe('unavailable');
});
