import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SetupFailure, runMain } from './setup/failure.mjs';
import { projectFolder } from './setup/places.mjs';
import { prepare } from './setup/prepare.mjs';
import { runInForeground } from './setup/processes.mjs';

// `node scripts/run.mjs TOOL …`: a tool of the dependencies, or a script (a path), with the right Node.
await runMain(async () => {
  const [tool, ...args] = process.argv.slice(2);
  if (tool === undefined)
    throw new SetupFailure('Which tool?', 'For example: node scripts/run.mjs prettier --check .');
  const { node, env } = await prepare({ mediaWorker: /\.[mc]?[jt]s$/.test(tool) });
  return runInForeground(node, [program(tool), ...args], { cwd: projectFolder, env });
});

/** @param {string} tool name of a package with one program, or a script */
function program(tool) {
  if (/\.[mc]?[jt]s$/.test(tool)) return path.resolve(tool);
  const folder = path.join(projectFolder, 'node_modules', tool);
  const { bin } = /** @type {{ bin?: string | Record<string, string> }} */ (
    JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  );
  const file = typeof bin === 'string' ? bin : bin?.[tool];
  if (file === undefined) throw new SetupFailure(`${tool} has no program of that name.`);
  return path.join(folder, file);
}
