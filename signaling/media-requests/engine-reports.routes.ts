import type { EngineReports } from '../../sfu/media-engine.ts';
import { AppError } from '#protocol/app-error';
import { type AnyHttpRoute, httpRoute } from '../transport/http-adapter.ts';
import { readBody } from '../transport/read-body.ts';

/** Far more than a report on a room of 30 has. */
const REPORT_BYTES = 256 * 1024;

/** Where a server of the media engine's own tells us what happened; the engine knows whether to believe it. */
export function engineReportsRoutes(reports: EngineReports | undefined): AnyHttpRoute[] {
  if (!reports) return [];
  return [
    httpRoute({
      method: 'post',
      path: reports.path,
      allow: 'public',
      async handle({ request }) {
        const body = await readBody(request, REPORT_BYTES);
        const authorization = request.headers.authorization;
        if (authorization === undefined) throw new AppError('unauthenticated');
        await reports.receive(body.toString('utf8'), authorization);
        return {};
      },
    }),
  ];
}
