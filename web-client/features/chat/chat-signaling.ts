import type { CommandInput, CommandOutput, FactData } from '#protocol';

type ChatCommand = 'chat:send' | 'chat:history' | 'chat:read';

/** What a conversation needs of the typed socket. */
export interface ChatSignaling {
  command<N extends ChatCommand>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
  on(fact: 'chat:messageAdded', listener: (data: FactData<'chat:messageAdded'>) => void): () => void;
  onReconnected(listener: () => void): () => void;
}
