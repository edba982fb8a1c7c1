import { describe, expect, it } from 'vitest';
import { hashPassword, isPassword } from './password.ts';

describe('a stored password', () => {
  it('[AUTH-1] is argon2id in PHC format, salted, and knows only its own password', async () => {
    const [one, two] = await Promise.all([hashPassword('看货 tote'), hashPassword('看货 tote')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(one).not.toBe(two);
    expect(await isPassword(one, '看货 tote')).toBe(true);
    expect(await isPassword(one, '看货 tot')).toBe(false);
  });

  it('[AUTH-1] is read with the cost it was made with, as other programs write it', async () => {
    // Made with `argon2` of the phc-winner-argon2 package: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1
    const phc = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    expect(await isPassword(phc, 'password')).toBe(true);
    expect(await isPassword(phc, 'passwords')).toBe(false);
  });
});
