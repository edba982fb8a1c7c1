import { z } from 'zod';
import { id } from './basics.ts';
import { messageView } from './chat.ts';

export const captureCommands = {
  /** Take a still of the seller's camera; acknowledged when the picture is in the conversation. Either side
   *  may ask; the agent's page takes it. The same `captureId` again gives the same picture. */
  'capture:take': {
    input: z.strictObject({ callId: id, captureId: id }),
    output: z.strictObject({ message: messageView }),
  },
  /** The agent's page has taken and uploaded the still. */
  'capture:deliver': {
    input: z.strictObject({ captureId: id, pictureId: id }),
    output: z.strictObject({}),
  },
  /** The agent's page could not: no camera is on. */
  'capture:fail': {
    input: z.strictObject({ captureId: id }),
    output: z.strictObject({}),
  },
} as const;

export const captureFacts = {
  /** To the agent's page that is in the call: take a still now and deliver it. */
  'capture:requested': z.strictObject({ callId: id, captureId: id, conversationId: id }),
} as const;
