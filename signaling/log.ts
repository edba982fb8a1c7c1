import { type DestinationStream, type Logger, pino } from 'pino';
import { type HttpLogger, pinoHttp } from 'pino-http';

const SECRETS = ['password', 'token', 'cookie', 'authorization', 'credential'];

/** The service's log: JSON lines on stderr, without passwords, tokens and cookies. */
export function createLog(level: string, destination: DestinationStream = pino.destination(2)): Logger {
  return pino(
    {
      level,
      base: null,
      redact: [
        ...SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        'req.headers["set-cookie"]',
        'res.headers["set-cookie"]',
      ],
    },
    destination,
  );
}

/** Logs requests: failures of ours as errors, the rest only when somebody looks closely. */
export function requestLog(logger: Logger): HttpLogger {
  return pinoHttp({
    logger,
    // The path alone: what stands after `?` can be a signed right.
    serializers: {
      req: (request: { method: string; url: string }) => ({
        method: request.method,
        path: request.url.split('?')[0],
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
    customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'error' : 'debug'),
  });
}
