import { createServer } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { LivekitEngine } from '../../../sfu/livekit/engine.ts';
import { type LivekitServers, startLivekit } from './livekit-servers.ts';

/** The engine on LiveKit servers of its own, whose reports reach it. */
export interface LivekitUnderTest {
  readonly engine: LivekitEngine;
  readonly servers: LivekitServers;
  close(): Promise<void>;
}

/** Starts the engine without the service around it. */
export async function startLivekitEngine(
  options: { readonly nodes?: number } = {},
): Promise<LivekitUnderTest> {
  let engine: LivekitEngine | undefined;
  const inbox = createServer((request, response) => {
    void text(request)
      .then((body) => engine?.reports.receive(body, request.headers.authorization))
      .then(
        () => response.end(),
        () => response.writeHead(401).end(),
      );
  }).listen(0, '127.0.0.1');
  await once(inbox, 'listening');
  const address = inbox.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const servers = await startLivekit({ ...options, webhookUrl: `http://127.0.0.1:${port}/` });
  engine = await LivekitEngine.create({
    nodes: servers.nodes.map(({ url, apiUrl }) => ({ url, apiUrl })),
    apiKey: servers.apiKey,
    apiSecret: servers.apiSecret,
    videoCodecs: ['VP8', 'H264', 'VP9', 'AV1'],
    iceServers: [],
  });
  const started = engine;
  return {
    engine: started,
    servers,
    async close() {
      await started.close();
      await servers.close();
      inbox.closeAllConnections();
      await new Promise((resolve) => inbox.close(resolve));
    },
  };
}
