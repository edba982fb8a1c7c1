import { afterAll } from 'vitest';
import { closeBrowsers, preferShell } from './chromium.ts';

preferShell();
// After each test file: what it did to a browser stays with it.
afterAll(closeBrowsers);
