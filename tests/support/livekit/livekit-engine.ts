import { pino } from 'pino';
import type { EngineLog } from '../../../sfu/engine-log.ts';
import { LivekitEngine } from '../../../sfu/livekit/engine.ts';
import type { LivekitConfig } from '../../../sfu/livekit/config.ts';
import { type LivekitNode, type LivekitServers, startLivekit } from './livekit-servers.ts';

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
  const servers = await startLivekit(options);
  const engine = await engineOn(servers);
  servers.reportTo((body, authorization) => engine.reports.receive(body, authorization));
  return {
    engine,
    servers,
    async close() {
      await engine.close();
      await servers.close();
    },
  };
}

/** An engine on servers that run, or on what a test says instead of what is so. */
export function engineOn(
  servers: LivekitServers,
  instead: Partial<LivekitConfig> = {},
  log: EngineLog = pino({ level: 'silent' }),
): Promise<LivekitEngine> {
  const config = {
    owner: 'test',
    nodes: servers.nodes.map(({ url, apiUrl }) => ({ url, apiUrl })),
    apiKey: servers.apiKey,
    apiSecret: servers.apiSecret,
    redisUrl: servers.redis?.url,
    videoCodecs: ['VP8', 'H264', 'VP9', 'AV1'],
    iceServers: [],
  };
  return LivekitEngine.create({ ...config, ...instead }, log);
}

/** The node that carries a room of ours: there must be one call at a time. */
export function carrierOf(engine: LivekitEngine, servers: LivekitServers): LivekitNode {
  const busy = engine.nodes.find(({ rooms }) => rooms > 0);
  const node = servers.nodes.find(({ apiUrl }) => apiUrl === busy?.apiUrl);
  if (!node) throw new Error('no node carries the call');
  return node;
}
