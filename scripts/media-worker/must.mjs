import { SetupFailure } from '../setup/failure.mjs';
import { runQuietly } from '../setup/processes.mjs';

/**
 * Runs a command of the build and gives its standard output; where it fails, its last lines become the reason.
 * @param {string} command
 * @param {string[]} args
 * @param {string} failure one sentence without a full stop
 * @param {string} [cwd]
 */
export async function must(command, args, failure, cwd) {
  const { code, output, stdout } = await runQuietly(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  if (code !== 0) throw new SetupFailure(`${failure} (${command} ended with ${code}):\n${output}`);
  return stdout;
}
