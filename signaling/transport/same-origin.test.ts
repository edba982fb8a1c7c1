import { describe, expect, it } from 'vitest';
import { isSameOrigin } from './same-origin.ts';

describe('where a cookie counts', () => {
  it.each([
    [{ host: 'kanhuo.example' }, true],
    [{ host: 'kanhuo.example', origin: 'https://kanhuo.example' }, true],
    [{ host: 'localhost:8080', origin: 'http://localhost:8080' }, true],
    [{ host: 'localhost:8080', origin: 'http://localhost:9000' }, false],
    [{ host: 'kanhuo.example', origin: 'https://shop.example' }, false],
    [{ host: 'kanhuo.example', origin: 'null' }, false],
    [{ host: 'kanhuo.example', 'sec-fetch-site': 'cross-site' }, false],
    [{ host: 'kanhuo.example', 'sec-fetch-site': 'same-origin' }, true],
    [{ host: 'kanhuo.example', 'sec-fetch-site': 'none' }, true],
  ])('[AUTH-3] %o: %s', (headers, counts) => {
    expect(isSameOrigin(headers)).toBe(counts);
  });
});
