import { gzipSync } from 'node:zlib';
import type { Page, Response } from 'playwright-core';

/** A file that a page fetched, and its size as gzip. */
export interface Download {
  path: string;
  kind: string;
  /** In the page itself, or in a frame on it. */
  frame: 'page' | 'frame';
  gzip: number;
}

/** Notes what a page and its frames download from `origin`; each address counts once. */
export function countDownloads(page: Page, origin: string): { take(): Promise<Download[]> } {
  const responses = new Map<string, Response>();
  page.on('response', (response) => {
    const url = response.url();
    if (url.startsWith(origin) && !responses.has(url)) responses.set(url, response);
  });
  return {
    /** What there is so far. */
    take: () => Promise.all([...responses.values()].map((response) => weigh(response, page))),
  };
}

async function weigh(response: Response, page: Page): Promise<Download> {
  const request = response.request();
  await response.finished();
  const encoding = (await response.headerValue('content-encoding')) ?? '';
  const gzip =
    encoding === 'gzip'
      ? (await request.sizes()).responseBodySize
      : gzipSync(await response.body().catch(() => Buffer.alloc(0)), { level: 9 }).length;
  return {
    path: new URL(response.url()).pathname,
    kind: request.resourceType(),
    frame: response.frame() === page.mainFrame() ? 'page' : 'frame',
    gzip,
  };
}
