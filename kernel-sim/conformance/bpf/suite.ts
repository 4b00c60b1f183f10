/**
 * `npm run conformance -- bpf`: the public half of bpf_conformance on our interpreter. The suite is read in place and is no part of the
 * repository: RINGZERO_BPF_CONFORMANCE names its folder, else `../shared/suites/bpf_conformance` beside the repository.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHex, runPlain } from '../../cli/bpf';
import { assembleText } from './assemble';

/** What cannot pass, with the reason. One that passes all the same is an error too. */
const EXPECTED_FAILURES: Readonly<Record<string, string>> = {
  call_unwind_fail: 'calls helper 5 for its failure to end the program: no Linux helper does that',
};

export function suiteFolder(): string | null {
  const folder = process.env.RINGZERO_BPF_CONFORMANCE ?? join('..', 'shared', 'suites', 'bpf_conformance');
  return existsSync(join(folder, 'tests')) ? join(folder, 'tests') : null;
}

function sections(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of `\n${text}`.split(/\n-- /).slice(1)) {
    const end = part.indexOf('\n');
    found.set(part.slice(0, end < 0 ? undefined : end).trim(), end < 0 ? '' : part.slice(end + 1));
  }
  return found;
}

const withoutComments = (text: string) => text.replace(/#.*/g, '').trim();

/** null when it passes, else what went wrong. */
export function runTest(text: string): string | null {
  const parts = sections(text);
  const memory = parseHex(withoutComments(parts.get('mem') ?? ''));
  const wanted = BigInt.asUintN(64, BigInt(withoutComments(parts.get('result') ?? '')));
  try {
    const got = runPlain(assembleText(parts.get('asm') ?? ''), memory);
    return got === wanted ? null : `r0 = 0x${got.toString(16)}, not 0x${wanted.toString(16)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export interface SuiteResult {
  passed: number;
  failed: string[];
  skipped: string[];
}

export function runSuite(folder: string): SuiteResult {
  const result: SuiteResult = { passed: 0, failed: [], skipped: [] };
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.data'))
    .sort()) {
    const name = file.replace(/\.data$/, '');
    const problem = runTest(readFileSync(join(folder, file), 'utf8'));
    const reason = EXPECTED_FAILURES[name];
    if (problem === null && reason === undefined) result.passed++;
    else if (problem !== null && reason !== undefined) result.skipped.push(`${name}: ${reason}`);
    else result.failed.push(`${name}: ${problem ?? 'passes, though it is on the list of those that cannot'}`);
  }
  return result;
}

export function bpfConformance(): number {
  const folder = suiteFolder();
  if (folder === null) {
    console.log('bpf: skipped, the suite is not here (RINGZERO_BPF_CONFORMANCE=folder)');
    return 0;
  }
  const { passed, failed, skipped } = runSuite(folder);
  for (const line of failed) console.log(`FAILED ${line}`);
  for (const line of skipped) console.log(`skipped ${line}`);
  console.log(`${passed} passed, ${failed.length} failed, ${skipped.length} skipped`);
  return failed.length > 0 ? 1 : 0;
}
