import { describe, expect, it } from 'vitest';
import { SignInLock, WRONG_PASSWORDS } from './sign-in-lock.ts';

const locked = { code: 'locked' };

async function guess(lock: SignInLock, times: number, login: string, address: string): Promise<void> {
  for (let i = 0; i < times; i += 1) await lock.attempt(login, address);
}

describe('the lock against guessing', () => {
  it('[AUTH-8] shuts after so many wrong passwords, for that login from that address', async () => {
    const lock = new SignInLock();
    await guess(lock, WRONG_PASSWORDS, 'demo:lan', '192.0.2.1');
    await expect(lock.attempt('demo:lan', '192.0.2.1')).rejects.toMatchObject(locked);
    await lock.attempt('demo:wei', '192.0.2.1');
    await lock.attempt('demo:lan', '192.0.2.2');
  });

  it('[AUTH-8] forgives the wrong ones before a right one', async () => {
    const lock = new SignInLock();
    for (let day = 0; day < 6; day += 1) {
      await guess(lock, WRONG_PASSWORDS, 'demo:lan', '192.0.2.1');
      await lock.succeeded('demo:lan', '192.0.2.1');
    }
    await expect(guess(lock, WRONG_PASSWORDS, 'demo:lan', '192.0.2.1')).resolves.toBeUndefined();
  });

  it('[AUTH-8] shuts an address that tries many logins, and a login tried from many addresses', async () => {
    const lock = new SignInLock();
    for (let i = 0; i < 5; i += 1) await guess(lock, WRONG_PASSWORDS, `demo:agent${i}`, '192.0.2.1');
    await expect(lock.attempt('demo:lan', '192.0.2.1')).rejects.toMatchObject(locked);
    for (let i = 0; i < 5; i += 1) await guess(lock, WRONG_PASSWORDS, 'demo:wei', `198.51.100.${i}`);
    await expect(lock.attempt('demo:wei', '198.51.100.99')).rejects.toMatchObject(locked);
  });
});
