/** `npm run conformance -- record | bpf`: see record.ts and bpf/suite.ts. */
import { bpfConformance } from './bpf/suite';
import { record } from './record';

const [command, ...rest] = process.argv.slice(2);
if (command === 'record') process.exitCode = record(rest);
else if (command === 'bpf') process.exitCode = bpfConformance();
else {
  console.error('usage: npm run conformance -- record [name…] | bpf');
  process.exitCode = 2;
}
