/**
 * `npm run conformance -- bpf-generated [count] [first seed]`: generated programs, our verdict and result against the machine's own
 * kernel. Nothing that Linux refuses for safety may be accepted here.
 */
import { type Generated, generate } from './generate';
import { realVerdicts } from './real';
import { simulate, verdict } from './simulate';

export interface Comparison {
  readonly count: number;
  readonly agree: number;
  readonly accepted: number;
  /** Accepted here, refused there: the seeds, with the kernel's words. */
  readonly unsafe: string[];
  readonly tooStrict: string[];
  readonly ran: number;
  readonly differentResults: string[];
}

export function compare(first: number, count: number): Comparison | string {
  const programs: Generated[] = [];
  for (let seed = first; seed < first + count; seed++) programs.push(generate(seed));
  const real = realVerdicts(programs);
  if (typeof real === 'string') return real;
  const result = {
    count,
    agree: 0,
    accepted: 0,
    unsafe: [] as string[],
    tooStrict: [] as string[],
    ran: 0,
    differentResults: [] as string[],
  };
  programs.forEach((program, i) => {
    const ours = verdict(program);
    const theirs = real[i];
    const seed = first + i;
    if (theirs.ok) result.accepted++;
    if (ours.ok === (theirs.ok === 1)) result.agree++;
    else if (ours.ok) result.unsafe.push(`seed ${seed}: errno ${theirs.errno} ${theirs.log}`);
    else result.tooStrict.push(`seed ${seed}: ${ours.rejection.code} at ${ours.rejection.insn}`);
    if (!ours.ok) return;
    const problem = runBoth(program, theirs.ok && theirs.run === 0 ? (theirs.retval ?? 0) : null);
    if (problem === null) result.ran++;
    else if (problem !== '') result.differentResults.push(`seed ${seed}: ${problem}`);
  });
  return result;
}

/** null: ran and agreed; '' : nothing to compare. Every accepted program runs, for the interpreter's own checks. */
function runBoth(program: Generated, expected: number | null): string | null {
  try {
    const got = simulate(program);
    if (!program.run || expected === null) return '';
    return got === expected ? null : `r0 = ${got}, Linux ${expected}`;
  } catch (error) {
    return `our interpreter: ${error instanceof Error ? error.message : String(error)}`;
  }
}

export function generatedConformance(args: readonly string[]): number {
  const count = Number(args[0] ?? 2000);
  const first = Number(args[1] ?? 1);
  const result = compare(first, count);
  if (typeof result === 'string') {
    console.log(`bpf-generated: skipped, ${result}`);
    return 0;
  }
  for (const line of result.unsafe) console.log(`ACCEPTED BUT REFUSED BY LINUX ${line}`);
  for (const line of result.tooStrict) console.log(`refused but accepted by Linux ${line}`);
  for (const line of result.differentResults) console.log(`RESULT ${line}`);
  console.log(
    `${count} programs from seed ${first}: ${result.accepted} accepted by Linux, same verdict in ${result.agree} ` +
      `(${((100 * result.agree) / count).toFixed(1)} %), ${result.ran} ran with the same result, ` +
      `${result.unsafe.length} accepted only here, ${result.differentResults.length} other results`,
  );
  return result.unsafe.length + result.differentResults.length > 0 ? 1 : 0;
}
