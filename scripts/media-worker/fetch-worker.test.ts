import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchWorker, prebuiltName } from './fetch-worker.mjs';

const version = '3.0.0';
const closers: (() => void)[] = [];
let folder: string;
let target: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kanhuo-fetch-'));
  target = path.join(folder, 'mediasoup-worker');
});
afterEach(() => {
  for (const close of closers.splice(0)) close();
  rmSync(folder, { recursive: true, force: true });
});

/** An archive as a release has it; its program ends with this code when it is started by hand. */
function archive(exitCode: number): Buffer {
  const source = mkdtempSync(path.join(folder, 'release-'));
  writeFileSync(path.join(source, 'mediasoup-worker'), `#!/bin/sh\nexit ${exitCode}\n`);
  const packed = execFileSync('tar', ['cz', '-C', source, 'mediasoup-worker']);
  rmSync(source, { recursive: true });
  return packed;
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  closers.push(() => server.closeAllConnections());
  closers.push(() => server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A host with the archive and the release's own list of files. */
function release(packed: Buffer, list: RequestListener): RequestListener {
  return (request, response) => {
    if (request.url === `/download/${version}/${prebuiltName(version)}`) response.end(packed);
    else if (request.url === `/tags/${version}`) list(request, response);
    else response.writeHead(404).end();
  };
}
const json = (body: unknown): RequestListener => {
  return (_request, response) => void response.end(JSON.stringify(body));
};
/** The list with this checksum. */
const listing = (digest: string | null) => json({ assets: [{ name: prebuiltName(version), digest }] });

const from = (host: string) => ({ downloads: `${host}/download`, releases: `${host}/tags` });
const sha256 = (data: Buffer) => `sha256:${createHash('sha256').update(data).digest('hex')}`;

/** Whatever happened, nothing half-made may lie in the folder. */
const left = () => readdirSync(folder);

describe('[SETUP-6] the prebuilt media worker', () => {
  it('is put in its place when it is the official one and runs here', async () => {
    const packed = archive(41);
    const host = await serve(release(packed, listing(sha256(packed))));
    expect(await fetchWorker(version, target, { hosts: from(host) })).toBeUndefined();
    expect(readFileSync(target, 'utf8')).toContain('exit 41');
    expect(left()).toEqual(['mediasoup-worker']);
  });

  it('is refused when its checksum is not the official one', async () => {
    const host = await serve(release(archive(41), listing(sha256(Buffer.from('another')))));
    expect(await fetchWorker(version, target, { hosts: from(host) })).toContain('official release');
    expect(left()).toEqual([]);
  });

  it('is taken by its name where the release lists it without a checksum', async () => {
    const host = await serve(release(archive(41), listing(null)));
    expect(await fetchWorker(version, target, { hosts: from(host) })).toBeUndefined();
    expect(left()).toEqual(['mediasoup-worker']);
  });

  it.each<[string, RequestListener, string]>([
    ['does not come', () => {}, 'could not be asked for'],
    ['is refused', (_request, response) => void response.writeHead(403).end('{}'), '403'],
    ['is no list', (_request, response) => void response.end('<html>'), 'could not be asked for'],
    ['has no files', json({}), 'does not list it'],
    ['has other files', json({ assets: [{ name: 'other.tgz', digest: null }] }), 'does not list it'],
    ['has a checksum of another kind', listing('md5:00'), 'not known'],
  ])('is refused when the list of checksums %s', async (_what, list, reason) => {
    const host = await serve(release(archive(41), list));
    expect(await fetchWorker(version, target, { hosts: from(host), answerMs: 200 })).toContain(reason);
    expect(left()).toEqual([]);
  });

  it('is refused when it does not run on this machine', async () => {
    const host = await serve(release(archive(1), listing(null)));
    expect(await fetchWorker(version, target, { hosts: from(host) })).toContain('does not run');
    expect(existsSync(target)).toBe(false);
  });

  it('is not to be had where there is none for this machine', async () => {
    const host = await serve((_request, response) => void response.writeHead(404).end());
    expect(await fetchWorker(version, target, { hosts: from(host) })).toContain('404');
  });

  it('is given up when its host does not answer', async () => {
    const host = await serve(() => {});
    const answered = await fetchWorker(version, target, { hosts: from(host), answerMs: 100 });
    expect(answered).toContain('no answer');
    expect(left()).toEqual([]);
  });

  it('is given up when the download stalls', async () => {
    const host = await serve((_request, response) => void response.write('some'));
    expect(await fetchWorker(version, target, { hosts: from(host), stallMs: 100 })).toContain('stalled');
    expect(left()).toEqual([]);
  });

  it('is named as mediasoup names it', () => {
    const machine = { platform: 'linux', arch: 'x64', release: '6.1.0-25-amd64' };
    expect(prebuiltName('3.27.1', machine)).toBe('mediasoup-worker-3.27.1-linux-x64-kernel6.tgz');
    expect(prebuiltName('3.27.1', { ...machine, platform: 'darwin', arch: 'arm64' })).toBe(
      'mediasoup-worker-3.27.1-darwin-arm64.tgz',
    );
  });
});
