import { afterEach, expect, it, vi } from 'vitest';
import type { MediaSession } from '../../media/media-session.ts';
import { useScreenShare } from './useScreenShare.ts';

afterEach(() => vi.unstubAllGlobals());

it('[PAGE-49] a screen that was chosen after the call was over is not shared', async () => {
  let choose!: (screen: MediaStream) => void;
  const getDisplayMedia = () => new Promise<MediaStream>((resolve) => (choose = resolve));
  vi.stubGlobal('navigator', { mediaDevices: { getDisplayMedia } });
  const publish = vi.fn<MediaSession['publish']>(() => Promise.resolve());
  const track = { kind: 'video', stop: vi.fn<() => void>() };
  const screen = useScreenShare();
  const sharing = screen.toggle({ publish } as unknown as MediaSession);
  screen.stop();
  choose({ getTracks: () => [track] } as unknown as MediaStream);
  await sharing;
  expect(track.stop).toHaveBeenCalled();
  expect(publish).not.toHaveBeenCalled();
  expect(screen.state).toMatchObject({ on: false, starting: false });
});

it('[PAGE-49] says that the system does not give the screen until it is tried again, and nothing of a closed picker', async () => {
  const answers = ['Permission denied by system', 'Permission denied by user'];
  const getDisplayMedia = () => Promise.reject(new DOMException(answers.shift(), 'NotAllowedError'));
  vi.stubGlobal('navigator', { mediaDevices: { getDisplayMedia } });
  const screen = useScreenShare();
  const session = {} as MediaSession;
  await screen.toggle(session);
  expect(screen.state).toMatchObject({ on: false, starting: false, problem: 'refused' });
  await screen.toggle(session);
  expect(screen.state).toMatchObject({ on: false, starting: false, problem: null });
});
