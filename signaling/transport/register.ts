import { commands, type CommandName, id, LIMITS, type Language, type Reply } from '#protocol';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Actor } from './actor.ts';
import { actorKey } from './actor-key.ts';
import { AppError } from '#protocol/app-error';
import type { AnyHandler } from './handler.ts';
import { parse } from './parse.ts';
import type { RateLimit } from './rate-limit.ts';
import type { RepeatGuard } from './repeat-guard.ts';
import { maskError } from './mask-error.ts';

/** Over which connection, and from whom, a command came. */
export interface Connection {
  readonly actor: Actor;
  readonly language: Language;
  readonly connectionId: string;
  /** What limits per address count by. */
  readonly addressKey: string;
}

/** Answers one command; never rejects. */
export type RunCommand = (connection: Connection, name: string, envelope: unknown) => Promise<Reply<unknown>>;

export interface RegisterDeps {
  readonly rateLimit: RateLimit;
  readonly repeats: RepeatGuard;
  readonly log: Logger;
  /** Checks what handlers answer against the contract too; for tests. */
  readonly checkOutput?: boolean | undefined;
}

const envelopeSchema = z.strictObject({ id, input: z.unknown() });

/** Commands that change nothing: their replies can be large and are read anew instead of being remembered. */
const READS: ReadonlySet<CommandName> = new Set<CommandName>([
  'session:hello',
  'presence:list',
  'chat:list',
  'chat:history',
]);

/** Puts handlers behind the one way in: rate → size → parse → authorise → once per id → handle → mask. */
export function register(handlers: readonly AnyHandler[], deps: RegisterDeps): RunCommand {
  const byName = new Map<string, AnyHandler>();
  for (const handler of handlers) {
    if (byName.has(handler.name)) throw new Error(`${handler.name} has two handlers`);
    byName.set(handler.name, handler);
  }

  return async (connection, name, envelope) => {
    const { actor, language } = connection;
    const log = deps.log.child({ command: name, actor: actorKey(actor) });
    try {
      await deps.rateLimit.take(actorKey(actor));
      refuseOversized(envelope);
      const { id: commandId, input: raw } = parse(envelopeSchema, envelope);
      const handler = byName.get(name);
      if (!handler) throw new AppError('not_found', `no command ${name.slice(0, 80)}`);
      const contract = commands[handler.name];
      const input = parse<unknown>(contract.input, raw);
      if (!allowed(handler.allow, actor)) throw new AppError('forbidden');

      const handle = handler.handle as (context: unknown, input: unknown) => Promise<unknown>;
      return await deps.repeats.run(
        { actor: actorKey(actor), id: commandId },
        name,
        !READS.has(handler.name),
        async (): Promise<Reply<unknown>> => {
          try {
            const data = await handle({ ...connection, commandId }, input);
            if (deps.checkOutput) contract.output.parse(data);
            return { ok: true, data };
          } catch (error) {
            return { ok: false, error: maskError(error, language, log) };
          }
        },
      );
    } catch (error) {
      return { ok: false, error: maskError(error, language, log) };
    }
  };
}

function allowed(allow: AnyHandler['allow'], actor: Actor): boolean {
  return allow === 'anyone' || allow === actor.kind;
}

function refuseOversized(envelope: unknown): void {
  const bytes = Buffer.byteLength(asJson(envelope) ?? '');
  if (bytes > LIMITS.socketMessageBytes) {
    throw new AppError('too_large', `a message may have at most ${LIMITS.socketMessageBytes} bytes`);
  }
}

function asJson(envelope: unknown): string | undefined {
  try {
    return JSON.stringify(envelope);
  } catch (error) {
    // Parsing takes any depth, writing recurses: what is nested too deep ends the stack.
    if (error instanceof RangeError) throw new AppError('invalid_input', 'the message is nested too deep');
    throw error;
  }
}
