import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MediaGrant, MediasoupGrant } from '#protocol';
import { bindingRequest, isStun } from '../../../scripts/media-worker/stun-binding.ts';
import type { TestClient } from '../client.ts';

/** Within RFC 7675: whoever is silent longer counts as gone. */
const CONSENT_EVERY_MS = 1000;

let made: Certificate | undefined;

interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly fingerprint: string;
}

/** A participant's media without a browser: real ICE and real DTLS, and no picture. */
export interface DtlsPage {
  close(): void;
}

/** Joins with a grant over `client`, as a page would; the engine then counts this participant as connected. */
export async function joinByDtls(client: TestClient, callId: string, given: MediaGrant): Promise<DtlsPage> {
  if (given.engine !== 'mediasoup') throw new Error(`a grant of ${given.engine} is not for this page`);
  const grant = given;
  const { cert, key, fingerprint } = (made ??= makeCertificate());
  const ask = (request: Record<string, unknown>) =>
    client.command('media:request', { callId, generation: grant.generation, request: request as never });
  await ask({ type: 'join', rtpCapabilities: grant.routerRtpCapabilities });
  await ask({
    type: 'connectTransport',
    direction: 'send',
    dtlsParameters: { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: fingerprint }] },
  });

  const { ip, port } = udpCandidate(grant);
  const [outside, inside] = await Promise.all([openSocket(), openSocket()]);
  let opensslPort = 0;
  // One pair of addresses for both protocols: STUN is ours, DTLS is passed on to and from OpenSSL.
  inside.on('message', (datagram, from) => {
    opensslPort = from.port;
    outside.send(datagram, port, ip);
  });
  outside.on('message', (datagram) => {
    if (!isStun(datagram) && opensslPort > 0) inside.send(datagram, opensslPort, '127.0.0.1');
  });
  const iceParameters = grant.send.iceParameters as { usernameFragment: string; password: string };
  const consent = () => outside.send(bindingRequest(iceParameters), port, ip);
  const answered = once(outside, 'message');
  consent();
  await answered;
  const timer = setInterval(consent, CONSENT_EVERY_MS);
  const openssl = speakDtls(inside.address().port, cert, key);

  return {
    close() {
      clearInterval(timer);
      openssl.kill('SIGKILL');
      outside.close();
      inside.close();
    },
  };
}

function speakDtls(port: number, cert: string, key: string): ChildProcess {
  const profile = 'SRTP_AEAD_AES_128_GCM';
  const connect = ['-dtls1_2', '-connect', `127.0.0.1:${port}`, '-cert', cert, '-key', key];
  return spawn('openssl', ['s_client', ...connect, '-use_srtp', profile], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}

function makeCertificate(): Certificate {
  const folder = mkdtempSync(path.join(tmpdir(), 'kanhuo-dtls-'));
  const cert = path.join(folder, 'cert.pem');
  const key = path.join(folder, 'key.pem');
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=page';
  execFileSync('openssl', [...request.split(' '), '-keyout', key, '-out', cert], { stdio: 'ignore' });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return { cert, key, fingerprint: new X509Certificate(readFileSync(cert)).fingerprint256 };
}

function udpCandidate(grant: MediasoupGrant): { ip: string; port: number } {
  const candidates = grant.send.iceCandidates as { ip: string; port: number; protocol: string }[];
  const candidate = candidates.find(({ protocol }) => protocol === 'udp');
  if (!candidate) throw new Error('the grant names no UDP address');
  return candidate;
}

async function openSocket(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}
