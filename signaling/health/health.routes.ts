import { type Response, Router } from 'express';
import type { Logger } from 'pino';

/** Something that must be well for a call to be made; answers why it is not, or nothing. */
export type HealthCheck = () => Promise<string | undefined> | string | undefined;

export interface HealthChecks {
  /** Whether a call can be made. */
  readonly healthy: readonly HealthCheck[];
  /** Whether new ones are welcome. */
  readonly welcome: readonly HealthCheck[];
}

/** `/healthz` (a call can be made) and `/readyz` (and new ones are welcome): 200, or 503 with the reasons. */
export function healthRoutes(checks: HealthChecks, log: Logger): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => answer(response, checks.healthy, log));
  router.get('/readyz', (_request, response) =>
    answer(response, [...checks.healthy, ...checks.welcome], log),
  );
  return router;
}

/** Everybody may ask: what an error says of the machine is for the log alone. */
const CHECK_FAILED = 'a check failed; the log tells why';

async function answer(response: Response, checks: readonly HealthCheck[], log: Logger): Promise<void> {
  const found = await Promise.all(
    checks.map(async (check) => {
      try {
        return await check();
      } catch (error) {
        log.error({ err: error }, 'A health check failed');
        return CHECK_FAILED;
      }
    }),
  );
  const reasons = found.filter((reason) => reason !== undefined);
  response
    .status(reasons.length === 0 ? 200 : 503)
    .set('cache-control', 'no-store')
    .json({ ok: reasons.length === 0, reasons });
}
