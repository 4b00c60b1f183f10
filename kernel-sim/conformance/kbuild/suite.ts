/**
 * `npm run conformance -- kbuild`: the sample modules built by kbuild against Debian's 6.1 headers, run in Debian's own kernel
 * under QEMU, and those very .ko files, and the ones of our compiler, in ours. Output and log must agree.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { boot } from '../../kernel';
import { createCore } from '../../machine';
import { buildSampleModules } from '../../userland/kmodules';
import { build, type Debian, MARK, missing, prepare, runInQemu, scriptOf } from './debian';
import { comparable, type ExerciseProof, exerciseProofs } from './exercises';
import { normalise, SCENARIOS, type Scenario } from './scenarios';

const SOURCES = fileURLToPath(new URL('../../userland/modules/', import.meta.url));
const INITRAMFS = fileURLToPath(new URL('../../userland/dist/initramfs.cpio', import.meta.url));
const NO_DEVICES = { portIn: () => 0xff, portOut() {}, mmioRead: () => 0n, mmioWrite() {} };

function runInOurs(modules: ReadonlyMap<string, Uint8Array>, scenarios: readonly Scenario[]): string {
  const script = ['exec 2>&1', 'K=/ko', ...scenarios.map(scriptOf), `echo "${MARK} end"`].join('\n');
  const kernel = boot({
    core: createCore({ ramBytes: 64 << 20, cpus: 1, bus: NO_DEVICES }),
    initramfs: new Uint8Array(readFileSync(INITRAMFS)),
    files: [...modules].map(([name, data]) => ({ path: `/ko/${name}.ko`, mode: 0o644, data })),
    seed: 1,
    bootTime: 1_700_000_000,
    init: ['/bin/sh', '-c', script],
    env: ['PATH=/bin:/sbin'],
    stdio: 'pipes',
    console: { write() {} },
  });
  let out = '';
  kernel.stdio!.onOutput = (_stream, bytes) => {
    out += new TextDecoder().decode(bytes);
  };
  kernel.stdio!.closeInput();
  kernel.run(4_000_000_000);
  return kernel.panicReport ? `${out}\n${kernel.panicReport}` : out;
}

/** Per scenario: what programs printed (their own error texts aside, which differ between busybox and kmod), and the shared log. */
function parts(text: string): Map<string, { output: string[]; log: string[] }> {
  const found = new Map<string, { output: string[]; log: string[] }>();
  for (const { name } of SCENARIOS) {
    const from = text.indexOf(`${MARK} ${name}\n`);
    const middle = text.indexOf(`${MARK} log\n`, from);
    const end = text.indexOf(`${MARK} `, middle + MARK.length + 4);
    const output = from < 0 ? [] : text.slice(from, middle).split('\n').slice(1);
    const printed = output.filter((line) => line !== '' && !/^(insmod|rmmod|ping|.*: can't)/.test(line));
    found.set(name, {
      output: printed,
      log: middle < 0 ? [] : normalise(text.slice(middle, end < 0 ? undefined : end)),
    });
  }
  return found;
}

/** Output and log of one scenario in a transcript. */
function partOf(text: string, name: string): { output: string[]; log: string[] } {
  const from = text.indexOf(`${MARK} ${name}\n`);
  const middle = text.indexOf(`${MARK} log\n`, from);
  const end = text.indexOf(`${MARK} `, middle + MARK.length + 4);
  if (from < 0 || middle < 0) return { output: [], log: [] };
  const lines = (part: string) => comparable(part.split('\n').slice(1));
  return { output: lines(text.slice(from, middle)), log: lines(text.slice(middle, end < 0 ? undefined : end)) };
}

/** The exercises' solutions. Returns [passed, failed]. */
async function exercises(debian: Debian): Promise<[number, number]> {
  const made = await exerciseProofs(debian);
  for (const problem of made) if (typeof problem === 'string') console.log(problem);
  const proofs = made.filter((proof): proof is ExerciseProof => typeof proof !== 'string');
  const scenarios = proofs.map(({ scenario }) => scenario);
  const merged = (pick: (proof: ExerciseProof) => Map<string, Uint8Array>) =>
    new Map(proofs.flatMap((p) => [...pick(p)]));
  const truth = runInQemu(
    debian,
    merged(({ theirs }) => theirs),
    scenarios,
  );
  let [passed, failed] = [0, made.length - proofs.length];
  for (const [who, files] of [
    ['kbuild', merged(({ theirs }) => theirs)],
    ['our compiler', merged(({ ours }) => ours)],
  ] as const) {
    const transcript = runInOurs(files, scenarios);
    for (const { name } of scenarios) {
      const want = partOf(truth, name);
      const got = partOf(transcript, name);
      const same = want.output.join('\n') === got.output.join('\n') && got.log.every((line) => want.log.includes(line));
      if (same && want.output.length + want.log.length > 0) passed++;
      else {
        failed++;
        const show = (part: typeof want) => [...part.output, '--- log', ...part.log].join('\n');
        console.log(`--- ${name} (${who}): Debian 6.1 in QEMU\n${show(want)}\n+++ ours\n${show(got)}\n`);
      }
    }
  }
  return [passed, failed];
}

export async function kbuildConformance(): Promise<number> {
  const reason = missing();
  const debian = reason === null ? prepare() : reason;
  if (typeof debian === 'string') {
    console.log(`skipped: ${debian}`);
    return 0;
  }
  const built = build(debian, SOURCES);
  if (typeof built === 'string') {
    console.log(built);
    return 1;
  }
  const truth = parts(runInQemu(debian, built, SCENARIOS));
  let [passed, failed] = [0, 0];
  for (const [who, modules] of [
    ['kbuild', built],
    ['our compiler', buildSampleModules()],
  ] as const) {
    const ours = parts(runInOurs(modules, SCENARIOS));
    for (const { name } of SCENARIOS) {
      const [want, got] = [truth.get(name)!, ours.get(name)!].map(({ output, log }) => [...output, ...log].join('\n'));
      if (want === got && want !== '') passed++;
      else {
        failed++;
        console.log(`--- ${name} (${who}): Debian 6.1 in QEMU\n${want}\n+++ ours\n${got}\n`);
      }
    }
  }
  const [more, bad] = await exercises(debian);
  console.log(`${passed + more} passed, ${failed + bad} failed, 0 skipped`);
  return failed + bad === 0 ? 0 : 1;
}
