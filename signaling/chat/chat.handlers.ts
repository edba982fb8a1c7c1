import type { AnyHandler } from '../transport/handler.ts';
import { handler } from '../transport/handler.ts';
import type { ChatService } from './chat.service.ts';

/** The chat's commands. */
export function chatHandlers(chat: ChatService): AnyHandler[] {
  return [
    handler('chat:open', 'visitor', ({ actor }, { sku }) => chat.open(actor, sku)),
    handler('chat:list', 'member', ({ actor }, input) => chat.list(actor, input)),
    handler('chat:send', 'anyone', ({ actor }, input) => chat.send(actor, input)),
    handler('chat:history', 'anyone', ({ actor }, input) => chat.history(actor, input)),
    handler('chat:read', 'anyone', ({ actor }, input) => chat.read(actor, input)),
  ];
}
