import path from 'node:path';
import { ensureDependencies } from './dependencies.mjs';
import { livekitServerIfPossible } from './livekit-server.mjs';
import { ensureMediaWorker } from './media-worker.mjs';
import { ensureNode, withNodeOnPath } from './node-runtime.mjs';
import { projectFolder } from './places.mjs';
import { ensureWebClient } from './web-client.mjs';

/**
 * Obtains what a command needs, doing only what is not done yet.
 * @param {{ mediaWorker?: boolean, webClient?: boolean, livekitServer?: boolean }} needs besides Node and the
 *   dependencies; LiveKit's server only where it can be had
 * @returns {Promise<{ node: string, env: NodeJS.ProcessEnv }>} the Node to run things with, and their environment
 */
export async function prepare({ mediaWorker = false, webClient = false, livekitServer = false } = {}) {
  const node = await ensureNode();
  await ensureDependencies(node);
  const env = withNodeOnPath(node);
  // Sources without their types, and compiled code, are kept: the recorder's process starts in half the time.
  env['NODE_COMPILE_CACHE'] ??= path.join(projectFolder, '.cache/compiled');
  if (mediaWorker) env['MEDIASOUP_WORKER_BIN'] = await ensureMediaWorker();
  const livekit = livekitServer ? await livekitServerIfPossible() : undefined;
  if (livekit !== undefined) env['LIVEKIT_SERVER_BIN'] = livekit;
  if (webClient) await ensureWebClient(node);
  return { node, env };
}
