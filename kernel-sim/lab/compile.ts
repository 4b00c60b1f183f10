/** Compiles a learner's files in the lab: user files first, then the sysroot's headers; libc for Linux programs, the start code for bare ones. */
import { type CompileOptions, type CompileResult, compile, type SourceFile } from '../toolchain';
import { type HeaderTarget, openSysroot, type Sysroot } from '../userland/sysroot';
import { BARE_START } from './bare-start';
import type { ExerciseFile } from './types';

export { openSysroot, type Sysroot };

const isSource = (path: string) => /\.(c|s|S)$/.test(path);

/** Follows `"a.h"` relative to the including file among the learner's files, then the sysroot. */
function includer(files: readonly ExerciseFile[], sysroot: Sysroot, target: HeaderTarget = 'linux') {
  const byPath = new Map(files.map((f) => [f.path, f.text]));
  return (path: string, _from: string, quoted: boolean): SourceFile | undefined => {
    const own = quoted ? byPath.get(path.replace(/^\.\//, '')) : undefined;
    if (own !== undefined) return { path, text: own };
    const text = sysroot.header(path, target);
    return text === undefined ? undefined : { path: `/usr/include/${path}`, text };
  };
}

export function compileProgram(files: readonly ExerciseFile[], sysroot: Sysroot): CompileResult {
  const sources = files.filter((f) => isSource(f.path)).map(({ path, text }) => ({ path, text }));
  return compile(sources, {
    target: 'linux',
    include: includer(files, sysroot),
    libraries: sysroot.libraries,
    warnings: true,
  });
}

/** Links with a `_start` that calls `main` and halts when it comes back. No libc: there is nothing it could ask. */
export function compileBare(files: readonly ExerciseFile[], sysroot: Sysroot): CompileResult {
  const sources = files.filter((f) => isSource(f.path)).map(({ path, text }) => ({ path, text }));
  return compile([BARE_START, ...sources], { target: 'bare', include: includer(files, sysroot), warnings: true });
}

/** eBPF objects, one for each C file (and `elf` where it is the only one). */
export function compileBpf(files: readonly ExerciseFile[], sysroot: Sysroot): CompileResult {
  const sources = files.filter((f) => f.path.endsWith('.c')).map(({ path, text }) => ({ path, text }));
  return compile(sources, { target: 'bpf', include: includer(files, sysroot, 'bpf'), warnings: true });
}

/** The `.ko` (`elf`) of the sources, as kbuild makes it. `exports`: symbols that the kernel and other modules offer. */
export function compileModule(
  files: readonly ExerciseFile[],
  sysroot: Sysroot,
  module: NonNullable<CompileOptions['module']> = {},
): CompileResult {
  const sources = files.filter((f) => isSource(f.path)).map(({ path, text }) => ({ path, text }));
  return compile(sources, { target: 'module', include: includer(files, sysroot, 'module'), warnings: true, module });
}
