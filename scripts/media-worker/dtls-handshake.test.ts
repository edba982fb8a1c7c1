import { spawn, execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as mediasoup from 'mediasoup';
import type { WebRtcTransport, Worker } from 'mediasoup/types';
import { afterEach, describe, expect, it } from 'vitest';
import { bindingRequest, isStun } from './stun-binding.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).toReversed()) close();
});

/** A certificate of the other side, made by the same OpenSSL that will speak DTLS. */
function makeCertificate(): { cert: string; key: string; fingerprint: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'kanhuo-dtls-'));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  const cert = path.join(folder, 'cert.pem');
  const key = path.join(folder, 'key.pem');
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=there';
  execFileSync('openssl', [...request.split(' '), '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { cert, key, fingerprint: new X509Certificate(readFileSync(cert)).fingerprint256 };
}

async function openSocket(): Promise<Socket> {
  const socket = createSocket('udp4');
  closers.push(() => socket.close());
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

async function createTransport(): Promise<{ worker: Worker; transport: WebRtcTransport }> {
  const worker = await mediasoup.createWorker({ logLevel: 'error' });
  closers.push(() => worker.close());
  const router = await worker.createRouter({ mediaCodecs: [] });
  const transport = await router.createWebRtcTransport({
    listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }],
  });
  return { worker, transport };
}

describe('the media worker that set-up obtained', () => {
  it('[SETUP-4] completes a real DTLS handshake', { timeout: 30_000 }, async () => {
    const { worker, transport } = await createTransport();
    const died = once(worker, 'died').then(() => Promise.reject(new Error('the worker died')));
    died.catch(() => {});
    const port = transport.iceCandidates[0]?.port ?? 0;

    // One address pair for both protocols: STUN is ours, DTLS is passed on to and from OpenSSL.
    const outside = await openSocket();
    const inside = await openSocket();
    let opensslPort = 0;
    inside.on('message', (datagram, from) => {
      opensslPort = from.port;
      outside.send(datagram, port, '127.0.0.1');
    });
    outside.on('message', (datagram) => {
      if (!isStun(datagram)) inside.send(datagram, opensslPort, '127.0.0.1');
    });

    const chosen = once(transport, 'icestatechange');
    outside.send(bindingRequest(transport.iceParameters), port, '127.0.0.1');
    await Promise.race([chosen, died]);
    expect(transport.iceState).toBe('completed');

    const { cert, key, fingerprint } = makeCertificate();
    const connected = new Promise<void>((resolve, reject) => {
      transport.on('dtlsstatechange', (state) => {
        if (state === 'connected') resolve();
        if (state === 'failed' || state === 'closed') reject(new Error(`DTLS ${state}`));
      });
    });
    await transport.connect({
      dtlsParameters: { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: fingerprint }] },
    });
    const address = `127.0.0.1:${inside.address().port}`;
    const openssl = spawn(
      'openssl',
      [
        's_client',
        '-dtls1_2',
        '-connect',
        address,
        '-cert',
        cert,
        '-key',
        key,
        '-use_srtp',
        'SRTP_AEAD_AES_128_GCM',
      ],
      { stdio: ['pipe', 'ignore', 'ignore'] },
    );
    closers.push(() => openssl.kill());

    await Promise.race([connected, died]);
    expect(transport.dtlsState).toBe('connected');
    expect(transport.dtlsRemoteCert).toContain('BEGIN CERTIFICATE');
    expect((await worker.dump()).pid).toBe(worker.pid);
  });
});
