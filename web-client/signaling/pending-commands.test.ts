import { describe, expect, it } from 'vitest';
import type { Reply } from '#protocol/errors';
import { type Emit, PendingCommands } from './pending-commands.ts';

interface Sent {
  readonly id: string;
  answer(reply: Reply<unknown>): void;
}

function connection(): { sent: Sent[]; emit: Emit } {
  const sent: Sent[] = [];
  return { sent, emit: (_name, { id }, answer) => sent.push({ id, answer }) };
}

function command(id: string, outcomes: string[]) {
  return {
    id,
    name: 'chat:send',
    input: {},
    settle: (reply: Reply<unknown>) => outcomes.push(`${id} ${reply.ok ? 'done' : reply.error.code}`),
    expire: () => outcomes.push(`${id} expired`),
  };
}

describe('commands of the socket client', () => {
  it('[WIRE-20] sends what is unanswered again over the next connection, with the same ids in the same order', () => {
    const outcomes: string[] = [];
    const pending = new PendingCommands();
    const first = connection();
    pending.add(command('a', outcomes));
    pending.connected(first.emit);
    pending.add(command('b', outcomes));
    expect(first.sent.map(({ id }) => id)).toEqual(['a', 'b']);
    first.sent[0]?.answer({ ok: true, data: {} });

    pending.disconnected();
    pending.add(command('c', outcomes));
    const second = connection();
    pending.connected(second.emit);
    expect(second.sent.map(({ id }) => id)).toEqual(['b', 'c']);
    expect(outcomes).toEqual(['a done']);
  });

  it('[WIRE-20] settles each command once, whichever connection answers', () => {
    const outcomes: string[] = [];
    const pending = new PendingCommands();
    const first = connection();
    const second = connection();
    pending.connected(first.emit);
    pending.add(command('a', outcomes));
    pending.connected(second.emit);
    second.sent[0]?.answer({ ok: true, data: {} });
    first.sent[0]?.answer({ ok: false, error: { code: 'internal', message: '' } });
    pending.expire('a');
    expect(outcomes).toEqual(['a done']);
    expect(pending.size).toBe(0);
  });

  it('[WIRE-20] gives up when told to, and ignores a later answer', () => {
    const outcomes: string[] = [];
    const pending = new PendingCommands();
    const { sent, emit } = connection();
    pending.connected(emit);
    pending.add(command('a', outcomes));
    pending.expire();
    sent[0]?.answer({ ok: true, data: {} });
    expect(outcomes).toEqual(['a expired']);
  });
});
