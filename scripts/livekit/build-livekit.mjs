import { mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { SetupFailure } from '../setup/failure.mjs';
import { runQuietly } from '../setup/processes.mjs';

/** Newer tags have `replace` lines in their module, which Go does not install from outside. */
export const livekitVersion = '1.13.5';

/** How many packages Go names on its way when it builds everything, for the progress. */
const PACKAGES = 785;

/**
 * Builds LiveKit's server from its Go module and puts it in its place in one move. Takes two to five minutes on
 * two cores and about 2 GB in Go's own caches, which make the next build quick.
 * @param {string} target the binary to be made; its folder exists
 * @param {(text: string) => void} progress
 */
export async function buildLivekit(target, progress) {
  const work = await mkdtemp(`${target}.build-`);
  let downloaded = 0;
  let compiled = 0;
  try {
    const module = `github.com/livekit/livekit-server/cmd/server@v${livekitVersion}`;
    const { code, output } = await runQuietly('go', ['install', '-v', module], {
      // The version control of the folder we happen to be in is none of the build's business.
      env: { ...process.env, GOBIN: work, GOFLAGS: '-buildvcs=false', CGO_ENABLED: '0' },
      onLine(line) {
        if (line.startsWith('go: downloading')) progress(`${(downloaded += 1)} modules fetched`);
        else progress(`${(compiled += 1)} of about ${PACKAGES} packages compiled`);
      },
    });
    if (code !== 0) {
      throw new SetupFailure(
        `LiveKit's server could not be built (go ended with ${code}):\n${output}`,
        'Check that the Go module proxy can be reached (go env GOPROXY).',
      );
    }
    const made = process.platform === 'win32' ? 'server.exe' : 'server';
    await rename(path.join(work, made), target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
