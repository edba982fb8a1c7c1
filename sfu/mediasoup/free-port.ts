import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** A port that is free for both TCP and UDP on `ip` right now. */
export async function freePort(ip: string): Promise<number> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const tcp = createServer();
    try {
      tcp.listen(0, ip);
      await once(tcp, 'listening');
      const { port } = tcp.address() as AddressInfo;
      if (await udpFree(ip, port)) return port;
    } finally {
      tcp.close();
    }
  }
  throw new Error(`no port on ${ip} is free for both UDP and TCP`);
}

async function udpFree(ip: string, port: number): Promise<boolean> {
  const socket = createSocket(ip.includes(':') ? 'udp6' : 'udp4');
  try {
    socket.bind(port, ip);
    await once(socket, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}
