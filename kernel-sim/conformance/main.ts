/**
 * `npm run conformance -- record | bpf | verifier | bpf-generated | torture | torture-machine | csmith | bare | kbuild`: see record.ts,
 * bpf/suite.ts, bpf-verifier/, torture.ts, torture-machine.ts, csmith.ts.
 */
import { bareConformance } from '../machine/conformance/bare/suite';
import { bpfConformance } from './bpf/suite';
import { generatedConformance } from './bpf-verifier/generated';
import { verifierConformance } from './bpf-verifier/suite';
import { csmith } from './csmith';
import { kbuildConformance } from './kbuild/suite';
import { record } from './record';
import { torture } from './torture';
import { tortureMachine } from './torture-machine';

const [command, ...rest] = process.argv.slice(2);
if (command === 'record') process.exitCode = record(rest);
else if (command === 'bpf') process.exitCode = bpfConformance();
else if (command === 'verifier') process.exitCode = verifierConformance();
else if (command === 'kbuild') process.exitCode = await kbuildConformance();
else if (command === 'torture') process.exitCode = torture(rest);
else if (command === 'torture-machine') process.exitCode = await tortureMachine(rest);
else if (command === 'bare') process.exitCode = bareConformance(rest);
else if (command === 'csmith') process.exitCode = csmith(rest);
else if (command === 'bpf-generated') process.exitCode = generatedConformance(rest);
else {
  console.error(
    'usage: npm run conformance -- record [name…] | bpf | verifier | bpf-generated [count] [seed] | torture FOLDER | torture-machine FOLDER | csmith | bare [record] [name…] | kbuild',
  );
  process.exitCode = 2;
}
