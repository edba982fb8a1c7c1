import { findProgram, runQuietly } from '../setup/processes.mjs';

/** The oldest Go that LiveKit's module can be built with. */
export const oldestGo = '1.26';

/**
 * Why LiveKit cannot be built with what is here, as a sentence; nothing when it can.
 * @param {() => Promise<string | undefined>} [version] what `go version` says, undefined without Go
 * @returns {Promise<string | undefined>}
 */
export async function goComplaint(version = goVersion) {
  const said = await version();
  if (said === undefined)
    return `Building LiveKit's server needs Go ${oldestGo} or newer, and there is none here.`;
  const [, major = 0, minor = 0] = /\bgo(\d+)\.(\d+)/.exec(said)?.map(Number) ?? [];
  const [wantedMajor = 0, wantedMinor = 0] = oldestGo.split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return undefined;
  return `Building LiveKit's server needs Go ${oldestGo} or newer, and this is ${said}.`;
}

/** What to do about it. */
export const goAdvice =
  `Install Go ${oldestGo} or newer (https://go.dev/dl/) and run the command again, or name a livekit-server\n` +
  'that was built elsewhere in LIVEKIT_SERVER_BIN.';

async function goVersion() {
  if (findProgram('go') === undefined) return undefined;
  const { code, stdout } = await runQuietly('go', ['version']);
  return code === 0 ? stdout.trim() : undefined;
}
