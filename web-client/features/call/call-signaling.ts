import type { CommandInput, CommandOutput, FactData } from '#protocol';

type CallCommand =
  | 'call:request'
  | 'call:prepare'
  | 'call:answer'
  | 'call:decline'
  | 'call:hangUp'
  | 'call:upgrade'
  | 'call:keepCameraOff'
  | 'call:current'
  | 'capture:take'
  | 'capture:deliver'
  | 'capture:fail';

type CallFact =
  | 'call:offered'
  | 'call:offerWithdrawn'
  | 'call:changed'
  | 'call:moved'
  | 'call:otherAway'
  | 'call:cameraKeptOff'
  | 'capture:requested';

/** What a call needs of the typed socket. */
export interface CallSignaling {
  command<N extends CallCommand>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
  on<N extends CallFact>(fact: N, listener: (data: FactData<N>) => void): () => void;
  onReconnected(listener: () => void): () => void;
}
