import { ensureDependencies } from './dependencies.mjs';
import { ensureMediaWorker } from './media-worker.mjs';
import { ensureNode, withNodeOnPath } from './node-runtime.mjs';
import { ensureWebClient } from './web-client.mjs';

/**
 * Obtains what a command needs, doing only what is not done yet.
 * @param {{ mediaWorker?: boolean, webClient?: boolean }} needs besides Node and the dependencies
 * @returns {Promise<{ node: string, env: NodeJS.ProcessEnv }>} the Node to run things with, and their environment
 */
export async function prepare({ mediaWorker = false, webClient = false } = {}) {
  const node = await ensureNode();
  await ensureDependencies(node);
  const env = withNodeOnPath(node);
  if (mediaWorker) env['MEDIASOUP_WORKER_BIN'] = await ensureMediaWorker();
  if (webClient) await ensureWebClient(node);
  return { node, env };
}
