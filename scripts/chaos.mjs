import { runMain } from './setup/failure.mjs';
import { runNamedReport } from './testing/named-report.mjs';

// `npm run chaos -- NAME [--json] …`: does harm on purpose, and measures how it is got over.
await runMain(() => runNamedReport('chaos', process.argv.slice(2)));
