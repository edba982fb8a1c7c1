import { expect, it, vi } from 'vitest';
import type { Opened } from '../../media/devices.ts';
import type { MediaSession } from '../../media/media-session.ts';
import { createOwnSource } from './own-source.ts';

function device(release: 'stop' | 'keep') {
  const opening: ((opened: Opened) => void)[] = [];
  const open = () => new Promise<Opened>((resolve) => opening.push(resolve));
  const source = createOwnSource('microphone', open, release);
  return { source, opened: (opened: Opened) => opening.shift()?.(opened) };
}
const track = () => ({ stop: vi.fn<() => void>(), onended: null }) as unknown as MediaStreamTrack;

it.each(['keep', 'stop'] as const)(
  '[PAGE-14] a device that opens after its call is over is closed at once (%s)',
  async (release) => {
    const { source, opened } = device(release);
    const [late, next] = [track(), track()];
    const first = source.want(true);
    source.close();
    // The next call asks anew, before the person has answered the browser’s first question.
    const second = source.want(true);
    opened({ track: late, problem: null });
    await first;
    expect(late.stop).toHaveBeenCalled();
    expect(source.track.value).toBeNull();
    expect(source.state.starting).toBe(true);
    opened({ track: next, problem: null });
    await second;
    expect(source.track.value).toBe(next);
    expect(next.stop).not.toHaveBeenCalled();
  },
);

it('[PAGE-14] a device that fails after its call is over says nothing about the next one', async () => {
  const { source, opened } = device('keep');
  const first = source.want(true);
  source.close();
  opened({ track: null, problem: 'refused' });
  await first;
  expect(source.state.problem).toBeNull();
});

it('[PAGE-48] a microphone that was muted while it opened is there and sends nothing', async () => {
  const { source, opened } = device('keep');
  const publish = vi.fn<MediaSession['publish']>(() => Promise.resolve());
  const setMuted = vi.fn<MediaSession['setMuted']>(() => Promise.resolve());
  source.sendTo({ publish, setMuted } as unknown as MediaSession);
  const opening = source.want(true);
  await source.want(false);
  const own = track();
  opened({ track: own, problem: null });
  await opening;
  expect(publish).not.toHaveBeenCalled();
  await source.want(true);
  expect(publish).toHaveBeenCalledWith('microphone', own, undefined);
});
