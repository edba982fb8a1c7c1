import { afterAll } from 'vitest';
import { closeBrowsers } from './chromium.ts';

// After each test file: what it did to a browser stays with it.
afterAll(closeBrowsers);
