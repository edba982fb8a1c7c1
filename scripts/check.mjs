import { runChecks } from './setup/check-steps.mjs';
import { runMain } from './setup/failure.mjs';
import { prepare } from './setup/prepare.mjs';

// `npm run check`: types, lint, format, dead code, imports and rules, in seconds.
await runMain(async () => {
  const results = await runChecks(await prepare());
  return results.every((result) => result.passed) ? 0 : 1;
});
