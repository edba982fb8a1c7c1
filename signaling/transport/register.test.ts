import { randomUUID } from 'node:crypto';
import { LIMITS } from '#protocol';
import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import type { Actor } from './actor.ts';
import { AppError } from '#protocol/app-error';
import { type AnyHandler, handler } from './handler.ts';
import { createRateLimit } from './rate-limit.ts';
import { register } from './register.ts';
import { RepeatGuard } from './repeat-guard.ts';

const visitor: Actor = { kind: 'visitor', visitorId: 'v', shopId: 's' };
const agent: Actor = { kind: 'member', memberId: 'm', shopId: 's', role: 'agent', sessionId: 'x' };

function setUp(handlers: AnyHandler[], points = 100) {
  const lines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line) => void lines.push(line) });
  const rateLimit = createRateLimit({ points, seconds: 10 });
  const run = register(handlers, { rateLimit, repeats: new RepeatGuard(Date.now), log });
  const send = (actor: Actor, name: string, input: unknown, language: 'en' | 'zh' = 'en') =>
    run({ actor, language, connectionId: 'c', addressKey: 'a' }, name, { id: randomUUID(), input });
  return { run, send, lines };
}

type StatusWork = () => Promise<{ member: never }>;

const setStatus = (work: StatusWork = () => Promise.resolve({ member: {} as never })) =>
  handler('presence:set', 'member', work);

/** `[[[…]]]`, as a parser makes it of many brackets. */
function nested(depth: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

describe('the one way in', () => {
  it('[WIRE-1] answers not_found to a command that does not exist', async () => {
    const { send } = setUp([]);
    expect(await send(agent, 'shop:close', {})).toMatchObject({ ok: false, error: { code: 'not_found' } });
  });

  it('[WIRE-2] names the field that is wrong, and does not call the handler', async () => {
    const work = vi.fn<StatusWork>(() => Promise.resolve({ member: {} as never }));
    const { send, run } = setUp([setStatus(work)]);
    const wrong = await send(agent, 'presence:set', { status: 'asleep' });
    expect(wrong).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    expect(wrong.ok ? '' : wrong.error.details).toMatch(/^status: /);
    const connection = { actor: agent, language: 'en', connectionId: 'c', addressKey: 'a' } as const;
    for (const envelope of [
      undefined,
      null,
      7,
      'x',
      [],
      {},
      { id: 'no', input: {} },
      { id: randomUUID(), more: 1 },
    ]) {
      expect(await run(connection, 'presence:set', envelope)).toMatchObject({
        error: { code: 'invalid_input' },
      });
    }
    expect(work).not.toHaveBeenCalled();
  });

  it('[WIRE-3] refuses a message over the limit, and names the limit', async () => {
    const { send } = setUp([setStatus()]);
    expect(
      await send(agent, 'presence:set', { status: '看'.repeat(LIMITS.socketMessageBytes / 3) }),
    ).toMatchObject({
      error: { code: 'too_large', details: 'a message may have at most 262144 bytes' },
    });
  });

  it('[WIRE-4] refuses a text over its own limit, and names field and limit', async () => {
    const { send } = setUp([
      handler('call:request', 'visitor', () => Promise.reject(new Error('not reached'))),
    ]);
    const input = { callId: randomUUID(), kind: 'video', sku: 'x'.repeat(81) };
    expect(await send(visitor, 'call:request', input)).toMatchObject({
      error: { code: 'too_large', details: 'sku: at most 80 characters' },
    });
  });

  it('[AUTH-2] lets nobody reach a handler that is for others', async () => {
    const work = vi.fn<StatusWork>(() => Promise.resolve({ member: {} as never }));
    const { send } = setUp([setStatus(work)]);
    expect(await send(visitor, 'presence:set', { status: 'busy' })).toMatchObject({
      error: { code: 'forbidden' },
    });
    expect(work).not.toHaveBeenCalled();
    expect(await send(agent, 'presence:set', { status: 'busy' })).toMatchObject({ ok: true });
  });

  it('[WIRE-7] refuses more than a person may send, and names the rate; others are not held up', async () => {
    const { send } = setUp([handler('session:hello', 'anyone', () => Promise.resolve({} as never))], 2);
    await send(agent, 'session:hello', {});
    await send(agent, 'session:hello', {});
    expect(await send(agent, 'session:hello', {})).toMatchObject({
      error: { code: 'too_many_requests', details: 'at most 2 in 10 seconds' },
    });
    expect(await send(visitor, 'session:hello', {})).toMatchObject({ ok: true });
  });

  it.each([
    ['malformed', 'presence:set', 7],
    ['unknown', 'shop:close', {}],
    ['forbidden', 'presence:set', { status: 'busy' }],
    ['oversized', 'presence:set', { status: 'x'.repeat(LIMITS.socketMessageBytes) }],
    ['nested', 'presence:set', nested(100_000)],
  ])('[WIRE-7] counts commands that are %s', async (_what, name, input) => {
    const { send } = setUp([setStatus()], 2);
    const codes: unknown[] = [];
    for (const _ of [1, 2, 3]) {
      const reply = await send(visitor, name, input);
      codes.push(reply.ok ? 'ok' : reply.error.code);
    }
    expect(codes.slice(0, 2)).not.toContain('too_many_requests');
    expect(codes[2]).toBe('too_many_requests');
  });

  it('[WIRE-2] refuses what is nested deeper than can be looked at', async () => {
    const { send, lines } = setUp([setStatus()]);
    expect(await send(agent, 'presence:set', nested(100_000))).toMatchObject({
      error: { code: 'invalid_input', details: 'the message is nested too deep' },
    });
    expect(lines).toEqual([]);
  });

  it('[WIRE-8] passes an AppError on in the language of the page', async () => {
    const { send } = setUp([setStatus(() => Promise.reject(new AppError('call_over', 'call 7')))]);
    expect(await send(agent, 'presence:set', { status: 'busy' }, 'zh')).toEqual({
      ok: false,
      error: { code: 'call_over', message: '通话已经结束。', details: 'call 7' },
    });
  });

  it('[WIRE-8] masks everything else, and logs it in full', async () => {
    const { send, lines } = setUp([setStatus(() => Promise.reject(new Error('disk /dev/sda1 is full')))]);
    const reply = await send(agent, 'presence:set', { status: 'busy' });
    expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(reply)).not.toContain('sda1');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      command: 'presence:set',
      actor: 'member:m',
      err: { message: 'disk /dev/sda1 is full', stack: expect.stringContaining('register.test') as string },
    });
  });

  it('[WIRE-8] refuses to be built with two handlers of one command', () => {
    expect(() => setUp([setStatus(), setStatus()])).toThrow('presence:set has two handlers');
  });
});
