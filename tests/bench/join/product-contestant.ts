import type { Page } from 'playwright-core';
import { startProduct } from '../product-server.ts';
import { signIn } from '../sign-in.ts';
import type { Contestant, StartContestant } from './contestant.ts';
import type { Person } from './person.ts';

/** The product itself: the real server, the widget on a page of the demo shop, the console. */
export const startProductContestant =
  (variables: Readonly<Record<string, string>> = {}): StartContestant =>
  async (star): Promise<Contestant> => {
    const product = await startProduct(star.server, variables);
    const consoles = new Map<Person, Promise<Page>>();

    async function openConsole(agent: Person): Promise<Page> {
      const page = await agent.context.newPage();
      await signIn(page, product);
      return page;
    }

    return {
      name: 'product',
      sendsSizes: true,
      origin: product.origin,
      async ring(buyer, agent) {
        // An agent signs in in the morning; a buyer comes to the page anew.
        if (!consoles.has(agent)) consoles.set(agent, openConsole(agent));
        const agentPage = await consoles.get(agent)!;
        const buyerPage = await buyer.context.newPage();
        await buyerPage.goto(`${product.origin}/shop/demo/leather-tote`);
        // The panel opens over the button while it is still being pressed, which Playwright would take for a miss.
        await buyerPage
          .getByRole('button', { name: 'Video call', exact: true })
          .first()
          .click({ force: true });
        const answer = agentPage.getByRole('button', { name: 'Answer' });
        await answer.waitFor();
        return {
          buyerPage,
          agentPage,
          answer: () => answer.click(),
          end: async () => {
            await agentPage
              .getByRole('button', { name: 'Hang up' })
              .click({ timeout: 5_000 })
              .catch(() => undefined);
            await agentPage
              .getByRole('button', { name: 'Hang up' })
              .waitFor({ state: 'detached', timeout: 5_000 });
            await buyerPage.close();
          },
        };
      },
      close: () => product.close(),
    };
  };
