import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import { chromiumPath } from '../chromium.ts';
import { insideNamespace, type NetworkNode } from '../net/namespaces.ts';
import { installProbe } from './probe.ts';

/** One person's browser, in that person's namespace. */
export interface Person {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

const flags = [
  '--no-sandbox',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A page that is not in front gets one frame callback a second.
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
];

/**
 * Starts a Chromium process of its own inside a namespace, with a fake camera and microphone. The pages come over
 * plain http from another address, where browsers give no camera: `origins` are declared trustworthy, which Chromium
 * accepts only together with a profile of its own.
 */
export async function startPerson(node: NetworkNode, origins: readonly string[]): Promise<Person> {
  const folder = await mkdtemp(join(tmpdir(), 'kanhuo-bench-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeFolder);
  const wrapper = join(folder, 'chromium');
  const [program, ...args] = insideNamespace(node.name, chromiumPath, []);
  await writeFile(wrapper, `#!/bin/sh\nexec ${program} ${args.join(' ')} "$@"\n`, { mode: 0o755 });
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: wrapper,
    headless: true,
    locale: 'en',
    viewport: { width: 1440, height: 900 },
    args: [...flags, `--unsafely-treat-insecure-origin-as-secure=${origins.join(',')}`],
  });
  await context.addInitScript(installProbe);
  return {
    context,
    async close() {
      await context.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      process.off('exit', removeFolder);
    },
  };
}
