import type { StatsReader } from './stats.ts';

/** A reader of figures whose code comes when figures are first asked for: most calls never are. */
export function laterStats(): StatsReader['read'] {
  let reader: Promise<StatsReader> | undefined;
  return async (senders, receivers) => {
    reader ??= import('./stats.ts').then((code) => new code.StatsReader());
    return (await reader).read(senders, receivers);
  };
}
