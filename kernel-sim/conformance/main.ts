/** `npm run conformance -- record`: see record.ts. */
import { record } from './record';

const [command, ...rest] = process.argv.slice(2);
if (command === 'record') process.exitCode = record(rest);
else {
  console.error('usage: npm run conformance -- record [name…]');
  process.exitCode = 2;
}
