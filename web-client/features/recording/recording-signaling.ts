import type { CommandInput, CommandOutput, FactData } from '#protocol';

type RecordingCommand =
  | 'recording:start'
  | 'recording:pause'
  | 'recording:resume'
  | 'recording:stop'
  | 'recording:consent'
  | 'recording:mark'
  | 'recording:current';

/** What a recording needs of the typed socket. */
export interface RecordingSignaling {
  command<N extends RecordingCommand>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
  on<N extends 'recording:changed'>(fact: N, listener: (data: FactData<N>) => void): () => void;
  onReconnected(listener: () => void): () => void;
}
