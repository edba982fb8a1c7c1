import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '#protocol/app-error';

/** So many in so many seconds. */
export interface Rate {
  readonly points: number;
  readonly seconds: number;
}

/** Counts what one key (a person, an address) does. */
export interface RateLimit {
  /** Rejects with `too_many_requests` when the key has used up its points. */
  take(key: string): Promise<void>;
}

/** A limit kept in this process. */
export function createRateLimit(rate: Rate): RateLimit {
  const limiter = new RateLimiterMemory({ points: rate.points, duration: rate.seconds });
  return {
    async take(key) {
      try {
        await limiter.consume(key);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        const details = `at most ${rate.points} in ${rate.seconds} seconds`;
        throw new AppError('too_many_requests', details, refusal.msBeforeNext);
      }
    },
  };
}
