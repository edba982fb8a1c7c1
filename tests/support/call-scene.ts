import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { CallKind, CallStatus, CallView, CommandOutput, FactData, MediaGrant } from '#protocol';
import {
  connectMember,
  connectVisitor,
  type MemberClient,
  type TestClient,
  type VisitorClient,
} from './client.ts';
import { TestClock } from './clock.ts';
import { joinByWerift } from './livekit/werift-page.ts';
import type { BareMedia } from './media/bare-media.ts';
import { joinByDtls } from './media/dtls-page.ts';
import { startTestServer, type TestServer, type TestServerOptions } from './test-server.ts';

/** A service with people around it, whose clock the test turns on. */
export class CallScene {
  server: TestServer;
  readonly clock: TestClock;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #closers: (() => void)[] = [];
  /** Where servers started anew work; removed at the end. */
  #keptDir: string | undefined;

  private constructor(server: TestServer, variables: Readonly<Record<string, string>>, clock: TestClock) {
    this.server = server;
    this.#variables = variables;
    this.clock = clock;
  }

  static async start(
    variables: Readonly<Record<string, string>> = {},
    options: TestServerOptions = {},
  ): Promise<CallScene> {
    const clock = new TestClock();
    const server = await startTestServer(variables, { ...options, now: clock.now });
    return new CallScene(server, variables, clock);
  }

  /** Stops the server and starts another one on its data, as after an update. */
  async restart(): Promise<void> {
    const { dataDir } = this.server;
    await this.server.app.close();
    this.server = await startTestServer(this.#variables, { now: this.clock.now, dataDir });
    this.#keptDir = dataDir;
  }

  async buyer(options: Parameters<typeof connectVisitor>[1] = {}): Promise<VisitorClient> {
    return this.#known(await connectVisitor(this.server, options));
  }

  async agent(login = 'demo:lan', options: Parameters<typeof connectMember>[2] = {}): Promise<MemberClient> {
    return this.#known(await connectMember(this.server, login, options));
  }

  /** Brings real media for a participant. */
  async join(client: TestClient, callId: string, grant: MediaGrant): Promise<BareMedia> {
    const page = await (grant.engine === 'livekit'
      ? joinByWerift(client, callId, grant)
      : joinByDtls(client, callId, grant));
    this.#closers.push(() => page.close());
    return page;
  }

  /** A call that was answered, its media on both sides. */
  async activeCall(
    buyer: VisitorClient,
    agent: MemberClient,
    kind: CallKind = 'video',
  ): Promise<{ call: CallView; callId: string; grants: { buyer: MediaGrant; agent: MediaGrant } }> {
    const { call, grants } = await joinedCall(this, buyer, agent, kind);
    return { call, callId: call.id, grants };
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0)) close();
    await this.server.close();
    if (this.#keptDir !== undefined) await rm(this.#keptDir, { recursive: true, force: true });
  }

  #known<T extends TestClient>(client: T): T {
    this.#closers.push(() => client.close());
    return client;
  }
}

/** A call that was answered, its media on both sides, which anybody may publish to. */
export async function joinedCall(
  scene: Pick<CallScene, 'join'>,
  buyer: VisitorClient,
  agent: MemberClient,
  kind: CallKind = 'video',
): Promise<{ call: CallView; grants: { buyer: MediaGrant; agent: MediaGrant }; media: BareMedia[] }> {
  const {
    call: { id },
    grant,
  } = await ring(buyer, kind);
  const offer = await agent.next('call:offered', (fact) => fact.call.id === id);
  const media = await Promise.all([scene.join(buyer, id, grant), scene.join(agent, id, offer.grant)]);
  await agent.command('call:answer', { callId: id });
  const call = await changedTo(buyer, id, 'active');
  await changedTo(agent, id, 'active');
  return { call, grants: { buyer: grant, agent: offer.grant }, media };
}

/** Rings the shop; fails when nobody could be rung. */
export async function ring(
  buyer: VisitorClient,
  kind: CallKind = 'video',
  callId: string = randomUUID(),
): Promise<{ call: CallView; grant: MediaGrant }> {
  const { call, grant } = await buyer.command('call:request', { callId, kind });
  if (!grant) throw new Error(`The call is ${JSON.stringify(call.state)} and has no grant`);
  return { call, grant };
}

/** The call as it is told when it reaches a state. */
export async function changedTo(client: TestClient, callId: string, status: CallStatus): Promise<CallView> {
  const fits = ({ call }: FactData<'call:changed'>) => call.id === callId && call.state.status === status;
  return (await client.next('call:changed', fits)).call;
}

/** All that the timeline of a call holds, in order. */
export async function timeline(server: TestServer, callId: string): Promise<string[]> {
  const rows = await server.db
    .selectFrom('call_events')
    .select('type')
    .where('call_id', '=', callId)
    .orderBy('id')
    .execute();
  return rows.map(({ type }) => type);
}

/** The messages of a conversation, in order. */
export async function messages(
  client: TestClient,
  conversationId: string,
): Promise<CommandOutput<'chat:history'>['messages']> {
  return (await client.command('chat:history', { conversationId, limit: 100 })).messages;
}
