/** eBPF programs in C against this machine's kernel: the verifier accepts them, and they compute what gcc's code computes. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { kernelRefuses, runInKernel } from './testing/kernel';
import { compileText, linesOf, packets, programNames, programText, runNatively } from './testing/programs';
import { randomProgram } from './testing/random-c';

function gccMissing(): string | undefined {
  try {
    execFileSync('gcc', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'gcc is missing';
  }
}

const refused = kernelRefuses() ?? gccMissing();
if (refused !== undefined) console.log(`eBPF programs in the kernel: skipped: ${refused}`);

describe('programs of the folder', () => {
  const names = programNames();
  const built = names.map((name) => compileText(`${name}.c`, programText(name)));

  it.each(names.map((name, i): [string, number] => [name, i]))('%s compiles', (_name, i) => {
    expect(built[i].diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  });

  it.skipIf(refused !== undefined)('are accepted by the verifier and give what gcc gives', { timeout: 60_000 }, () => {
    const runs = packets(12);
    const sources = names.map((name) => ({ path: `${name}.c`, text: programText(name) }));
    const expected = runNatively(sources, runs);
    const found = runInKernel(
      built.map(({ elf }) => ({ object: elf ?? new Uint8Array(0), entry: 'prog', runs, withBtf: true })),
    );
    const wrong = names.filter((_, i) => !found[i].ok || linesOf(found[i], expected[i]).join() !== expected[i].join());
    const why = wrong.map((name) => [name, found[names.indexOf(name)].log.slice(-600)]);
    expect(why).toEqual([]);
    expect(names.length).toBeGreaterThanOrEqual(40);
  });
});

describe.skipIf(refused !== undefined)('random programs', () => {
  // BPF_SEED=n BPF_COUNT=n for more.
  const seed = Number(process.env.BPF_SEED ?? 1);
  const count = Number(process.env.BPF_COUNT ?? 10);

  it(`seeds ${seed} to ${seed + count - 1} give what gcc gives`, { timeout: 600_000 }, () => {
    const sources = Array.from({ length: count }, (_, i) => ({
      path: `r${seed + i}.c`,
      text: randomProgram(seed + i),
    }));
    const built = sources.map(({ path, text }) => compileText(path, text));
    const usable = sources.flatMap((_, i) => (built[i].elf ? [i] : []));
    const refusedBy = built.flatMap((b) => b.diagnostics.filter((d) => d.severity === 'error').map((d) => d.code));
    // Many variables at once: the stack may be too small, but nothing else may be wrong.
    expect(refusedBy.filter((code) => code !== 'bpf-stack-limit')).toEqual([]);
    const runs = packets(4, seed);
    const expected = runNatively(
      usable.map((i) => sources[i]),
      runs,
    );
    const found = runInKernel(
      usable.map((i) => ({ object: built[i].elf ?? new Uint8Array(0), entry: 'prog', runs, logLevel: 4 })),
    );
    const accepted = usable.filter((_, k) => found[k].ok);
    const wrong = usable.filter((_, k) => found[k].ok && linesOf(found[k], expected[k]).join() !== expected[k].join());
    expect(wrong.map((i) => seed + i)).toEqual([]);
    const rejected = usable
      .filter((_, k) => !found[k].ok)
      .map((i) => [seed + i, found[usable.indexOf(i)].log.slice(-300)]);
    if (rejected.length > 0) console.log(JSON.stringify(rejected, null, 1));
    console.log(`${accepted.length} of ${count} accepted, all right`);
    expect(accepted.length).toBeGreaterThan(count * 0.8);
  });
});
