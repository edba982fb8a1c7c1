import type { ErrorCode } from '#protocol/errors';
import type { MediaEngine } from '../../sfu/media-engine.ts';

/** A real engine with the means to do it harm. */
export interface EngineUnderTest {
  readonly engine: MediaEngine;
  /** Kills, without a warning, what carries this engine's rooms; others, or the same again, take their place. */
  killCarriers(): Promise<void>;
  /** How many rooms each carrier has that is in service. */
  rooms(): readonly number[];
  /** What there is of this engine's own making: processes, or rooms on servers that are not its own. */
  left(): Promise<readonly string[]>;
  /** Whether pages ask the engine for new ICE credentials, instead of settling that with its servers. */
  readonly restartsIce: boolean;
  /** What this engine's pages might ask wrongly, and the code of the answer. */
  readonly wrongRequests: readonly (readonly [message: unknown, code: ErrorCode])[];
  /** Closes the engine, and all that was started for it. */
  close(): Promise<void>;
}
