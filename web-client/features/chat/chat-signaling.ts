import type { CommandInput, CommandOutput, ErrorCode, FactData } from '#protocol';
import { ERRORS } from '#protocol/errors';

type ChatCommand = 'chat:send' | 'chat:history' | 'chat:read';

/** What a conversation needs of the typed socket. */
export interface ChatSignaling {
  command<N extends ChatCommand>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
  on(fact: 'chat:messageAdded', listener: (data: FactData<'chat:messageAdded'>) => void): () => void;
  onReconnected(listener: () => void): () => void;
}

/** The code that a refused command or upload carries; whatever else went wrong is `unavailable`. */
export function codeOf(error: unknown): ErrorCode {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && code in ERRORS ? (code as ErrorCode) : 'unavailable';
}
