import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './self-signed-certificate.ts';

/** An HTTP server; with a certificate it speaks TLS. */
export function createHttpServer(listener: RequestListener, certificate: Certificate | undefined): Server {
  if (!certificate) return createServer(listener);
  return createTlsServer({ cert: certificate.cert, key: certificate.key }, listener);
}

/** Listens; resolves with the port, rejects when it is taken. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
