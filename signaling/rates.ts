import type { Rate } from './transport/rate-limit.ts';

/** How much may be asked for. */
export interface Rates {
  /** Commands and requests of one person. */
  readonly person: Rate;
  /** Messages over one connection, whatever they are; one that sends more is closed. */
  readonly connection: Rate;
  /** Requests from one address. */
  readonly address: Rate;
  /** Attempts to connect from one address. */
  readonly handshakes: Rate;
  /** Calls that one visitor begins, and that begin at one address. */
  readonly calls: Rate;
  readonly callsOfAddress: Rate;
}

/** Far above what people do, also where a whole office shares an address; far below what hurts. */
export const RATES: Rates = {
  person: { points: 600, seconds: 10 },
  connection: { points: 3000, seconds: 10 },
  address: { points: 3000, seconds: 10 },
  handshakes: { points: 1200, seconds: 60 },
  calls: { points: 10, seconds: 60 },
  callsOfAddress: { points: 60, seconds: 60 },
};
