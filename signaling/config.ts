import { accessSync, constants } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { MediaEngineConfig } from '../sfu/create-media-engine.ts';
import type { SpeechConfig } from './speech/create-speech-service.ts';

/** Everything that can be set from outside, parsed once and passed down. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Where the pages are, when it is not this server that people open them from. */
  readonly pagesUrl: string | undefined;
  /** Serves TLS with a certificate of its own making. */
  readonly https: boolean;
  /** Proxies in front of the service whose `X-Forwarded-*` headers count. */
  readonly trustProxy: number;
  readonly dataDir: string;
  /** Password of the demo members; without it one is made at the first start. */
  readonly demoPassword: string | undefined;
  /** How long an agent has to answer an offer, ms. */
  readonly offerMs: number;
  /** How long a call waits for a side that lost its connection, ms. */
  readonly graceMs: number;
  /** The program that makes exports of recordings. */
  readonly ffmpeg: string;
  /** Where what was said is written down; undefined where nothing is. */
  readonly speech: SpeechConfig | undefined;
  readonly logLevel: LogLevel;
  readonly media: MediaEngineConfig;
  /** Whether somebody chose the media ports, for a firewall say. */
  readonly mediaPortFixed: boolean;
}

const logLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']);
export type LogLevel = z.infer<typeof logLevel>;

/** A setting that cannot be used; the message is a plain sentence that names the variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const DEFAULT_MEDIA_PORT = 40_000;

/** Says what a variable must be, for the sentence that refuses another value. */
const must = (sentence: string) => ({ error: () => sentence });

const wholeNumber = (min: number, max: number) => {
  const sentence = must(`must be a whole number from ${min} to ${max}`);
  return z
    .string()
    .regex(/^\d+$/, sentence)
    .transform(Number)
    .pipe(z.number(sentence).min(min, sentence).max(max, sentence));
};

const YES = ['1', 'true', 'yes', 'on'] as const;
const flag = z
  .enum([...YES, '0', 'false', 'no', 'off'], must('must be yes or no'))
  .transform((value) => YES.some((yes) => yes === value));

const videoCodec = z.enum(['VP8', 'H264', 'VP9', 'AV1'], must('must be a list of VP8, H264, VP9 and AV1'));

const iceServers = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: ICE_SENTENCE });
      return z.NEVER;
    }
  })
  .pipe(
    z.array(
      z.strictObject({
        urls: z.array(z.string().regex(/^(stun|turn)s?:\S+$/)).min(1),
        username: z.string().optional(),
        credential: z.string().optional(),
      }),
      must(
        'must be a JSON list like [{"urls":["turn:turn.example.com:3478"],"username":"u","credential":"c"}]',
      ),
    ),
  );
/** Variables whose values do not belong on a terminal. */
const SECRET: readonly string[] = [
  'DEMO_PASSWORD',
  'ICE_SERVERS',
  'LIVEKIT_API_SECRET',
  'LIVEKIT_REDIS_URL',
  'SPEECH_KEY',
  'SPEECH_URL',
];
const ICE_SENTENCE = 'must be a JSON list of ICE servers';

/** One address, or one for each node, with commas between. */
const addresses = (pattern: RegExp, sentence: string) =>
  z
    .string()
    .transform((text) => text.split(',').map((address) => address.trim()))
    .pipe(z.array(z.string().regex(pattern, must(sentence))));

const folder = z.string().regex(/^\//, must('must be a path that begins with /'));

/** Every variable the service reads; docs/configuration.md says the same in words. */
const environment = z.object({
  PORT: wholeNumber(0, 65_535).default(8080),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, must('must be an address or a host name'))
    .default('0.0.0.0'),
  HTTPS: flag.default(false),
  PAGES_URL: z.url('must be an address such as http://localhost:8080').optional(),
  TRUST_PROXY: wholeNumber(0, 10).default(0),
  DATA_DIR: z.string().default('data'),
  DEMO_PASSWORD: z
    .string()
    .min(8, must('must have at least 8 characters'))
    .max(200, must('must have at most 200 characters'))
    .optional(),
  OFFER_SECONDS: wholeNumber(1, 600).default(25),
  GRACE_SECONDS: wholeNumber(1, 600).default(15),
  FFMPEG_PATH: z.string().default('ffmpeg'),
  SPEECH_URL: z
    .url({ protocol: /^https?$/, ...must('must be an address like https://speech.example.com/v1') })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  SPEECH_KEY: z.string().optional(),
  SPEECH_MODEL: z.string().default('whisper-1'),
  LOG_LEVEL: logLevel.default('info'),
  ANNOUNCED_ADDRESS: z
    .string()
    .regex(/^[\w.:-]+$/, must('must be an address or a host name'))
    .optional(),
  MEDIA_LISTEN_IP: z
    .union([z.ipv4(), z.ipv6()], must('must be an IP address of this machine, or 0.0.0.0 for all'))
    .default('0.0.0.0'),
  MEDIA_PORT: wholeNumber(0, 65_000).optional(),
  MEDIA_WORKERS: wholeNumber(1, 256).optional(),
  MEDIASOUP_WORKER_BIN: z.string().optional(),
  MEDIA_LOG_LEVEL: z
    .enum(['debug', 'warn', 'error', 'none'], must('must be debug, warn, error or none'))
    .default('error'),
  VIDEO_CODECS: z
    .string()
    .transform((text) => text.split(',').map((name) => name.trim().toUpperCase()))
    .pipe(z.array(videoCodec).min(1))
    .optional(),
  ICE_SERVERS: iceServers.default([]),
  MEDIA_ENGINE: z.enum(['mediasoup', 'livekit'], must('must be mediasoup or livekit')).default('mediasoup'),
  LIVEKIT_URL: addresses(/^wss?:\/\/[^\s/]+/, 'must begin with wss:// or ws://').optional(),
  LIVEKIT_API_URL: addresses(/^https?:\/\/[^\s/]+/, 'must begin with https:// or http://').optional(),
  LIVEKIT_REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/\S+$/, must('must begin with redis:// or rediss://'))
    .optional(),
  LIVEKIT_API_KEY: z.string().optional(),
  LIVEKIT_API_SECRET: z.string().min(32, must('must have at least 32 characters')).optional(),
  RECORDER: z.enum(['own', 'egress'], must('must be own or egress')).default('own'),
  EGRESS_DIR: folder.optional(),
  EGRESS_SERVICE_DIR: folder.optional(),
});

const DEFAULT_VIDEO_CODECS = ['VP8', 'H264', 'VP9', 'AV1'] as const;

/** Names that a cluster cannot do without. */
const CLUSTER = ['LIVEKIT_URL', 'LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET'] as const;

type Cluster = NonNullable<MediaEngineConfig['livekit']>;
type Settings = z.infer<typeof environment>;

/** Names of the variables, for the documentation and its test. */
export const VARIABLES: readonly string[] = Object.keys(environment.shape);

/** Reads the configuration; throws a ConfigError that names the first variable that is wrong.
 *  @param args what stands after the program's name: `--https`. */
export function loadConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
  args: readonly string[] = process.argv.slice(2),
): Config {
  for (const arg of args) {
    if (arg !== '--https') throw new ConfigError(`${arg} is not an option; there is --https.`);
  }
  // A variable that is set to nothing counts as not set, as in shells and service files.
  const given = Object.fromEntries(VARIABLES.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const result = environment.safeParse(given);
  if (!result.success) throw new ConfigError(sentenceOf(result.error.issues[0], given));
  const settings = result.data;
  const dataDir = path.resolve(settings.DATA_DIR);
  const missing = settings.MEDIA_ENGINE === 'livekit' && CLUSTER.find((name) => !settings[name]);
  if (missing) throw new ConfigError(`${missing} must be set when MEDIA_ENGINE is livekit.`);
  return {
    port: settings.PORT,
    host: settings.HOST,
    pagesUrl: settings.PAGES_URL,
    https: settings.HTTPS || args.includes('--https'),
    trustProxy: settings.TRUST_PROXY,
    dataDir,
    demoPassword: settings.DEMO_PASSWORD,
    offerMs: settings.OFFER_SECONDS * 1000,
    graceMs: settings.GRACE_SECONDS * 1000,
    ffmpeg: settings.FFMPEG_PATH,
    speech:
      settings.SPEECH_URL === undefined
        ? undefined
        : { url: settings.SPEECH_URL, key: settings.SPEECH_KEY, model: settings.SPEECH_MODEL },
    logLevel: settings.LOG_LEVEL,
    media: {
      engine: settings.MEDIA_ENGINE,
      videoCodecs: videoCodecs(settings),
      iceServers: settings.ICE_SERVERS,
      mediasoup: {
        workers: settings.MEDIA_WORKERS ?? availableParallelism(),
        workerBin: settings.MEDIASOUP_WORKER_BIN,
        listenIp: settings.MEDIA_LISTEN_IP,
        announcedAddress: settings.ANNOUNCED_ADDRESS,
        ports: settings.MEDIA_PORT ?? DEFAULT_MEDIA_PORT,
        logLevel: settings.MEDIA_LOG_LEVEL,
      },
      livekit: cluster(settings, egress(settings)),
    },
    mediaPortFixed: settings.MEDIA_PORT !== undefined,
  };
}

/** The codecs of calls: an Egress service knows no AV1. */
function videoCodecs({ VIDEO_CODECS: chosen, RECORDER: recorder }: Settings): readonly string[] {
  if (recorder === 'own') return chosen ?? DEFAULT_VIDEO_CODECS;
  if (chosen?.includes('AV1')) {
    throw new ConfigError('VIDEO_CODECS must leave out AV1 when RECORDER is egress, which cannot write it.');
  }
  return chosen ?? DEFAULT_VIDEO_CODECS.filter((name) => name !== 'AV1');
}

/** Where an Egress service puts the files of recordings, where it is to write them. */
function egress(settings: Settings): Cluster['egress'] {
  if (settings.RECORDER === 'own') return undefined;
  if (settings.MEDIA_ENGINE !== 'livekit') {
    throw new ConfigError('RECORDER can be egress only when MEDIA_ENGINE is livekit.');
  }
  const { EGRESS_DIR: ours, EGRESS_SERVICE_DIR: theirs = ours } = settings;
  if (!ours || !theirs) throw new ConfigError('EGRESS_DIR must be set when RECORDER is egress.');
  try {
    accessSync(ours, constants.R_OK | constants.W_OK);
  } catch {
    throw new ConfigError(`EGRESS_DIR must be a folder that this user may read and write, and is "${ours}".`);
  }
  return { folder: ours, serviceFolder: theirs };
}

/** How a cluster is reached, where one carries the calls. */
function cluster(settings: Settings, egressFolders: Cluster['egress']): Cluster | undefined {
  const { LIVEKIT_URL: urls, LIVEKIT_API_KEY: apiKey, LIVEKIT_API_SECRET: apiSecret } = settings;
  if (settings.MEDIA_ENGINE !== 'livekit' || !urls || !apiKey || !apiSecret) return undefined;
  const apiUrls = settings.LIVEKIT_API_URL ?? urls.map((url) => url.replace(/^ws/, 'http'));
  if (urls.length > 1 && urls.length !== apiUrls.length) {
    throw new ConfigError('LIVEKIT_URL must name one address, or as many as LIVEKIT_API_URL does.');
  }
  // One address in front of them all serves the pages of every node.
  const nodes = apiUrls.map((apiUrl, index) => ({ url: urls[index] ?? urls[0] ?? '', apiUrl }));
  const redisUrl = settings.LIVEKIT_REDIS_URL;
  return { nodes, apiKey, apiSecret, redisUrl, egress: egressFolders };
}

function sentenceOf(issue: z.core.$ZodIssue | undefined, given: Record<string, string | undefined>): string {
  const name = String(issue?.path[0] ?? 'The configuration');
  const reason = name === 'LOG_LEVEL' ? `must be one of ${logLevel.options.join(', ')}` : issue?.message;
  const shown = SECRET.includes(name) ? '' : `, and is "${given[name] ?? ''}"`;
  return `${name} ${reason ?? 'is wrong'}${shown}.`;
}
