import { cpus } from 'node:os';
import { execFileSync } from 'node:child_process';
import { chromiumPath } from './chromium.ts';

/** Something a bench has to reach. */
export interface Goal {
  what: string;
  value: number;
  limit: number;
  ok: boolean;
}

/** What every bench returns; `npm run bench -- NAME --json` prints it. */
export interface BenchReport {
  results: unknown;
  goals: Goal[];
}

/** When and on what the figures were taken. */
export function machineFacts() {
  const processors = cpus();
  return {
    date: new Date().toISOString(),
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    node: process.version,
    chromium: execFileSync(chromiumPath, ['--version', '--no-sandbox'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim(),
  };
}
