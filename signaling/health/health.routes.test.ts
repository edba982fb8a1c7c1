import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { type HealthChecks, healthRoutes } from './health.routes.ts';

const logged: string[] = [];
const log = pino({}, { write: (line) => void logged.push(line) });

async function ask(checks: HealthChecks, name: string): Promise<[number, unknown]> {
  const server = createServer(express().use(healthRoutes(checks, log))).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}${name}`);
  const body: unknown = await response.json();
  server.close();
  return [response.status, body];
}

describe('how the service is', () => {
  it('[SETUP-19] says why no call can be made; what fails is told to the log alone', async () => {
    const checks: HealthChecks = {
      healthy: [
        () => undefined,
        () => 'no media worker',
        () => Promise.reject(new Error('cannot open /srv/data/kanhuo.db')),
      ],
      welcome: [],
    };
    const reasons = ['no media worker', 'a check failed; the log tells why'];
    expect(await ask(checks, '/healthz')).toEqual([503, { ok: false, reasons }]);
    expect(await ask(checks, '/readyz')).toEqual([503, { ok: false, reasons }]);
    expect(logged.join()).toContain('cannot open /srv/data/kanhuo.db');
  });

  it('[SETUP-19] is healthy but not ready while it stops', async () => {
    const checks: HealthChecks = { healthy: [() => undefined], welcome: [() => 'stopping'] };
    expect(await ask(checks, '/healthz')).toEqual([200, { ok: true, reasons: [] }]);
    expect(await ask(checks, '/readyz')).toEqual([503, { ok: false, reasons: ['stopping'] }]);
  });
});
