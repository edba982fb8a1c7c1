import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** What processes have cost until now. */
export interface Usage {
  readonly cpuMs: number;
  readonly residentBytes: number;
}

/** From /proc; ticks of the kernel's accounting are 10 ms. */
export function usageOf(pids: readonly number[]): Usage {
  let [cpuMs, residentBytes] = [0, 0];
  for (const pid of pids) {
    // The name in brackets may hold spaces; user and system time are the 14th and 15th field.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    cpuMs += (Number(fields[11]) + Number(fields[12])) * 10;
    residentBytes += Number(fields[21]) * 4096;
  }
  return { cpuMs, residentBytes };
}

/** CPU within `seconds` from now, and the memory at their end. */
export async function usageDuring(pids: readonly number[], seconds: number): Promise<Usage> {
  const before = usageOf(pids);
  await pause(seconds * 1000);
  const after = usageOf(pids);
  return { cpuMs: after.cpuMs - before.cpuMs, residentBytes: after.residentBytes };
}
