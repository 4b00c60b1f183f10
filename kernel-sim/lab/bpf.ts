/**
 * An exercise in eBPF: the learner's files lie in /root of a booted machine and a script of shell lines uses them. Python programs
 * (bcc) are put there as they are and may be run; C for the kernel (`*.bpf.c`) becomes an object beside it; C that a Python program
 * reads as bcc text (`*.bcc.c`) is compiled here too, so that its mistakes are shown in the editor; other C becomes a program.
 */
import { Tracepoints } from '../kernel/trace/tracepoints';
import type { CompileResult } from '../toolchain';
import { compileBcc } from '../toolchain/bpf/bcc';
import type { Diagnostic } from '../toolchain/diagnostics';
import { compileBpf, compileProgram, type Sysroot } from './compile';
import { utf8 } from './text';
import type { ExerciseFile } from './types';

export interface BuiltBpf {
  ok: boolean;
  diagnostics: Diagnostic[];
  files: { path: string; mode: number; data: Uint8Array }[];
}

const guestPath = (path: string): string => `/root/${path}`;
const executable = ({ path, text }: ExerciseFile): boolean => text.startsWith('#!') || /\.(py|sh)$/.test(path);

/** Everything that goes into the machine, and what the compiler says. */
export function buildBpf(files: readonly ExerciseFile[], sysroot: Sysroot): BuiltBpf {
  const built: BuiltBpf = { ok: true, diagnostics: [], files: [] };
  const headers = files.filter(({ path }) => path.endsWith('.h'));
  const take = (result: CompileResult, path: string, mode: number) => {
    built.diagnostics.push(...result.diagnostics);
    if (result.ok && result.elf) built.files.push({ path, mode, data: result.elf });
    else built.ok = false;
  };
  for (const file of files) {
    built.files.push({ path: guestPath(file.path), mode: executable(file) ? 0o755 : 0o644, data: utf8(file.text) });
    if (file.path.endsWith('.bpf.c'))
      take(compileBpf([file, ...headers], sysroot), guestPath(file.path.replace(/\.c$/, '.o')), 0o644);
    else if (file.path.endsWith('.bcc.c')) {
      const { diagnostics, object } = checkBcc(file, sysroot);
      built.diagnostics.push(...diagnostics);
      if (!object) built.ok = false;
    } else if (file.path.endsWith('.c'))
      take(compileProgram([file, ...headers], sysroot), guestPath(file.path.replace(/\.c$/, '')), 0o755);
  }
  return built;
}

/** The messages that bcc would give, at the learner's own file. */
function checkBcc(file: ExerciseFile, sysroot: Sysroot): { diagnostics: Diagnostic[]; object?: Uint8Array } {
  const tracepoints = new Tracepoints(() => 0);
  const made = compileBcc(file.text, [], {
    include: (path) => {
      const text = sysroot.header(path, 'bpf');
      return text === undefined ? undefined : { path: `/usr/include/${path}`, text };
    },
    tracepointFormat: (category, event) => tracepoints.find(category, event)?.formatText(),
  });
  const diagnostics = made.diagnostics.map((d) =>
    d.at.file === '/virtual/main.c' ? { ...d, at: { ...d.at, file: file.path } } : d,
  );
  return { diagnostics, object: made.object };
}
