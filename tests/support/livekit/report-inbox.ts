import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';

/** Takes one report as it came. */
export type ReportListener = (body: string, authorization: string) => Promise<unknown>;

/** Where LiveKit servers of a test report to: they are started before the service they report to has a port. */
export class ReportInbox {
  readonly #server: Server;
  #listener: ReportListener | undefined;

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response) => {
      void text(request)
        .then((body) => this.#listener?.(body, request.headers.authorization ?? ''))
        .then(
          () => response.end(),
          () => response.writeHead(503).end(),
        );
    });
  }

  static async open(): Promise<ReportInbox> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ReportInbox(server);
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`;
  }

  passTo(listener: ReportListener): void {
    this.#listener = listener;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Delivers reports to a running service, as LiveKit does. */
export function reportOver(url: string): ReportListener {
  return async (body, authorization) => {
    const response = await fetch(`${url}/api/livekit/webhook`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/webhook+json' },
      body,
    });
    if (!response.ok) throw new Error(`the report was refused with ${response.status}`);
  };
}
