import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import sharp from 'sharp';
import { closeBrowsers, DESK, PHONE, startPerson } from '../support/browser/chromium.ts';
import { signIn } from '../support/browser/pages.ts';
import { startTestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';
import { showMedia } from './show-media.ts';

/** Takes the pictures of the documentation from the running program: a real call between two browsers. */
const PICTURES = path.join(import.meta.dirname, '../../docs/pictures');
const GOODS = path.join(import.meta.dirname, '../../demo-assets/pictures');
const PRODUCT = 'leather-tote';

const folder = await mkdtemp(path.join(tmpdir(), 'kanhuo-screenshots-'));
await mkdir(PICTURES, { recursive: true });
const server = await startTestServer();
try {
  await takePictures();
} finally {
  await closeBrowsers();
  await server.close();
  await rm(folder, { recursive: true, force: true });
}

async function takePictures(): Promise<void> {
  const goods = await showMedia(folder, 'goods', await still('detail'));
  const lan = await startPerson({ media: goods, viewport: DESK });
  const buyer = await startPerson({ media: 'none', viewport: PHONE });
  const desk = await startPerson({ media: 'none', viewport: DESK });
  await desk.page.goto(`${server.url}/shop/demo/${PRODUCT}`);
  await desk.page.getByRole('button', { name: 'Video call' }).first().waitFor();
  await shoot(desk.page, 'product-page');

  await lan.page.goto(`${server.url}/console`);
  await signIn(lan.page, 'demo:lan');
  await buyer.page.goto(`${server.url}/shop/demo/${PRODUCT}`);
  await buyer.page.getByRole('button', { name: 'Video call' }).first().click();
  await lan.page.getByRole('button', { name: 'Answer' }).waitFor();
  await shoot(lan.page, 'incoming-call');
  await lan.page.getByRole('button', { name: 'Answer' }).click();

  const widget = await callFrame(buyer.page);
  await moving(widget, "Seller's camera");
  await widget.getByRole('button', { name: 'Close', exact: true }).first().click();
  await shoot(buyer.page, 'buyer-call');
  await widget.getByRole('button', { name: 'Take photo' }).click();
  await lan.page.getByRole('img', { name: /photo/i }).first().waitFor();
  await shoot(lan.page, 'console-call');
}

/** A view of the product as the camera's still, in a format ffmpeg surely reads. */
async function still(view: string): Promise<string> {
  const file = path.join(folder, `${view}.png`);
  await sharp(path.join(GOODS, `${PRODUCT}-${view}-1200.webp`))
    .png()
    .toFile(file);
  return file;
}

async function callFrame(page: Page): Promise<Frame> {
  const find = () => page.frames().find((frame) => new URL(frame.url()).pathname.startsWith('/widget/'));
  await waitUntil(() => find() !== undefined || 'the widget has no frame');
  return find()!;
}

/** Waits for the picture of the other side at its full size. */
async function moving(frame: Frame, name: string): Promise<void> {
  await waitUntil(async () => {
    const width = await frame.getByLabel(name).evaluate((video: HTMLVideoElement) => video.videoWidth);
    return width >= 960 || `the picture is ${width} pixels wide`;
  }, 20_000);
}

async function shoot(page: Page, name: string): Promise<void> {
  const png = await page.screenshot({ animations: 'disabled' });
  await sharp(png)
    .webp({ quality: 82 })
    .toFile(path.join(PICTURES, `${name}.webp`));
  console.log(`docs/pictures/${name}.webp`);
}
