import { preferShell } from './chromium.ts';

preferShell();
