import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes, X509Certificate } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MediaGrant, MediasoupGrant } from '#protocol';
import { ProtectionProfileAeadAes128Gcm, SrtpSession } from 'werift';
import { bindingRequest, isStun } from '../../../scripts/media-worker/stun-binding.ts';
import type { TestClient } from '../client.ts';
import { Endings } from '../endings.ts';
import { callClips, loopClip } from '../rtp/loop-clip.ts';
import type { RtpClip } from '../rtp/rtp-clip.ts';
import { waitUntil } from '../wait-until.ts';
import type { BareMedia } from './bare-media.ts';

/** Within RFC 7675: whoever is silent longer counts as gone. */
const CONSENT_EVERY_MS = 1000;

let made: Certificate | undefined;

interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly fingerprint: string;
}

/** AES-128-GCM (RFC 7714): a key and a salt for each direction, all keys first. */
const SRTP = { profile: 'SRTP_AEAD_AES_128_GCM', keyBytes: 16, saltBytes: 12 } as const;

const AUDIO_LEVEL = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';
const LEVEL_ID = 10;
/** A voice, 20 dB below the loudest (RFC 6464). */
const LEVEL = Buffer.of(0x80 | 20);

/** Joins with a grant over `client`, as a page would; the engine then counts this participant as connected. */
export async function joinByDtls(client: TestClient, callId: string, given: MediaGrant): Promise<BareMedia> {
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
  const endings = new Endings();
  endings.add(() => {
    clearInterval(timer);
    openssl.process.kill('SIGKILL');
    outside.close();
    inside.close();
  });

  return {
    async publish() {
      const [{ camera, microphone }, srtp] = await Promise.all([callClips(), openssl.srtp()]);
      for (const [source, clip] of [
        ['microphone', microphone],
        ['camera', camera],
      ] as const) {
        const ssrc = randomBytes(4).readUInt32BE();
        const rtpParameters = parametersOf(clip, ssrc);
        await ask({ type: 'produce', source, rtpParameters, muted: false });
        endings.add(
          loopClip(clip, ({ header, payload }) => {
            header.ssrc = ssrc;
            if (source === 'microphone') {
              header.extension = true;
              header.extensions = [{ id: LEVEL_ID, payload: LEVEL }];
            }
            outside.send(srtp.encrypt(payload, header), port, ip);
          }),
        );
      }
    },
    close: () => endings.run(),
  };
}

/** What mediasoup is told of a track that is sent as a clip. */
function parametersOf({ mimeType, payloadType, clockRate }: RtpClip, ssrc: number) {
  const isVideo = mimeType.startsWith('video/');
  const codec = isVideo
    ? {
        mimeType,
        payloadType,
        clockRate,
        rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
      }
    : { mimeType, payloadType, clockRate, channels: 2 };
  return {
    codecs: [codec],
    headerExtensions: isVideo ? [] : [{ uri: AUDIO_LEVEL, id: LEVEL_ID }],
    encodings: [{ ssrc }],
    rtcp: { cname: 'page' },
  };
}

interface DtlsClient {
  readonly process: ChildProcess;
  /** What the handshake has agreed on, to send with. */
  srtp(): Promise<SrtpSession>;
}

function speakDtls(port: number, cert: string, key: string): DtlsClient {
  const { profile, keyBytes, saltBytes } = SRTP;
  const material = [
    '-keymatexport',
    'EXTRACTOR-dtls_srtp',
    '-keymatexportlen',
    `${2 * (keyBytes + saltBytes)}`,
  ];
  const connect = ['-dtls1_2', '-connect', `127.0.0.1:${port}`, '-cert', cert, '-key', key];
  const openssl = spawn('openssl', ['s_client', ...connect, '-use_srtp', profile, ...material], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let said = '';
  openssl.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  return {
    process: openssl,
    async srtp() {
      let hex: string | undefined;
      await waitUntil(() => {
        [, hex] = /Keying material: (\w+)\s/.exec(said) ?? [];
        return hex !== undefined || 'no DTLS yet';
      });
      const all = Buffer.from(hex ?? '', 'hex');
      const [keys, salts] = [all.subarray(0, 2 * keyBytes), all.subarray(2 * keyBytes)];
      return new SrtpSession({
        profile: ProtectionProfileAeadAes128Gcm,
        keys: {
          localMasterKey: keys.subarray(0, keyBytes),
          remoteMasterKey: keys.subarray(keyBytes),
          localMasterSalt: salts.subarray(0, saltBytes),
          remoteMasterSalt: salts.subarray(saltBytes),
        },
      });
    },
  };
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
