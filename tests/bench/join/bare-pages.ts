import path from 'node:path';
import { build } from 'vite';
import { startServer } from '../server-process.ts';
import type { Contestant, StartContestant } from './contestant.ts';

/** A baseline: a bare page and its server (`page.ts`, `server.ts ADDRESS PAGES` in one folder) whose whole set-up starts
 *  on *Answer*. */
export function barePages(folder: string, variables: NodeJS.ProcessEnv = {}): StartContestant {
  const pages = path.join(import.meta.dirname, '../../../.cache/bench', path.basename(folder));
  return async (star): Promise<Contestant> => {
    await build({
      root: folder,
      configFile: false,
      logLevel: 'error',
      build: { outDir: pages, emptyOutDir: true, target: 'esnext' },
    });
    const script = path.join(folder, 'server.ts');
    const server = await startServer(
      star.server,
      [script, star.server.address, pages],
      variables,
      (line) => Number(line) || undefined,
    );
    const origin = `http://${star.server.address}:${server.port}`;
    let calls = 0;
    return {
      name: 'bare',
      sendsSizes: false,
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
}
