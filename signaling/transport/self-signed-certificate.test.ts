import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selfSignedCertificate } from './self-signed-certificate.ts';

let folder: string;
const now = Date.now();
const DAY_MS = 24 * 60 * 60_000;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kanhuo-cert-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the certificate of our own making', () => {
  it('[SETUP-20] names this machine, is kept, and its key is for its owner alone', async () => {
    const made = await selfSignedCertificate(folder, ['localhost', '192.0.2.7'], now);
    const certificate = new X509Certificate(made.cert);
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkIP('192.0.2.7')).toBe('192.0.2.7');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect((await stat(path.join(folder, 'key.pem'))).mode & 0o077).toBe(0);
    const again = await selfSignedCertificate(folder, ['localhost', '192.0.2.7'], now + 30 * DAY_MS);
    expect(again.fingerprint).toBe(made.fingerprint);
  });

  it('[SETUP-21] is made anew when it runs out or the machine got another address', async () => {
    const made = await selfSignedCertificate(folder, ['localhost'], now);
    const moved = await selfSignedCertificate(folder, ['localhost', '192.0.2.8'], now);
    expect(moved.fingerprint).not.toBe(made.fingerprint);
    const late = await selfSignedCertificate(folder, ['localhost'], now + 395 * DAY_MS);
    expect(late.fingerprint).not.toBe(moved.fingerprint);
  });
});
