import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A shop of somebody else, on an origin of its own. */
export interface ForeignShop {
  readonly url: string;
  /** What `path` answers from now on: the body of a page. */
  serve(path: string, body: string): void;
  close(): Promise<void>;
}

/** @param host address to listen on; browsers trust loopback addresses, and no others without TLS. */
export async function startForeignShop(host = '127.0.0.1'): Promise<ForeignShop> {
  const pages = new Map<string, string>();
  const server = createServer((request, response) => {
    const body = pages.get(request.url?.split('?')[0] ?? '');
    // Browsers ask for an icon by themselves: there is none, and that is no error.
    response.writeHead(body === undefined ? 204 : 200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(
      `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width" />` +
        `<title>Shop</title><main><h1>Shop</h1>${body ?? ''}</main>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}`,
    serve: (path, body) => pages.set(path, body),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
