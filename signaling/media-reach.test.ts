import { describe, expect, it } from 'vitest';
import { mediaOutOfReach } from './media-reach.ts';

describe('[ENGINE-9] the welcome says where calls would have no media', () => {
  it.each([
    [[], true],
    [['wss://media.example.com'], true],
    [['wss://media.example.com'], false],
    [['ws://10.0.0.5:7880'], false],
  ])('%j, https %s: nothing to say', (urls, https) => {
    expect(mediaOutOfReach(urls, https)).toBeUndefined();
  });

  it.each(['ws://127.0.0.1:7880', 'ws://localhost:7880', 'ws://[::1]:7880'])(
    '%s: on other devices',
    (url) => {
      for (const https of [true, false]) {
        expect(mediaOutOfReach([url], https)).toBe(
          `Calls work on this machine alone: LIVEKIT_URL is ${url}, which no other device reaches.`,
        );
      }
    },
  );

  it('ws: for pages of https: on any', () => {
    expect(mediaOutOfReach(['wss://a.example.com', 'ws://10.0.0.5:7880'], true)).toContain(
      'may not go to ws://10.0.0.5:7880; LIVEKIT_URL must begin with wss://',
    );
  });
});
