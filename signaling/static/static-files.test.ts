import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compressBuilt } from '../../scripts/build/compress-built.ts';
import { securityHeaders } from './security-headers.ts';
import { staticFiles } from './static-files.ts';

let folder: string;
let server: Server;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kanhuo-static-'));
  const files = {
    'web/widget.js': 'loader',
    'web/widget/index.html': 'widget document',
    'web/console/index.html': 'console document',
    'web/assets/console-1a2b.js': 'console code',
    'web/favicon.svg': `<svg>${' '.repeat(500)}</svg>`,
    'web/.vite/manifest.json': '{}',
    'pictures/tote.webp': 'picture',
    'secret.txt': 'secret',
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.join(folder, path.dirname(name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  await compressBuilt(path.join(folder, 'web'));
  const web = express();
  web.use(securityHeaders([]));
  web.use(staticFiles({ web: path.join(folder, 'web'), demoPictures: path.join(folder, 'pictures') }));
  server = createServer(web).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const ask = (name: string, headers: Record<string, string> = {}) =>
  fetch(`${url}${name}`, { headers, redirect: 'manual' });

/** The status of a request sent as it is: `fetch` tidies addresses and adds headers of its own. */
function plainly(address: string, headers: Record<string, string> = {}): Promise<number | undefined> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: address, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).once('error', reject);
  });
}

describe('what is served as it lies', () => {
  it.each([
    ['/widget/', 'widget document'],
    ['/console', 'console document'],
    ['/console/', 'console document'],
    ['/console/conversations/7', 'console document'],
    ['/assets/console-1a2b.js', 'console code'],
    ['/demo-assets/tote.webp', 'picture'],
  ])('[SETUP-32] %s is %s', async (name, content) => {
    const response = await ask(name);
    expect([response.status, await response.text()]).toEqual([200, content]);
  });

  it.each(['/../secret.txt', '/..%2fsecret.txt', '/.vite/manifest.json', '/none.js'])(
    '[AUTH-5] %s is not served',
    async (name) => {
      expect(await plainly(name)).toBe(404);
    },
  );

  it('[SETUP-33] is kept for good by browsers where its name changes with it, else asked for again', async () => {
    const cacheOf = async (name: string) => (await ask(name)).headers.get('cache-control');
    expect(await cacheOf('/assets/console-1a2b.js')).toBe('public, max-age=31536000, immutable');
    expect(await cacheOf('/console')).toBe('no-cache');
    expect(await cacheOf('/widget.js')).toBe('public, max-age=300');
    const etag = (await ask('/widget.js', { 'accept-encoding': 'br' })).headers.get('etag') ?? '';
    expect(await plainly('/widget.js', { 'accept-encoding': 'br', 'if-none-match': etag })).toBe(304);
  });

  it('[WIRE-12] the loader may be loaded by pages of any shop', async () => {
    const { headers } = await ask('/widget.js', { origin: 'https://shop.example' });
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it('[SETUP-30] goes compressed to those who take it', async () => {
    const encodingFor = async (accepted: string) =>
      (await ask('/favicon.svg', { 'accept-encoding': accepted })).headers.get('content-encoding');
    expect(await encodingFor('gzip, deflate, br')).toBe('br');
    expect(await encodingFor('gzip')).toBe('gzip');
    expect(await encodingFor('identity')).toBeNull();
  });

  it('[AUTH-16] no page runs inline script, and only the widget may stand in pages of others', async () => {
    const policyOf = async (name: string) => (await ask(name)).headers.get('content-security-policy') ?? '';
    const [widget, console] = await Promise.all([policyOf('/widget/'), policyOf('/console')]);
    for (const policy of [widget, console]) {
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toContain('unsafe');
    }
    expect(widget).toMatch(/frame-ancestors \*$/);
    expect(console).toMatch(/frame-ancestors 'self'$/);
    const { headers } = await ask('/console');
    expect(headers.get('permissions-policy')).toContain(
      'camera=(self), microphone=(self), display-capture=(self)',
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});
