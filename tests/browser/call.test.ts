import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hears, picture, received, receivesNothing, sees, sent } from '../support/browser/media-probe.ts';
import { answer, startAgent, startBuyer } from '../support/browser/pages.ts';
import { onBothEngines } from '../support/livekit/on-both-engines.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

const closers: (() => Promise<unknown>)[] = [];
let server: TestServer;

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
  await server.close();
});

async function buyer(options: Parameters<typeof startBuyer>[1] = {}) {
  const person = await startBuyer(server.url, options);
  closers.push(() => person.close());
  return person;
}

async function agent(options: Parameters<typeof startAgent>[1] = {}) {
  const person = await startAgent(server.url, options);
  closers.push(() => person.close());
  return person;
}

/** A video call in which both sides see each other. */
async function videoCall() {
  const [lan, visitor] = await Promise.all([agent(), buyer()]);
  const widget = await visitor.press('Video call');
  await answer(lan);
  await Promise.all([
    sees(widget, "Seller's camera", 'seller'),
    sees(lan.page.mainFrame(), "Buyer's camera", 'buyer'),
  ]);
  return { lan, visitor, widget, console: lan.page.mainFrame() };
}

/** Scripts of that name which a page has fetched. */
const fetchedOf = (page: Page, name: string) =>
  page.evaluate(
    (part) =>
      performance
        .getEntriesByType('resource')
        .filter((entry) => entry.name.includes(part))
        .map((entry) => entry.name),
    name,
  );

onBothEngines(({ name, variables, once }) => {
  beforeEach(async () => {
    server = await startTestServer(variables());
  });

  it('[PAGE-40] shows and sounds each side to the other, and ends for both on Hang up', async () => {
    const { lan, widget, console } = await videoCall();
    await Promise.all([hears(widget), hears(console)]);
    await widget.getByRole('button', { name: 'Hang up' }).click();
    await lan.page.getByRole('button', { name: 'Hang up' }).waitFor({ state: 'detached' });
    await Promise.all([receivesNothing(widget), receivesNothing(console)]);
  });

  it('[PAGE-41] [CALL-24] sends no picture and no sound of the agent before Answer, and no sound of the buyer', async () => {
    const [lan, visitor] = await Promise.all([agent(), buyer()]);
    // What only LiveKit's clients need is fetched with a grant of its, and never where another engine carries the call.
    expect(await fetchedOf(lan.page, 'livekit')).toEqual([]);
    const widget = await visitor.press('Video call');
    await lan.page.getByRole('button', { name: 'Answer' }).waitFor();
    // The page is ready for media when its senders stand; from then on nothing may flow until Answer.
    await waitUntil(async () => (await connected(lan.page.mainFrame())) || 'the agent has no connection');
    const before = await received(widget);
    await waitUntil(ringsFor(1500));
    const after = await received(widget);
    // A still of sixteen pixels holds the place of the camera; no frame of the camera itself, no sound.
    expect(after.frameWidth).toBeLessThanOrEqual(16);
    expect(after.audioEnergy).toBe(0);
    expect(after.videoBytes - before.videoBytes).toBeLessThan(5000);
    expect((await picture(widget, "Seller's camera"))?.red ?? 0).toBeLessThan(32);
    // The buyer's voice does not leave their page either.
    expect((await sent(widget)).audioEnergy).toBe(0);
    await answer(lan);
    await hears(lan.page.mainFrame());
    expect((await sent(widget)).audioEnergy).toBeGreaterThan(0);
    expect((await fetchedOf(lan.page, 'livekit')).length > 0).toBe(name === 'livekit');
  });

  it('[PAGE-42] a voice call carries sound and no picture, and becomes a video call when asked', async () => {
    const [lan, visitor] = await Promise.all([agent(), buyer()]);
    const widget = await visitor.press('Voice call');
    await answer(lan);
    const console = lan.page.mainFrame();
    await Promise.all([hears(widget), hears(console)]);
    expect((await received(widget)).framesDecoded).toBe(0);
    expect((await sent(widget)).framesEncoded).toBe(0);
    await widget.getByRole('button', { name: 'See it on video' }).click();
    await widget.getByText(/is asked to turn the camera on$/).waitFor();
    await lan.page.getByRole('button', { name: 'Turn camera on' }).click();
    await sees(widget, "Seller's camera", 'seller');
    await hears(widget);
  });

  once(
    '[CALL-34] an agent who would rather keep the camera off says so, and may turn it on all the same',
    async () => {
      const [lan, visitor] = await Promise.all([agent(), buyer()]);
      const widget = await visitor.press('Voice call');
      await answer(lan);
      await widget.getByRole('button', { name: 'See it on video' }).click();
      await lan.page.getByRole('button', { name: 'Not now' }).click();
      const said = widget.getByRole('status').filter({ hasText: /keeps the camera off for now$/ });
      await said.waitFor();
      // Where it was said that the agent is asked, which stands for twenty seconds otherwise.
      await widget.getByText(/has the camera off$/).waitFor({ timeout: 10_000 });
      await lan.page.getByRole('button', { name: 'Camera', exact: true }).click();
      await sees(widget, "Seller's camera", 'seller');
    },
  );

  it('[PAGE-62] an agent on two devices answers on either; picture and sound are there', async () => {
    const [desk, phone, visitor] = [await agent(), await agent(), await buyer()];
    for (const [device, other] of [
      [desk, phone],
      [phone, desk],
    ] as const) {
      const widget = await visitor.press('Video call');
      await Promise.all(
        [desk, phone].map(({ page }) => page.getByRole('button', { name: 'Answer' }).waitFor()),
      );
      // One of them is ready for media by now.
      await waitUntil(async () => {
        const ready = await Promise.all([desk, phone].map(({ page }) => connected(page.mainFrame())));
        return ready.includes(true) || 'neither device has a connection';
      });
      await answer(device);
      await Promise.all([
        sees(widget, "Seller's camera", 'seller'),
        sees(device.page.mainFrame(), "Buyer's camera", 'buyer'),
        hears(widget),
      ]);
      await other.page.getByRole('button', { name: 'Answer' }).waitFor({ state: 'detached' });
      await widget.getByRole('button', { name: 'Hang up' }).click();
      await device.page.getByRole('button', { name: 'Hang up' }).waitFor({ state: 'detached' });
      await widget.getByRole('button', { name: 'Close', exact: true }).first().click();
    }
  });

  it('[PAGE-43] Decline passes the call on; with nobody left the buyer is told and can leave a message', async () => {
    const [lan, visitor] = await Promise.all([agent(), buyer()]);
    const widget = await visitor.press('Video call');
    await lan.page.getByRole('button', { name: 'Decline' }).click();
    await widget.getByText('Nobody can take a call just now.').first().waitFor();
    await widget.getByRole('textbox', { name: 'Message' }).fill('Please call me about the lining.');
    await widget.getByRole('button', { name: 'Send', exact: true }).click();
    await lan.page.getByText('Please call me about the lining.').first().waitFor();
  });

  it('[PAGE-44] with nobody signed in the buyer is told at once and can leave a message', async () => {
    const visitor = await buyer();
    const widget = await visitor.press('Video call');
    await widget.getByText('Nobody is here right now.').first().waitFor();
    await widget.getByRole('textbox', { name: 'Message' }).fill('Is the strap adjustable?');
    await widget.getByRole('button', { name: 'Send', exact: true }).click();
    await widget.getByText('Is the strap adjustable?').waitFor();
    const lan = await agent();
    await lan.page.getByText('Is the strap adjustable?').first().waitFor();
  });

  it('[PAGE-45] a page reloaded in a call returns to it as the same participant, on either side', async () => {
    const { lan, visitor, console } = await videoCall();
    await visitor.page.reload();
    await sees(await visitor.widget(), "Seller's camera", 'seller');
    await sees(console, "Buyer's camera", 'buyer');
    await lan.page.reload();
    await sees(lan.page.mainFrame(), "Buyer's camera", 'buyer');
    await sees(await visitor.widget(), "Seller's camera", 'seller');
    // One call, and of each side one row: nobody came back as somebody else.
    const calls = await server.db.selectFrom('calls').select(['visitor_id', 'status']).execute();
    expect(calls.map((call) => call.status)).toEqual(['active']);
  });

  once(
    '[PAGE-46] a buyer without devices sees and hears the seller and is told what is missing',
    async () => {
      const [lan, visitor] = await Promise.all([agent(), buyer({ media: 'none' })]);
      const widget = await visitor.press('Video call');
      await answer(lan);
      await Promise.all([sees(widget, "Seller's camera", 'seller'), hears(widget)]);
      await widget
        .getByText(/no camera|no microphone/i)
        .first()
        .waitFor();
    },
  );

  once(
    '[PAGE-47] a buyer who refuses permission sees and hears the seller and is told how to allow it',
    async () => {
      const [lan, visitor] = await Promise.all([agent(), buyer({ media: 'refused' })]);
      const widget = await visitor.press('Video call');
      await answer(lan);
      await Promise.all([sees(widget, "Seller's camera", 'seller'), hears(widget)]);
      await widget.getByText(/allow/i).first().waitFor();
    },
  );

  it('[PAGE-46] [PAGE-48] Mute and Camera take sound and picture from the other side and give them back, also after another program had the camera', async () => {
    const { lan, widget, console } = await videoCall();
    await hears(widget);
    await lan.page.getByRole('button', { name: 'Mute', exact: true }).click();
    await lan.page.getByRole('button', { name: 'Camera', exact: true }).click();
    await receivesNothing(widget);
    await lan.page.getByRole('button', { name: 'Mute', exact: true }).click();
    // Another program has it now, and then not any more.
    await lan.page.evaluate(() => {
      const busy = () => Promise.reject(new DOMException('in use', 'NotReadableError'));
      Object.defineProperty(navigator.mediaDevices, 'getUserMedia', { value: busy, configurable: true });
    });
    await lan.page.getByRole('button', { name: 'Camera', exact: true }).click();
    await lan.page.getByText('Another program uses your camera.').waitFor();
    await hears(widget);
    await lan.page.evaluate(() => Reflect.deleteProperty(navigator.mediaDevices, 'getUserMedia'));
    await lan.page.getByRole('button', { name: 'Try again' }).click();
    await Promise.all([hears(widget), sees(widget, "Seller's camera", 'seller')]);
    await sees(console, "Buyer's camera", 'buyer');
  });
});

async function connected(frame: import('playwright-core').Frame): Promise<boolean> {
  return frame.evaluate(() =>
    (window.kanhuoTestConnections ?? []).some((connection) => connection.connectionState === 'connected'),
  );
}

/** True once this much time has passed: a stretch of ringing in which nothing may happen. */
function ringsFor(ms: number): () => true | string {
  const end = Date.now() + ms;
  return () => Date.now() > end || 'still ringing';
}
