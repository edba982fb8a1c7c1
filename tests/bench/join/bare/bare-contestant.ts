import { join } from 'node:path';
import { build } from 'vite';
import type { Contestant, StartContestant } from '../contestant.ts';
import { startServer } from '../../server-process.ts';

const pages = join(import.meta.dirname, '../../../../.cache/bench/bare');

/** The baseline: a bare page whose whole set-up, step by step, starts on *Answer*. */
export const startBare: StartContestant = async (star): Promise<Contestant> => {
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'error',
    build: { outDir: pages, emptyOutDir: true, target: 'esnext' },
  });
  const script = join(import.meta.dirname, 'server.ts');
  const server = await startServer(
    star.server,
    [script, star.server.address, pages],
    {},
    (line) => Number(line) || undefined,
  );
  const origin = `http://${star.server.address}:${server.port}`;
  let calls = 0;
  return {
    name: 'bare',
    origin,
    async ring(buyer, agent) {
      const call = ++calls;
      const open = async (person: typeof buyer, role: string) => {
        const page = await person.context.newPage();
        await page.goto(`${origin}/?as=${role}&call=${call}`);
        await page.locator('body[data-state=ready]').waitFor();
        return page;
      };
      const [buyerPage, agentPage] = await Promise.all([open(buyer, 'buyer'), open(agent, 'agent')]);
      return {
        buyerPage,
        agentPage,
        answer: () => agentPage.getByRole('button', { name: 'Answer' }).click(),
        end: async () => {
          await Promise.all([buyerPage.close(), agentPage.close()]);
        },
      };
    },
    close: () => server.close(),
  };
};
