import type { Page } from 'playwright-core';
import type { Star } from '../net/star.ts';
import type { Person } from './person.ts';

/** The two people's pages while the agent's dialog rings. */
export interface RingingCall {
  readonly buyerPage: Page;
  readonly agentPage: Page;
  /** Presses *Answer*. */
  answer(): Promise<void>;
  /** Ends the call and closes what it opened. */
  end(): Promise<void>;
}

/** A program whose calls are measured; it runs in the star's server namespace. */
export interface Contestant {
  readonly name: string;
  /** Whether the seller's camera comes in several sizes, of which the full one is waited for, too. */
  readonly sendsSizes: boolean;
  /** Where its pages are served, which the browsers must trust with a camera. */
  readonly origin: string;
  /** Brings two people to the point where the agent's page offers *Answer*. */
  ring(buyer: Person, agent: Person): Promise<RingingCall>;
  close(): Promise<void>;
}

/** Starts a contestant's server in a star. */
export type StartContestant = (star: Star) => Promise<Contestant>;
