/**
 * `npm run conformance -- verifier`: the kernel's own verifier selftests (tools/testing/selftests/bpf/verifier, 1,365 tests of Linux
 * 6.1) against our verifier. The tests are fetched into `.conformance/` and are no part of the repository. Verdict (accepted or
 * refused) and text (the expected line is in the log) are counted apart.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rulesOf } from '../../kernel/bpf/context';
import { decodeInsns } from '../../kernel/bpf/insn';
import { ProgType, type VerifyResult } from '../../kernel/bpf/types';
import { verify } from '../../kernel/bpf/verifier';
import { UNSUPPORTED } from './expected';
import { fetchSuite } from './fetch';
import { FIRST_FD, KINDS, MAPS } from './maps';

/** One test as dump.c prints it. */
export interface SelfTest {
  readonly nr: number;
  readonly name: string;
  readonly type: number;
  readonly attach: number;
  readonly flags: number;
  /** 1 accept, 2 reject, 3 accept and compare the log. */
  readonly result: number;
  readonly resultUnpriv: number;
  readonly errstr: string | null;
  readonly errstrUnpriv: string | null;
  readonly kfunc: string;
  readonly kfuncs: number;
  readonly btf: number;
  readonly processed: number;
  readonly funcInfo: readonly number[];
  readonly fixups: Readonly<Record<string, readonly number[]>>;
  readonly insns: string;
}

const VERBOSE_ACCEPT = 3;
const ANY_ALIGNMENT = 2;
const STRICT_ALIGNMENT = 1;

export const SUITE = join('.conformance', 'bpf-verifier', 'tests.jsonl');

/** libbpf's flags of the load from the test's own. */
function loadFlags(flags: number): number {
  const strict = flags & 2 ? STRICT_ALIGNMENT : 0;
  const any = flags & 1 ? ANY_ALIGNMENT : 0;
  return strict | any | (flags & ~3);
}

export function runSelfTest(test: SelfTest, privileged = true): VerifyResult | null {
  const rules = rulesOf(test.type || ProgType.SOCKET_FILTER);
  if (!rules) return null;
  const insns = decodeInsns(Uint8Array.from(Buffer.from(test.insns, 'hex')));
  for (const [kind, places] of Object.entries(test.fixups)) {
    const index = KINDS.indexOf(kind);
    if (index < 0) return null;
    for (const at of places) insns[at].imm = FIRST_FD + index;
  }
  return verify({
    insns,
    rules,
    expectedAttachType: test.attach,
    gplCompatible: true,
    privileged,
    flags: loadFlags(test.flags),
    logLevel: test.result === VERBOSE_ACCEPT ? 2 : 1,
    map: (fd) => MAPS[fd - FIRST_FD] ?? -9,
    functionName: test.btf ? (insn) => (test.funcInfo.includes(insn) ? `f${insn}` : null) : undefined,
  });
}

/** Parts separated by tabs appear in this order. */
export function hasText(log: string, wanted: string): boolean {
  let from = 0;
  for (const part of wanted.split('\t')) {
    const at = log.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return true;
}

export interface Tally {
  verdicts: number;
  texts: number;
  withText: number;
  ran: number;
  /** Accepted though the kernel refuses: must stay empty. */
  unsafe: string[];
  tooStrict: string[];
  otherText: string[];
  skipped: Map<string, number>;
}

/** Only these types may be loaded without privilege. */
const UNPRIVILEGED_TYPES: readonly number[] = [0, ProgType.SOCKET_FILTER, ProgType.CGROUP_SKB];

/** The same test as somebody without CAP_BPF loads it. */
export function asUnprivileged(test: SelfTest): SelfTest {
  return { ...test, result: test.resultUnpriv || test.result, errstr: test.errstrUnpriv ?? test.errstr };
}

export function runAll(tests: readonly SelfTest[], privileged = true): Tally {
  const tally: Tally = {
    verdicts: 0,
    texts: 0,
    withText: 0,
    ran: 0,
    unsafe: [],
    tooStrict: [],
    otherText: [],
    skipped: new Map(),
  };
  for (const test of tests) {
    if (!privileged && !UNPRIVILEGED_TYPES.includes(test.type)) continue;
    const result = runSelfTest(test, privileged);
    const reason =
      result === null ? (UNSUPPORTED.kind(test) ?? 'program type or map not supported') : UNSUPPORTED.kind(test);
    if (result === null || reason) {
      tally.skipped.set(reason ?? '', (tally.skipped.get(reason ?? '') ?? 0) + 1);
      if (result?.ok && test.result === 2) tally.unsafe.push(`${test.nr} ${test.name}`);
      continue;
    }
    count(tally, test, result);
  }
  return tally;
}

function count(tally: Tally, test: SelfTest, result: VerifyResult): void {
  tally.ran++;
  const accept = test.result !== 2;
  const label = `${test.nr} ${test.name}`;
  const last = result.ok ? 'accepted' : `${result.rejection.code}: ${result.log.trim().split('\n').slice(-2)[0]}`;
  if (accept === result.ok) tally.verdicts++;
  else if (result.ok) tally.unsafe.push(`${label}: wanted ${test.errstr}`);
  else tally.tooStrict.push(`${label}: ${last}`);
  if (test.errstr === null || (accept && test.result !== VERBOSE_ACCEPT)) return;
  tally.withText++;
  if (hasText(result.log, test.errstr)) tally.texts++;
  else if (accept === result.ok) tally.otherText.push(`${label}: wanted "${test.errstr}", got "${last}"`);
}

export function loadSuite(): SelfTest[] | null {
  if (!existsSync(SUITE)) return null;
  return readFileSync(SUITE, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SelfTest);
}

export function verifierConformance(): number {
  if (!existsSync(SUITE) && !fetchSuite()) return 0;
  const tests = loadSuite();
  if (tests === null) return 1;
  const unsafe = report('privileged', runAll(tests));
  return unsafe + report('unprivileged', runAll(tests.map(asUnprivileged), false)) > 0 ? 1 : 0;
}

/** Prints a tally; how many were accepted wrongly. */
function report(who: string, tally: Tally): number {
  for (const line of tally.unsafe) console.log(`ACCEPTED BUT UNSAFE ${line}`);
  for (const line of tally.tooStrict) console.log(`refused ${line}`);
  for (const line of tally.otherText) console.log(`text ${line}`);
  for (const [reason, times] of tally.skipped) console.log(`skipped ${times}: ${reason}`);
  const percent = (part: number, whole: number) => ((100 * part) / whole).toFixed(1);
  console.log(
    `${who}: ${tally.ran} ran; verdict agrees in ${tally.verdicts} (${percent(tally.verdicts, tally.ran)} %),`,
  );
  console.log(`text in ${tally.texts} of ${tally.withText} (${percent(tally.texts, tally.withText)} %)`);
  return tally.unsafe.length;
}
