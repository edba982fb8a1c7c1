import { runMain } from './setup/failure.mjs';
import { runNamedReport } from './testing/named-report.mjs';

// `npm run bench -- NAME [--json] …`: what something costs, against goals.
await runMain(() => runNamedReport('bench', process.argv.slice(2)));
