import { once } from 'node:events';
import { createServer } from 'node:http';

/** A page on a port of this machine: only such a page may reach media servers on it without being asked. */
export interface ServedPage {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves one script as a page that runs it. */
export async function servePage(code: string): Promise<ServedPage> {
  const server = createServer((request, response) => {
    const script = request.url?.endsWith('.js') === true;
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
    response.end(
      script
        ? code
        : '<!doctype html><title>media</title><body><script type="module" src="/page.js"></script>',
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://localhost:${port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
