import type { CommandInput, CommandName } from '#protocol';
import {
  connectSignaling,
  type Signaling,
  type SignalingState,
} from '../../web-client/signaling/connect-signaling.ts';
import { CommandError } from '../../web-client/signaling/command-error.ts';

declare global {
  interface Window {
    kanhuoSignaling: ReturnType<typeof createPage>;
  }
}

function createPage() {
  let signaling: Signaling | undefined;
  const seen = {
    states: [] as SignalingState[],
    reconnected: 0,
    refused: [] as string[],
    facts: [] as unknown[],
  };
  return {
    seen,
    connect(token: string) {
      signaling = connectSignaling({ as: 'visitor', token, language: 'en' });
      signaling.onReconnected(() => (seen.reconnected += 1));
      signaling.onRefused(({ code }) => seen.refused.push(code));
      signaling.on('chat:messageAdded', (fact) => seen.facts.push(fact));
    },
    state: () => signaling?.state.value,
    command: async (name: CommandName, input: CommandInput<CommandName>, timeoutMs?: number) =>
      signaling?.command(name, input, timeoutMs === undefined ? {} : { timeoutMs }).then(
        (data: unknown) => ({ data }),
        (error: unknown) =>
          error instanceof CommandError
            ? { code: error.code, retryable: error.retryable }
            : { code: String(error) },
      ),
    close: () => signaling?.close(),
  };
}

window.kanhuoSignaling = createPage();
