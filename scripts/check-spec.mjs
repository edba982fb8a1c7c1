import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from './setup/places.mjs';
import { specProblems } from './setup/spec-rules.mjs';

// Every rule of SPEC.md has a test that quotes it, and every quoted rule exists.
const files = globSync('{signaling,sfu,recorder,web-client,scripts,tests}/**/*.{test,contract}.ts', {
  cwd: projectFolder,
}).sort();
const spec = readFileSync(path.join(projectFolder, 'SPEC.md'), 'utf8');
const tests = files.map((name) => ({ name, text: readFileSync(path.join(projectFolder, name), 'utf8') }));
const problems = specProblems(spec, tests);
for (const problem of problems) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
