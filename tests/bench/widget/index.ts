import { chromium, type Browser, type Page } from 'playwright-core';
import { chromiumPath } from '../chromium.ts';
import { startProduct } from '../product-server.ts';
import { machineFacts, type BenchReport, type Goal } from '../report.ts';
import { signIn } from '../sign-in.ts';
import { countDownloads, type Download } from './downloads.ts';

const beforePressLimit = 8_000;
const callCodeLimit = 90_000;
/** What the loader downloads in the shop's page; the page's own style and pictures are the shop's. */
const byLoader = ['script', 'fetch', 'xhr'];
/** What a call is made of in the widget's frame; pictures and data are not code. */
const code = ['document', 'script', 'stylesheet'];

/** Measures what a buyer downloads from us, as gzip: before any press, and for a call in one language. */
export async function run(): Promise<BenchReport> {
  const product = await startProduct(undefined);
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  try {
    const agent = await openPage(browser);
    await signIn(agent, product);

    const buyer = await openPage(browser);
    const downloads = countDownloads(buyer, product.origin);
    await buyer.goto(`${product.origin}/shop/demo/leather-tote`, { waitUntil: 'networkidle' });
    const before = (await downloads.take()).filter(
      (each) => each.frame === 'frame' || byLoader.includes(each.kind),
    );

    // The panel opens over the button while it is still being pressed, which Playwright would take for a miss.
    await buyer.getByRole('button', { name: 'Video call', exact: true }).first().click({ force: true });
    await agent.getByRole('button', { name: 'Answer' }).click();
    await buyer.frameLocator('iframe').locator(`video[aria-label="Seller's camera"]`).waitFor();
    const call = (await downloads.take()).filter(
      (each) => each.frame === 'frame' && code.includes(each.kind),
    );

    return { results: { ...machineFacts(), before, call }, goals: goals(before, call) };
  } finally {
    await browser.close();
    await product.close();
  }
}

/** A page of somebody's own; the sizes do not depend on how busy the machine is, so there is time. */
async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ locale: 'en' });
  context.setDefaultTimeout(90_000);
  return context.newPage();
}

function goals(before: readonly Download[], call: readonly Download[]): Goal[] {
  return [
    goal('bytes before any press, gzip', before, beforePressLimit),
    goal('call code, gzip', call, callCodeLimit),
  ];
}

function goal(what: string, files: readonly Download[], limit: number): Goal {
  const value = files.reduce((sum, each) => sum + each.gzip, 0);
  // Nothing at all means that the measuring is broken.
  return { what, value, limit, ok: value > 0 && value <= limit };
}
