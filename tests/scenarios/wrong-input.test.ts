import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandName, commands } from '#protocol';
import type { Database } from '../../signaling/db/schema.ts';
import {
  connectMember,
  connectVisitor,
  type MemberClient,
  type TestClient,
  type VisitorClient,
} from '../support/client.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { VALID_INPUTS, wrongInputs } from '../support/wrong-inputs.ts';

let server: TestServer;
let buyer: VisitorClient;
let stranger: VisitorClient;
let lan: MemberClient;
let wei: MemberClient;
/** The buyer's conversation and the call that Lan has with the buyer. */
let own: { conversationId: string; callId: string };

beforeAll(async () => {
  // Every command with all that can be wrong in it is more than one person may ask for.
  const rates = { person: { points: 5000, seconds: 10 }, connection: { points: 10_000, seconds: 10 } };
  server = await startTestServer({ GRACE_SECONDS: '600' }, { rates });
  [buyer, stranger, lan, wei] = await Promise.all([
    connectVisitor(server),
    connectVisitor(server),
    connectMember(server, 'demo:lan'),
    connectMember(server, 'demo:wei'),
  ]);
  await wei.command('presence:set', { status: 'away' });
  const { conversation } = await buyer.command('chat:open', {});
  await stranger.command('chat:open', {});
  own = { conversationId: conversation.id, callId: randomUUID() };
  await buyer.command('call:request', { callId: own.callId, kind: 'video' });
  await lan.next('call:offered');
  await lan.command('call:answer', { callId: own.callId });
});
afterAll(async () => {
  for (const client of [buyer, stranger, lan, wei]) client.close();
  await server.close();
});

const TABLES: readonly (keyof Database)[] = [
  'shops',
  'members',
  'sessions',
  'visitors',
  'products',
  'conversations',
  'messages',
  'pictures',
  'calls',
  'call_events',
  'call_ratings',
  'recordings',
  'recording_consents',
  'recording_events',
  'recording_markers',
  'secrets',
];

/** A fingerprint of everything that is stored. */
async function stored(): Promise<string> {
  const rows = await Promise.all(TABLES.map((table) => server.db.selectFrom(table).selectAll().execute()));
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}

/** Sends a command as each of these; answers the codes of their refusals. */
const refusals = (who: readonly TestClient[], command: CommandName, input: unknown) =>
  Promise.all(who.map(async (client) => (await client.refused(command, input)).code));

describe('wrong input', () => {
  const NAMES = Object.keys(commands) as CommandName[];
  const table = NAMES.map((command) => ({
    command,
    cases: wrongInputs().filter((wrong) => wrong.command === command),
  }));

  it.each(table)(
    '[WIRE-13] $command refuses what is missing, wrongly typed or oversized, and nothing changes',
    async ({ command, cases }) => {
      const before = await stored();
      for (const { what, input } of cases) {
        for (const code of await refusals([buyer, lan], command, input)) {
          expect(['invalid_input', 'too_large'], what).toContain(code);
        }
      }
      expect(await stored()).toBe(before);
      expect(cases.length).toBeGreaterThan(5);
    },
  );

  it.each(NAMES)(
    '[WIRE-14] %s with ids that lead nowhere is refused, and nothing changes',
    async (command) => {
      const before = await stored();
      const ids = Object.keys(VALID_INPUTS[command]).filter((field) => field.endsWith('Id'));
      // An id that the client makes itself leads somewhere new.
      if (ids.length === 0 || command === 'call:request') return;
      for (const code of await refusals([buyer, stranger, lan, wei], command, VALID_INPUTS[command])) {
        expect(['not_found', 'forbidden']).toContain(code);
      }
      expect(await stored()).toBe(before);
    },
  );
});

describe("other people's things", () => {
  /** Commands on the call and the conversation of the buyer with Lan. */
  const onOwn = (): [CommandName, unknown][] => [
    ['call:request', { callId: own.callId, kind: 'video' }],
    ['call:hangUp', { callId: own.callId }],
    ['call:upgrade', { callId: own.callId }],
    ['call:keepCameraOff', { callId: own.callId }],
    ['call:rate', { ...VALID_INPUTS['call:rate'], callId: own.callId }],
    ['chat:send', { ...VALID_INPUTS['chat:send'], conversationId: own.conversationId }],
    ['chat:history', { conversationId: own.conversationId }],
    ['chat:read', { conversationId: own.conversationId, seq: 1 }],
    ['capture:take', { callId: own.callId, captureId: randomUUID() }],
    ['media:request', { ...VALID_INPUTS['media:request'], callId: own.callId }],
  ];

  it("[AUTH-13] a visitor gets nowhere with another's conversation and call", async () => {
    const before = await stored();
    for (const [command, input] of onOwn()) {
      const [code] = await refusals([stranger], command, input);
      expect(['not_found', 'forbidden', 'conflict'], command).toContain(code);
    }
    expect(await stored()).toBe(before);
    const { call } = await stranger.command('call:current', { fresh: true });
    expect(call).toBeNull();
  });

  it('[AUTH-14] a visitor cannot act as an agent, in their own call either', async () => {
    const before = await stored();
    const asAgent: [CommandName, unknown][] = [
      ['call:answer', { callId: own.callId }],
      ['call:prepare', { callId: own.callId }],
      ['call:decline', { callId: own.callId }],
      ['presence:set', { status: 'away' }],
      ['presence:list', {}],
      ['chat:list', {}],
      ['capture:deliver', { captureId: randomUUID(), pictureId: randomUUID() }],
      ['capture:fail', { captureId: randomUUID() }],
    ];
    for (const [command, input] of asAgent) {
      expect(await refusals([buyer, stranger], command, input)).toEqual(['forbidden', 'forbidden']);
    }
    expect(await stored()).toBe(before);
  });

  it('[AUTH-15] an agent gets nowhere with the call of another agent', async () => {
    const before = await stored();
    const ofLan: [CommandName, unknown][] = [
      ['call:answer', { callId: own.callId }],
      ['call:prepare', { callId: own.callId }],
      ['call:decline', { callId: own.callId }],
      ['call:hangUp', { callId: own.callId }],
      ['call:upgrade', { callId: own.callId }],
      ['call:keepCameraOff', { callId: own.callId }],
      ['capture:take', { callId: own.callId, captureId: randomUUID() }],
      ['media:request', { ...VALID_INPUTS['media:request'], callId: own.callId }],
    ];
    for (const [command, input] of ofLan) {
      const [code] = await refusals([wei], command, input);
      expect(['not_found', 'forbidden', 'conflict'], command).toContain(code);
    }
    expect(await stored()).toBe(before);
    const { call } = await buyer.command('call:current', { fresh: false });
    expect(call).toMatchObject({ id: own.callId, agent: { id: lan.memberId } });
  });
});
