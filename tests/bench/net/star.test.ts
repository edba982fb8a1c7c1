import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ip } from './namespaces.ts';
import { createStar, type LinkConditions, type NetworkNode, type Star } from './star.ts';

const probe = join(import.meta.dirname, 'udp-probe.ts');
const isRoot = process.getuid?.() === 0;
let star: Star | undefined;
afterEach(async () => {
  await star?.close();
});

/** Sends datagrams from a browser's namespace to the server's and back. */
async function measure(from: NetworkNode, server: NetworkNode, count: number) {
  const echo = server.exec(process.execPath, [probe, 'echo', server.address]);
  try {
    const [line] = (await once(echo.stdout!, 'data')) as [Buffer];
    const report = await from.output(process.execPath, [
      probe,
      'ask',
      server.address,
      String(line).trim(),
      String(count),
    ]);
    return JSON.parse(report) as { sent: number; received: number; medianMs: number };
  } finally {
    echo.kill();
  }
}

describe.runIf(isRoot)('the star of namespaces', () => {
  it.each<LinkConditions>([
    { rttMs: 0, lossPermille: 0 },
    { rttMs: 50, lossPermille: 0 },
    { rttMs: 100, lossPermille: 0 },
  ])('takes $rttMs ms from a browser to the server and back, and loses nothing', async (conditions) => {
    star = await createStar(conditions);
    for (const browser of [star.buyer, star.agent]) {
      const { sent, received, medianMs } = await measure(browser, star.server, 100);
      expect(received).toBe(sent);
      expect(medianMs).toBeGreaterThanOrEqual(conditions.rttMs);
      expect(medianMs).toBeLessThan(conditions.rttMs + 20);
    }
  });

  it('loses the given share both ways', async () => {
    star = await createStar({ rttMs: 0, lossPermille: 200 });
    const { sent, received } = await measure(star.buyer, star.server, 500);
    expect(received / sent).toBeGreaterThan(0.55);
    expect(received / sent).toBeLessThan(0.73);
  });

  it('leaves no namespace behind', async () => {
    star = await createStar({ rttMs: 0, lossPermille: 0 });
    const { name } = star.agent;
    expect(await ip('netns', 'list')).toContain(name);
    await star.close();
    expect(await ip('netns', 'list')).not.toContain(name);
  });
});
