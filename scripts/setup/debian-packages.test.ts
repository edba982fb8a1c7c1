import { describe, expect, it } from 'vitest';
import { testNeeds, unmet } from './debian-packages.mjs';

describe('[SETUP-5] Debian packages the tests need', () => {
  const names = (hasProgram: (name: string) => boolean, hasFile: (file: string) => boolean) =>
    unmet(testNeeds, { hasProgram, hasFile }).map((need) => need.package);

  it('are all named on a bare machine', () => {
    const none = () => false;
    expect(names(none, none)).toEqual(
      expect.arrayContaining(['chromium', 'ffmpeg', 'fonts-noto-cjk', 'iproute2']),
    );
  });

  it('are none where each has its program or file', () => {
    const all = () => true;
    expect(names(all, all)).toEqual([]);
  });

  it('are looked for one by one', () => {
    expect(
      names(
        (name) => name !== 'chromium',
        () => true,
      ),
    ).toEqual(['chromium']);
  });
});
