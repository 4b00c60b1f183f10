/**
 * `npm run fuzz -- cpu | elf | code`: long random runs that `npm test` has only a slice of.
 *   cpu [--seed N] [--count N] [--length N] [--tiers cold|hot|mixed] [--only REGEX]   instructions against the real processor
 *   elf [--seed N] [--count N] [--native N]     mutated static ELF files: refused as Linux refuses them, or run and contained
 *   code [--seed N] [--count N] [--budget N]    random bytes as code in both rings
 */
import { fuzzCode } from './code';
import { fuzzCpu } from './cpu';
import { fuzzElf } from './elf';

export interface Options {
  number(name: string, otherwise: number): number;
  text(name: string, otherwise: string): string;
}

function options(args: readonly string[]): Options {
  const text = (name: string, otherwise: string) => {
    const at = args.indexOf(`--${name}`);
    return at >= 0 && at + 1 < args.length ? args[at + 1] : otherwise;
  };
  return { text, number: (name, otherwise) => Number(text(name, String(otherwise))) };
}

const KINDS: { [name: string]: ((o: Options) => number) | undefined } = { cpu: fuzzCpu, elf: fuzzElf, code: fuzzCode };
const [kind = '', ...rest] = process.argv.slice(2);
const run = KINDS[kind];
if (run) process.exitCode = run(options(rest));
else {
  console.error('usage: npm run fuzz -- cpu | elf | code [--seed N] [--count N] …');
  process.exitCode = 2;
}
