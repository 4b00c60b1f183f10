/**
 * `npm run prove -- crash [--database sqlite|postgresql] [--submissions 1000] [--api]`: the proofs that take minutes. `--api`
 * takes web processes that have the API alone, which need no build. Exit status 1 when the proof does not hold.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type CrashReport, holds, proveCrash } from './crash';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    database: { type: 'string', multiple: true },
    submissions: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: '20261125' },
    api: { type: 'boolean', default: false },
  },
});

if (positionals[0] !== 'crash') {
  console.error(
    'usage: npm run prove -- crash [--database sqlite|postgresql] [--submissions 1000] [--kills 20] [--seed N] [--api]',
  );
  process.exit(2);
}
const built = !values.api;
if (built && !existsSync('.next/BUILD_ID')) {
  console.error('The site is not built: npm run build, or --api for web processes with the API alone.');
  process.exit(2);
}
for (const provider of values.database ?? ['sqlite', 'postgresql']) {
  if (provider !== 'sqlite' && provider !== 'postgresql') throw new Error(`no such database: ${provider}`);
  console.log(`\n── kill -9 on ${provider}, seed ${values.seed}`);
  const report = await proveCrash({
    provider,
    built,
    submissions: Number(values.submissions),
    learners: 20,
    every: built ? 3000 : 2000,
    kills: Number(values.kills),
    seed: Number(values.seed),
    log: console.log,
  });
  tell(report);
}

function tell(report: CrashReport): void {
  console.log(report);
  console.log(holds(report) ? 'nothing lost, nothing judged twice' : 'THE PROOF DOES NOT HOLD');
  if (!holds(report)) process.exitCode = 1;
}
