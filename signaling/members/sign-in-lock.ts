import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '#protocol/app-error';

const MINUTES = 15;
/** Wrong passwords after which a login from one address is locked. */
export const WRONG_PASSWORDS = 20;

/** Stops guessing: wrong passwords are counted for a login at an address, for the login, and for the address. */
export class SignInLock {
  /** Tight where one person types; wide where others could lock a member out, or many share an address. */
  readonly #pair = limiter(WRONG_PASSWORDS);
  readonly #login = limiter(5 * WRONG_PASSWORDS);
  readonly #address = limiter(5 * WRONG_PASSWORDS);

  /** Counts an attempt before its password is looked at, so that many at once are counted too; rejects with
   *  `locked`. */
  async attempt(login: string, address: string): Promise<void> {
    try {
      await this.#pair.consume(`${login} ${address}`);
      await this.#login.consume(login);
      await this.#address.consume(address);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const { msBeforeNext } = refusal;
      const details = `too many wrong passwords; free again in ${Math.ceil(msBeforeNext / 60_000)} minutes`;
      throw new AppError('locked', details, msBeforeNext);
    }
  }

  /** The attempt was right: it and those before it do not count. */
  async succeeded(login: string, address: string): Promise<void> {
    const pair = `${login} ${address}`;
    const forgiven = (await this.#pair.get(pair))?.consumedPoints ?? 0;
    await this.#pair.delete(pair);
    await this.#login.reward(login, forgiven);
    await this.#address.reward(address, forgiven);
  }
}

function limiter(points: number): RateLimiterMemory {
  const seconds = MINUTES * 60;
  return new RateLimiterMemory({ points, duration: seconds, blockDuration: seconds });
}
