import type { z } from 'zod';
import { callCommands, callFacts } from './calls.ts';
import { captureCommands, captureFacts } from './captures.ts';
import { chatCommands, chatFacts } from './chat.ts';
import { mediaCommands, mediaFacts } from './media.ts';
import { ratingCommands } from './ratings.ts';
import { recordingCommands, recordingFacts } from './recordings.ts';
import { sessionCommands, sessionFacts } from './session.ts';

export * from './agent-figures.ts';
export * from './audit.ts';
export * from './basics.ts';
export * from './calls.ts';
export * from './captions.ts';
export * from './captures.ts';
export * from './chat.ts';
export * from './clips.ts';
export * from './collections.ts';
export * from './errors.ts';
export * from './http.ts';
export * from './kind-of-source.ts';
export * from './media-basics.ts';
export * from './media-livekit.ts';
export * from './media-mediasoup.ts';
export * from './media.ts';
export * from './products.ts';
export * from './ratings.ts';
export * from './recording-settings.ts';
export * from './recordings.ts';
export * from './review.ts';
export * from './review-exports.ts';
export * from './review-figures.ts';
export * from './review-remarks.ts';
export * from './review-shares.ts';
export * from './score-sheets.ts';
export * from './scores.ts';
export * from './session.ts';
export * from './version.ts';

/** Every command a client may send: `socket.emit(name, {id, input}, (reply: Reply<output>) => …)`. */
export const commands = {
  ...sessionCommands,
  ...callCommands,
  ...chatCommands,
  ...captureCommands,
  ...mediaCommands,
  ...recordingCommands,
  ...ratingCommands,
};

/** Every fact the server tells: `socket.on(name, (data) => …)`. */
export const facts = {
  ...sessionFacts,
  ...callFacts,
  ...chatFacts,
  ...captureFacts,
  ...mediaFacts,
  ...recordingFacts,
};

export type CommandName = keyof typeof commands;
/** What a client sends. */
export type CommandInput<N extends CommandName> = z.input<(typeof commands)[N]['input']>;
/** What a handler receives: parsed, defaults filled in. */
export type ParsedInput<N extends CommandName> = z.output<(typeof commands)[N]['input']>;
export type CommandOutput<N extends CommandName> = z.output<(typeof commands)[N]['output']>;

export type FactName = keyof typeof facts;
export type FactData<N extends FactName> = z.output<(typeof facts)[N]>;
