import type { CommandName, CommandOutput, Language, ParsedInput } from '#protocol';
import type { Actor, MemberActor, VisitorActor } from './actor.ts';

/** What a handler knows of the command it answers. */
export interface Context<A extends Actor = Actor> {
  readonly actor: A;
  readonly language: Language;
  /** The client's id of this command; repeats of it are answered from the first run. */
  readonly commandId: string;
  /** The connection it came over: a person may have several. */
  readonly connectionId: string;
  /** What limits per address count by. */
  readonly addressKey: string;
}

interface ActorByName {
  visitor: VisitorActor;
  member: MemberActor;
  anyone: Actor;
}

/** One command's handler with the kind of person who may send it; nobody else reaches `handle`. */
export interface Handler<N extends CommandName, P extends keyof ActorByName> {
  readonly name: N;
  readonly allow: P;
  handle(context: Context<ActorByName[P]>, input: ParsedInput<N>): Promise<CommandOutput<N>>;
}

/** Any handler, as the adapter keeps them. */
export type AnyHandler = Handler<CommandName, keyof ActorByName>;

/** Declares a handler: `handler('chat:send', 'anyone', async (context, input) => …)`. */
export function handler<N extends CommandName, P extends keyof ActorByName>(
  name: N,
  allow: P,
  handle: Handler<N, P>['handle'],
): AnyHandler {
  // The adapter parses by the schema of `name` and checks `allow` before it calls, which restores the types.
  return { name, allow, handle };
}
