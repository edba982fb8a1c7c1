import type { ChatSignaling } from './chat-signaling.ts';

/** How far this side has read, told to the server. */
export interface ReadMark {
  seen(seq: number): void;
  /** Tells again what could not be told. */
  retry(): void;
}

/** Tells the furthest message only, one command at a time. */
export function createReadMark(conversationId: string, signaling: Pick<ChatSignaling, 'command'>): ReadMark {
  let wanted = 0;
  let told = 0;
  let telling = false;

  async function tell(): Promise<void> {
    if (telling) return;
    telling = true;
    try {
      while (wanted > told) {
        const seq = wanted;
        await signaling.command('chat:read', { conversationId, seq });
        told = seq;
      }
    } catch {
      // Told with the next message seen, or after reconnecting.
    } finally {
      telling = false;
    }
  }

  return {
    seen: (seq) => {
      if (seq <= wanted) return;
      wanted = seq;
      void tell();
    },
    retry: () => void tell(),
  };
}
