/** `npm run conformance -- record | bpf | verifier`: see record.ts, bpf/suite.ts, bpf-verifier/suite.ts. */
import { bpfConformance } from './bpf/suite';
import { verifierConformance } from './bpf-verifier/suite';
import { record } from './record';

const [command, ...rest] = process.argv.slice(2);
if (command === 'record') process.exitCode = record(rest);
else if (command === 'bpf') process.exitCode = bpfConformance();
else if (command === 'verifier') process.exitCode = verifierConformance();
else {
  console.error('usage: npm run conformance -- record [name…] | bpf | verifier');
  process.exitCode = 2;
}
