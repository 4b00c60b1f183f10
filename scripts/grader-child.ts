/**
 * The grader's child: requests on standard input, a line each; answers on standard output, a line each; ends with its
 * input. It is the one run of kernel-sim/cli/grade.ts again and again, without the start of a process in between.
 */
import { createInterface } from 'node:readline';
import { grade } from '../kernel-sim/cli/grade';

// A stray line on standard output would be taken for an answer.
console.log = console.info = console.error;

for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  process.stdout.write(`${JSON.stringify(await grade(line))}\n`);
}
