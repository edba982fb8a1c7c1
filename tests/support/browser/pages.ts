import type { Frame, Page } from 'playwright-core';
import { TEST_PASSWORD } from '../test-server.ts';
import { waitUntil } from '../wait-until.ts';
import { startPerson, type BrowserPerson, type PersonOptions } from './chromium.ts';

/** A product of the demo shop. */
export const PRODUCT = 'leather-tote';

/** A buyer's browser on a product page; `frame` is the widget's, once a button was touched. */
export interface Buyer extends BrowserPerson {
  /** Presses a button that the widget's loader put on the shop's page, and answers the widget's frame. */
  press(name: string): Promise<Frame>;
  /** The widget's frame, waiting for it. */
  widget(): Promise<Frame>;
}

/** Opens a product page of the demo shop as a new buyer. */
export async function startBuyer(url: string, options: Partial<PersonOptions> = {}): Promise<Buyer> {
  const person = await startPerson({ media: 'buyer', ...options });
  await person.page.goto(`${url}/shop/demo/${PRODUCT}`);
  const widget = () => widgetFrame(person.page);
  return {
    ...person,
    widget,
    press: async (name) => {
      await person.page.getByRole('button', { name, exact: true }).first().click();
      return widget();
    },
  };
}

async function widgetFrame(page: Page): Promise<Frame> {
  let frame: Frame | undefined;
  await waitUntil(() => {
    frame = page.frames().find((f) => new URL(f.url(), page.url()).pathname.startsWith('/widget/'));
    return frame !== undefined || 'the widget has no frame';
  });
  return frame!;
}

/** Brings a member to the console in a browser of their own, signed in. */
export async function startAgent(
  url: string,
  options: Partial<PersonOptions> & { login?: string } = {},
): Promise<BrowserPerson> {
  const person = await startPerson({ media: 'seller', ...options });
  await bringSignIn(person.page, url, options.login ?? 'demo:lan');
  const isThere = isKnownToBeThere(person.page);
  await person.page.goto(`${url}/console`);
  await isThere;
  await consoleIsReady(person.page);
  return person;
}

/** Gives a browser the cookie of a sign-in: the page for it costs a test as much as the page behind it. */
export async function bringSignIn(page: Page, url: string, loginName: string): Promise<void> {
  const data = { loginName, password: TEST_PASSWORD };
  const answer = await page.context().request.post(`${url}/api/session`, { data });
  if (!answer.ok()) throw new Error(`${loginName} could not sign in: ${await answer.text()}`);
}

interface SignInLabels {
  login: string;
  password: string;
  submit: string;
  available: string;
}

const ENGLISH: SignInLabels = {
  login: 'Login name',
  password: 'Password',
  submit: 'Sign in',
  available: 'Available',
};

/** Fills in the sign-in form and waits for the console to be ready for calls. */
export async function signIn(page: Page, login: string, labels = ENGLISH): Promise<void> {
  await page.getByLabel(labels.login, { exact: true }).fill(login);
  await page.getByLabel(labels.password, { exact: true }).fill(TEST_PASSWORD);
  const isThere = isKnownToBeThere(page);
  await page.getByRole('button', { name: labels.submit, exact: true }).click();
  await isThere;
  await consoleIsReady(page, labels);
}

async function consoleIsReady(page: Page, { available } = ENGLISH): Promise<void> {
  await page
    .getByRole('radio', { name: available, exact: true })
    .or(page.getByRole('button', { name: available, exact: true }))
    .first()
    .waitFor();
}

/** Waits for the first answer on the page's socket: from then on the service rings this page. */
async function isKnownToBeThere(page: Page): Promise<void> {
  const socket = await page.waitForEvent('websocket');
  await socket.waitForEvent('framereceived', ({ payload }) => String(payload).startsWith('43'));
}

/** Presses *Answer* in the dialog of an incoming call. */
export async function answer(agent: BrowserPerson): Promise<void> {
  await agent.page.getByRole('button', { name: 'Answer' }).click();
}
