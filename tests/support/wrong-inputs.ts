import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type CommandInput, type CommandName, commands } from '#protocol';

/** An input of each command that its schema takes; ids lead nowhere. */
export const VALID_INPUTS: { readonly [N in CommandName]: CommandInput<N> } = {
  'session:hello': {},
  'presence:set': { status: 'busy' },
  'presence:list': {},
  'call:request': { callId: randomUUID(), kind: 'video', sku: 'leather-tote' },
  'call:answer': { callId: randomUUID() },
  'call:prepare': { callId: randomUUID() },
  'call:decline': { callId: randomUUID() },
  'call:hangUp': { callId: randomUUID() },
  'call:upgrade': { callId: randomUUID() },
  'call:keepCameraOff': { callId: randomUUID() },
  'call:current': { fresh: true },
  'call:rate': { callId: randomUUID(), stars: 4, words: 'Showed every seam' },
  'chat:open': { sku: 'leather-tote' },
  'chat:list': { before: 1, limit: 10 },
  'chat:send': {
    conversationId: randomUUID(),
    messageId: randomUUID(),
    body: { kind: 'text', text: 'Is it lined?' },
  },
  'chat:history': { conversationId: randomUUID(), beforeSeq: 5, afterSeq: 1, limit: 10 },
  'chat:read': { conversationId: randomUUID(), seq: 1 },
  'capture:take': { callId: randomUUID(), captureId: randomUUID() },
  'capture:deliver': { captureId: randomUUID(), pictureId: randomUUID() },
  'capture:fail': { captureId: randomUUID() },
  'recording:start': { callId: randomUUID() },
  'recording:pause': { callId: randomUUID() },
  'recording:resume': { callId: randomUUID() },
  'recording:stop': { callId: randomUUID() },
  'recording:consent': {
    callId: randomUUID(),
    consent: { voice: true, picture: true, screen: false },
    wording: 'May the shop keep this call?',
    language: 'en',
  },
  'recording:mark': { callId: randomUUID(), label: 'lining' },
  'recording:current': { callId: randomUUID() },
  'media:request': {
    callId: randomUUID(),
    generation: 1,
    request: { type: 'setProducerMuted', producerId: 'p', muted: true },
  },
};

/** An input that must be refused, and what is wrong with it. */
export interface WrongInput {
  readonly command: CommandName;
  readonly what: string;
  readonly input: unknown;
}

const WRONG_TYPES: readonly unknown[] = [null, 7.5, -1, true, 'neither', [], {}, { $ne: 1 }];

/** Each command with each field missing, wrongly typed, oversized, and with a field too many. */
export function wrongInputs(): WrongInput[] {
  return (Object.keys(commands) as CommandName[]).flatMap((command) => {
    const wrong: WrongInput[] = [
      ...[undefined, null, 7, 'text', []].map((input) => ({
        command,
        what: `${String(input)} for all`,
        input,
      })),
      { command, what: 'a field too many', input: { ...VALID_INPUTS[command], extra: 1 } },
    ];
    for (const [field, value] of Object.entries(VALID_INPUTS[command])) {
      const { [field]: _without, ...rest } = VALID_INPUTS[command] as Record<string, unknown>;
      if (isRequired(command, field)) wrong.push({ command, what: `no ${field}`, input: rest });
      for (const type of WRONG_TYPES) {
        if (takes(command, field, type)) continue;
        wrong.push({
          command,
          what: `${JSON.stringify(type)} as ${field}`,
          input: { ...rest, [field]: type },
        });
      }
      const oversized = typeof value === 'number' ? 2 ** 60 : 'x'.repeat(5000);
      wrong.push({ command, what: `an oversized ${field}`, input: { ...rest, [field]: oversized } });
    }
    return wrong;
  });
}

function isRequired(command: CommandName, field: string): boolean {
  const { required } = z.toJSONSchema(commands[command].input, { io: 'input', unrepresentable: 'any' });
  return required?.includes(field) ?? false;
}

/** What the contract gives as the type of a field: values of that type are not wrong. */
function takes(command: CommandName, field: string, value: unknown): boolean {
  const known = (VALID_INPUTS[command] as Record<string, unknown>)[field];
  if (['sku', 'label', 'wording', 'words'].includes(field)) return typeof value === 'string';
  if (field === 'generation') return value === -1;
  return typeof known === 'boolean' && typeof value === 'boolean';
}
