import { serverConfig } from '../../scripts/livekit/server-config.mjs';
import { ensureLivekitServer } from '../../scripts/setup/livekit-server.mjs';
import type { NetworkNode } from './net/namespaces.ts';
import { startProgram } from './server-process.ts';

const [API_KEY, API_SECRET] = ['bench-key', 'a secret for measuring, 32 characters'];
/** A namespace has all ports to itself. */
const [PORT, TCP_PORT, UDP_PORT] = [7880, 7881, 7882];

/** LiveKit's real server inside a namespace. */
export interface LivekitOfBench {
  /** What the service, or another program, is started with to use it. */
  readonly variables: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts LiveKit in a namespace that nothing else serves in. */
export async function startLivekitNode(node: NetworkNode): Promise<LivekitOfBench> {
  const binary = await ensureLivekitServer();
  const config = serverConfig({
    port: PORT,
    tcpPort: TCP_PORT,
    udpPort: UDP_PORT,
    nodeIp: node.address,
    apiKey: API_KEY,
    apiSecret: API_SECRET,
    webhookUrl: `http://${node.address}:9/`,
    logLevel: 'info',
  });
  const server = await startProgram(node, [binary], { LIVEKIT_CONFIG: only(config, node.address) }, (line) =>
    line.includes('starting LiveKit server') ? PORT : undefined,
  );
  return {
    variables: {
      MEDIA_ENGINE: 'livekit',
      LIVEKIT_URL: `ws://${node.address}:${PORT}`,
      LIVEKIT_API_KEY: API_KEY,
      LIVEKIT_API_SECRET: API_SECRET,
    },
    close: () => server.close(),
  };
}

/** The namespace's address is one of its loopback interface, beside 127.0.0.1, where no packet comes from outside. */
function only(config: string, address: string): string {
  const { rtc, ...rest } = JSON.parse(config) as { rtc: object };
  return JSON.stringify({ ...rest, rtc: { ...rtc, ips: { includes: [`${address}/32`] } } });
}
