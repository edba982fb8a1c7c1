import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { buildLivekit, livekitVersion } from '../livekit/build-livekit.mjs';
import { goAdvice, goComplaint } from '../livekit/go-toolchain.mjs';
import { SetupFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { cacheFolder, platformName } from './places.mjs';
import { say, step } from './terminal.mjs';

/** Where the built server is kept. */
export function livekitServerPath() {
  const file = process.platform === 'win32' ? 'livekit-server.exe' : 'livekit-server';
  return path.join(cacheFolder(), `livekit-server-${livekitVersion}-${platformName()}`, file);
}

/**
 * LiveKit's server: the one named in LIVEKIT_SERVER_BIN, else the cached one, else one built here with Go.
 * @returns {Promise<string>} path of the binary
 */
export async function ensureLivekitServer() {
  const named = process.env.LIVEKIT_SERVER_BIN;
  if (named) {
    if (existsSync(named)) return named;
    throw new SetupFailure(
      `LIVEKIT_SERVER_BIN names ${named}, which does not exist.`,
      'Correct it, or unset it to have the server built by set-up.',
    );
  }
  const binary = livekitServerPath();
  if (existsSync(binary)) return binary;
  const complaint = await goComplaint();
  if (complaint !== undefined) throw new SetupFailure(complaint, goAdvice);

  const folder = path.dirname(binary);
  await step(`LiveKit server: building ${livekitVersion} from its Go module`, (progress) =>
    withLock(
      folder,
      async () => {
        if (existsSync(binary)) return;
        await mkdir(folder, { recursive: true });
        await buildLivekit(binary, progress);
      },
      () => progress('waiting for another process that builds it'),
    ),
  );
  return binary;
}

/**
 * The same where it can be had, for tests that are skipped without it; says why it cannot.
 * @returns {Promise<string | undefined>}
 */
export async function livekitServerIfPossible() {
  try {
    return await ensureLivekitServer();
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    say(`${error.message}\nThe tests of the LiveKit engine are skipped.`);
    return undefined;
  }
}
