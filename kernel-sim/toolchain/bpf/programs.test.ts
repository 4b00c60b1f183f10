/** eBPF programs in C against this machine's kernel: the verifier accepts them, and they compute what gcc's code computes. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { kernelRefuses, runInKernel } from './testing/kernel';
import { compileText, linesOf, packets, programNames, programText, runNatively } from './testing/programs';

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
