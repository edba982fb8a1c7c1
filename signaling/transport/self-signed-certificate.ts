import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import path from 'node:path';
import { generate } from 'selfsigned';

/** A certificate with its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  /** Where it lies, to be taken to other devices. */
  readonly file: string;
  /** SHA-256 of the certificate, as browsers show it. */
  readonly fingerprint: string;
}

const DAY_MS = 24 * 60 * 60_000;
// Longer ones are refused by Apple's devices (398 days from 2020 on).
const VALID_DAYS = 397;

/** The certificate this installation made for itself; a new one when it is missing, about to expire, or does not
 *  name one of `names` (host names and IP addresses). */
export async function selfSignedCertificate(
  folder: string,
  names: readonly string[],
  now: number,
): Promise<Certificate> {
  const file = path.join(folder, 'certificate.pem');
  const keyFile = path.join(folder, 'key.pem');
  const [cert, key] = await Promise.all([read(file), read(keyFile)]);
  if (cert && key && fits(cert, names, now)) return describe(cert, key, file);

  const made = await generate([{ name: 'commonName', value: 'Kanhuo' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - DAY_MS),
    notAfterDate: new Date(now + VALID_DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(keyFile, made.private, { mode: 0o600 });
  await writeFile(file, made.cert);
  return describe(made.cert, made.private, file);
}

function fits(cert: string, names: readonly string[], now: number): boolean {
  const certificate = new X509Certificate(cert);
  if (certificate.validToDate.getTime() < now + 7 * DAY_MS) return false;
  return names.every((name) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)));
}

function describe(cert: string, key: string, file: string): Certificate {
  return { cert, key, file, fingerprint: new X509Certificate(cert).fingerprint256 };
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
