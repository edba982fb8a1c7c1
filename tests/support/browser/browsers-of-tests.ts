import { afterEach } from 'vitest';
import { preferShell, takeUncaught } from './chromium.ts';

preferShell();

// Whatever a test looks at: a page that throws has a fault.
afterEach(() => {
  const [error] = takeUncaught();
  if (error) throw new Error('A page threw', { cause: error });
});
