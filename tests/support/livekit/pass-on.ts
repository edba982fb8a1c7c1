import { type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** Answers a request with what another server answers. */
export function passOn(incoming: IncomingMessage, response: ServerResponse, to: string): void {
  const { method = 'GET', headers, url = '/' } = incoming;
  const outgoing = request(new URL(url, to), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  incoming.pipe(outgoing);
}

/** Leads the WebSockets of a server to another one. */
export function passSocketsOn(server: Server, to: string): void {
  const { hostname, port } = new URL(to);
  server.on('upgrade', ({ url, rawHeaders }: IncomingMessage, socket: Duplex, head: Buffer) => {
    const behind = connect(Number(port), hostname, () => {
      const lines = [`GET ${url} HTTP/1.1`];
      for (let index = 0; index < rawHeaders.length; index += 2) {
        lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
      }
      behind.write(`${lines.join('\r\n')}\r\n\r\n`);
      behind.write(head);
      behind.pipe(socket).pipe(behind);
    });
    behind.on('error', () => socket.destroy());
    socket.on('error', () => behind.destroy());
  });
}
