/** `npm run content -- build | check [id…]`: generates the registry; proves every exercise. */
import { buildContent } from './build';

const [command, ...rest] = process.argv.slice(2);
const report = await buildContent();
for (const problem of report.problems) console.error(`content: ${problem}`);
if (command === 'build') {
  console.log(`content: ${report.lessons} lessons, ${report.exercises} exercises`);
  process.exitCode = report.problems.length ? 1 : 0;
} else if (command === 'check') {
  process.exitCode = (await (await import('./check')).checkContent(rest)) && !report.problems.length ? 0 : 1;
} else {
  console.error('usage: npm run content -- build | check [exercise id…]');
  process.exitCode = 2;
}
