import { randomUUID } from 'node:crypto';
import type { CallKind, CallView, MessageView } from '#protocol';
import { connectVisitor, type ConnectOptions, type VisitorClient } from '../client.ts';
import type { TestServer } from '../test-server.ts';

/** A buyer without a browser: writes, sends pictures and rings over the wire. */
export interface ChatVisitor extends VisitorClient {
  readonly conversationId: string;
  readonly name: string;
  say(text: string): Promise<MessageView>;
  ring(kind: CallKind, sku?: string): Promise<CallView>;
  hangUp(callId: string): Promise<void>;
}

/** Connects a new visitor who looks at a product. */
export async function startChatVisitor(
  server: Pick<TestServer, 'url'>,
  options: ConnectOptions & { readonly sku?: string } = {},
): Promise<ChatVisitor> {
  const { sku = 'leather-tote', ...rest } = options;
  const client = await connectVisitor(server, rest);
  const { conversation } = await client.command('chat:open', { sku });
  return Object.assign(client, {
    conversationId: conversation.id,
    name: conversation.buyer.name,
    async say(text: string) {
      const { message } = await client.command('chat:send', {
        conversationId: conversation.id,
        messageId: randomUUID(),
        body: { kind: 'text', text },
      });
      return message;
    },
    async ring(kind: CallKind, product = sku) {
      const { call } = await client.command('call:request', { callId: randomUUID(), kind, sku: product });
      return call;
    },
    async hangUp(callId: string) {
      await client.command('call:hangUp', { callId });
    },
  });
}
