import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import {
  EgressInfo,
  EgressStatus,
  FileInfo,
  ListEgressRequest,
  ListEgressResponse,
  StopEgressRequest,
  TrackEgressRequest,
  WebhookEvent,
} from '@livekit/protocol';
import { AccessToken, RoomServiceClient, TokenVerifier, TrackType } from 'livekit-server-sdk';
import type { EgressClips } from './egress-clips.ts';
import type { LivekitServers } from './livekit-servers.ts';
import { waitUntil } from '../wait-until.ts';
import { passOn, passSocketsOn } from './pass-on.ts';
import type { ReportListener } from './report-inbox.ts';
import { enterRoom } from './werift-page.ts';

const PREFIX = '/twirp/livekit.Egress/';

/** Where the service believes its folder to be: another place than the one we know. */
const SERVICE_DIR = '/out/recordings';

interface Egress {
  readonly info: EgressInfo;
  readonly file: FileInfo;
  readonly kind: 'audio' | 'video';
  readonly name: string;
}

/**
 * What stands in for LiveKit's Egress service, which cannot run here: it speaks its Twirp interface with the vendor's own
 * protobuf classes, and is as strict as they are. Files it has made by ffmpeg; they are as long as they were recorded.
 * Everything else that is asked of it goes to the LiveKit server behind it.
 */
export class EgressServer {
  /** What the service is started with to have its recordings written here. */
  readonly variables: Readonly<Record<string, string>>;
  /** Requests that were understood, in order. */
  readonly starts: TrackEgressRequest[] = [];
  readonly stops: StopEgressRequest[] = [];
  /** What was wrong with others. */
  readonly #wrong: string[] = [];
  /** While true nothing is reported, as when reports are lost. */
  silent = false;
  /** While true the service answers nothing. */
  away = false;
  /** While set, stopped egresses wait for it before their files are complete. */
  completes: Promise<void> = Promise.resolve();
  /** Reports as they were sent. */
  readonly reports: { readonly body: string; readonly authorization: string }[] = [];
  readonly #server: Server;
  readonly #livekit: LivekitServers;
  readonly #clips: EgressClips;
  readonly #folder: string;
  readonly #egresses = new Map<string, Egress>();
  #listener: ReportListener | undefined;

  private constructor(server: Server, livekit: LivekitServers, clips: EgressClips, folder: string) {
    this.#server = server;
    this.#livekit = livekit;
    this.#clips = clips;
    this.#folder = folder;
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    this.variables = {
      ...livekit.variables,
      LIVEKIT_API_URL: `http://127.0.0.1:${port}`,
      RECORDER: 'egress',
      EGRESS_DIR: folder,
      EGRESS_SERVICE_DIR: SERVICE_DIR,
    };
    server.on('request', (incoming, response) => void this.#answer(incoming, response));
    passSocketsOn(server, this.#behind);
  }

  static async start(livekit: LivekitServers, clips: EgressClips): Promise<EgressServer> {
    const folder = await mkdtemp(path.join(tmpdir(), 'kanhuo-egress-'));
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new EgressServer(server, livekit, clips, folder);
  }

  /** The LiveKit server that this one stands before. */
  get #behind(): string {
    return this.#livekit.nodes[0]?.apiUrl ?? '';
  }

  get folder(): string {
    return this.#folder;
  }

  /** Names of those that go on. */
  get writing(): string[] {
    return this.#active.map(({ name }) => name);
  }

  /** How much there is of each that goes on, at least. */
  get writtenMs(): number {
    const now = nanoseconds();
    return Math.min(...this.#active.map(({ file }) => Number(now - file.startedAt) / 1e6));
  }

  get #active(): Egress[] {
    return [...this.#egresses.values()].filter(({ info }) => info.status === EgressStatus.EGRESS_ACTIVE);
  }

  /** Passes what is reported on to somebody. */
  reportTo(listener: ReportListener): void {
    this.#listener = listener;
  }

  /** Ends one that goes on without being asked. */
  async breakOff(name: string, status: EgressStatus, error: string): Promise<void> {
    const egress = [...this.#egresses.values()].find((one) => one.name === name);
    if (!egress) throw new Error(`nothing is written under ${name}`);
    egress.info.error = error;
    // Of what it had, only a limit leaves a file.
    if (status === EgressStatus.EGRESS_LIMIT_REACHED) await this.#finish(egress, status);
    else this.#become(egress, status, 'egress_ended');
  }

  /** Lets an egress be in its room, as a real one is, until its machine dies without a word. */
  async enter(name: string): Promise<{ die(): Promise<void> }> {
    const [node] = this.#livekit.nodes;
    const { apiKey, apiSecret } = this.#livekit;
    const info = [...this.#egresses.values()].find((one) => one.name === name)?.info;
    if (!node || !info) throw new Error(`nothing is written under ${name}`);
    const { egressId: identity, roomName: room } = info;
    const token = new AccessToken(apiKey, apiSecret, { identity, ttl: 60 });
    const nothing = { canPublish: false, canPublishData: false };
    token.addGrant({ roomJoin: true, room, canSubscribe: true, ...nothing, hidden: true, recorder: true });
    const page = enterRoom({ url: node.url, token: await token.toJwt() });
    await waitUntil(() => page.inside() || 'not let in');
    return {
      async die() {
        page.close();
        await new RoomServiceClient(node.apiUrl, apiKey, apiSecret).removeParticipant(room, identity);
      },
    };
  }

  /** Sends all reports so far once more, the last first. */
  async repeatReports(): Promise<void> {
    for (const { body, authorization } of this.reports.toReversed()) {
      await this.#listener?.(body, authorization);
    }
  }

  /** Rejects when it was asked for anything that the vendor's definitions do not have. */
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.#folder, { recursive: true, force: true });
    if (this.#wrong.length > 0) throw new Error(`Egress would have refused ${this.#wrong.join('; ')}`);
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!incoming.url?.startsWith(PREFIX)) return passOn(incoming, response, this.#behind);
    const method = incoming.url.slice(PREFIX.length);
    const json = { 'content-type': 'application/json' };
    try {
      if (this.away) throw new TwirpError(503, 'unavailable', 'no response from servers');
      await this.#requireRight(incoming);
      const body = JSON.parse(await text(incoming)) as never;
      const answer = await this.#serve(method, body);
      response.writeHead(200, json).end(answer.toJsonString());
    } catch (error) {
      if (!(error instanceof TwirpError)) this.#wrong.push(`${method}: ${String(error)}`);
      const { status, code } = error instanceof TwirpError ? error : { status: 400, code: 'malformed' };
      response.writeHead(status, json).end(JSON.stringify({ code, msg: String(error) }));
    }
  }

  /** A token that says that its holder may record, and nothing else. */
  async #requireRight({ headers }: IncomingMessage): Promise<void> {
    const { apiKey, apiSecret } = this.#livekit;
    const token = (headers.authorization ?? '').replace(/^Bearer /, '');
    const { video } = await new TokenVerifier(apiKey, apiSecret).verify(token);
    if (JSON.stringify(video) !== '{"roomRecord":true}') throw new Error(`rights ${JSON.stringify(video)}`);
  }

  // Unknown fields are refused: so are those of the messages within.
  async #serve(method: string, body: never): Promise<EgressInfo | ListEgressResponse> {
    switch (method) {
      case 'StartTrackEgress':
        return this.#start(TrackEgressRequest.fromJson(body, { ignoreUnknownFields: false }));
      case 'StopEgress':
        return this.#stop(StopEgressRequest.fromJson(body, { ignoreUnknownFields: false }));
      case 'ListEgress':
        return this.#list(ListEgressRequest.fromJson(body, { ignoreUnknownFields: false }));
      default:
        throw new Error(`no method ${method}`);
    }
  }

  async #start(asked: TrackEgressRequest): Promise<EgressInfo> {
    const { roomName, trackId, output } = asked;
    // Over the wire and back, as from this interface to the service itself.
    if (!TrackEgressRequest.fromBinary(asked.toBinary()).equals(asked)) throw new Error('not what was sent');
    if (output.case !== 'file' || path.posix.dirname(output.value.filepath) !== SERVICE_DIR) {
      throw new Error(`output ${JSON.stringify(output)}`);
    }
    const { apiKey, apiSecret } = this.#livekit;
    const rooms = new RoomServiceClient(this.#behind, apiKey, apiSecret);
    const tracks = (await rooms.listParticipants(roomName)).flatMap((one) => one.tracks);
    const track = tracks.find(({ sid }) => sid === trackId);
    if (!track) throw new TwirpError(404, 'not_found', `no track ${trackId} in ${roomName}`);
    this.starts.push(asked);
    const file = new FileInfo({ filename: output.value.filepath });
    const info = new EgressInfo({
      egressId: `EG_${randomUUID()}`,
      roomName,
      status: EgressStatus.EGRESS_STARTING,
      request: { case: 'track', value: asked },
      fileResults: [file],
    });
    const kind = track.type === TrackType.AUDIO ? 'audio' : 'video';
    const egress = { info, file, kind, name: path.posix.basename(output.value.filepath) } as const;
    this.#egresses.set(info.egressId, egress);
    const started = info.clone();
    this.#report('egress_started', info);
    info.startedAt = file.startedAt = nanoseconds();
    this.#become(egress, EgressStatus.EGRESS_ACTIVE, 'egress_updated');
    return started;
  }

  #stop(asked: StopEgressRequest): EgressInfo {
    const egress = this.#egresses.get(asked.egressId);
    if (!egress) throw new TwirpError(404, 'not_found', 'egress does not exist');
    if (egress.info.status > EgressStatus.EGRESS_ACTIVE) {
      throw new TwirpError(412, 'failed_precondition', 'egress cannot be stopped');
    }
    this.stops.push(asked);
    this.#become(egress, EgressStatus.EGRESS_ENDING, 'egress_updated');
    const ending = egress.info.clone();
    void this.completes.then(() => this.#finish(egress, EgressStatus.EGRESS_COMPLETE));
    return ending;
  }

  #list({ egressId, roomName, active }: ListEgressRequest): ListEgressResponse {
    const items = [...this.#egresses.values()]
      .map(({ info }) => info)
      .filter((info) => egressId === '' || info.egressId === egressId)
      .filter((info) => roomName === '' || info.roomName === roomName)
      .filter((info) => !active || info.status < EgressStatus.EGRESS_COMPLETE);
    return new ListEgressResponse({ items });
  }

  /** Puts the file into its place, as long as it was recorded. */
  async #finish(egress: Egress, status: EgressStatus): Promise<void> {
    const { info, file, kind, name } = egress;
    file.endedAt = nanoseconds();
    file.duration = file.endedAt - file.startedAt;
    const seconds = Number(file.duration) / 1e9;
    const ending = await this.#clips.cut(kind, seconds, path.join(this.#folder, name));
    file.filename = file.location = path.posix.join(SERVICE_DIR, `${name}${ending}`);
    file.size = 1n;
    info.endedAt = file.endedAt;
    this.#become(egress, status, 'egress_ended');
  }

  #become({ info }: Egress, status: EgressStatus, event: string): void {
    info.status = status;
    info.updatedAt = nanoseconds();
    this.#report(event, info);
  }

  #report(event: string, info: EgressInfo): void {
    const createdAt = BigInt(Math.floor(Date.now() / 1000));
    const report = new WebhookEvent({ event, id: `EV_${randomUUID()}`, createdAt, egressInfo: info.clone() });
    void this.#send(report.toJsonString());
  }

  async #send(body: string): Promise<void> {
    const token = new AccessToken(this.#livekit.apiKey, this.#livekit.apiSecret, { ttl: 300 });
    token.sha256 = createHash('sha256').update(body).digest('base64');
    const authorization = await token.toJwt();
    this.reports.push({ body, authorization });
    if (this.silent) return;
    await this.#listener?.(body, authorization).catch(() => {});
  }
}

/** An answer of Twirp's that is not what was hoped for. */
class TwirpError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Egress counts in them. */
function nanoseconds(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}
