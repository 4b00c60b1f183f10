/**
 * An exercise in ring 0: the learner's C becomes kernel modules (and test programs in user space), which lie in /root of a booted
 * machine; a script of shell lines loads and uses them. Each line is shown before it runs, as one would see it on a terminal.
 */
import { EXPORT_GROUPS } from '../kernel/module/exports/index';
import type { CompileResult } from '../toolchain';
import type { Diagnostic } from '../toolchain/diagnostics';
import { compileModule, compileProgram, type Sysroot } from './compile';
import { utf8 } from './text';
import type { ExerciseFile, ModuleExercise } from './types';

/** Module.symvers of the kernel: every symbol that it exports. */
export function kernelExports(): Record<string, string> {
  const names = EXPORT_GROUPS.flatMap(({ rows }) => rows.filter(({ internal }) => !internal).map(({ name }) => name));
  return Object.fromEntries(names.map((name) => [name, 'vmlinux']));
}

/** Names that a source exports to other modules. */
function exportsOf(files: readonly ExerciseFile[]): string[] {
  return files.flatMap(({ text }) =>
    [...text.matchAll(/\bEXPORT_SYMBOL(?:_GPL)?\s*\(\s*(\w+)\s*\)/g)].map((m) => m[1]),
  );
}

const isC = ({ path }: ExerciseFile): boolean => /\.(c|s|S)$/.test(path);

/** What is built: names without ending, and their sources. Without a list all C files make one module, named after the first. */
export function modulesOf(exercise: ModuleExercise, files: readonly ExerciseFile[]) {
  const programs = exercise.programs ?? [];
  const taken = new Set(programs.flatMap(({ sources }) => sources));
  const own = files.filter((file) => isC(file) && !taken.has(file.path));
  const first = own[0]?.path.replace(/\.\w+$/, '') ?? 'main';
  return exercise.modules ?? [{ name: first, sources: own.map(({ path }) => path) }];
}

export interface BuiltModules {
  ok: boolean;
  diagnostics: Diagnostic[];
  /** Files for the guest. */
  files: { path: string; mode: number; data: Uint8Array }[];
}

/** Compiles every module, in order (a later one may use what earlier ones export), and every program. */
export function buildModules(exercise: ModuleExercise, files: readonly ExerciseFile[], sysroot: Sysroot): BuiltModules {
  const built: BuiltModules = { ok: true, diagnostics: [], files: [] };
  const exports = kernelExports();
  const headers = files.filter((file) => !isC(file));
  const pick = (sources: readonly string[]) => [...files.filter(({ path }) => sources.includes(path)), ...headers];
  const take = (result: CompileResult, path: string, mode: number) => {
    built.diagnostics.push(...result.diagnostics);
    if (result.ok && result.elf) built.files.push({ path, mode, data: result.elf });
    else built.ok = false;
  };
  for (const { name, sources } of modulesOf(exercise, files)) {
    const own = pick(sources);
    take(compileModule(own, sysroot, { name, exports }), `/root/${name}.ko`, 0o644);
    for (const symbol of exportsOf(own)) exports[symbol] = name.replaceAll('-', '_');
  }
  for (const { name, sources } of exercise.programs ?? [])
    take(compileProgram(pick(sources), sysroot), `/root/${name}`, 0o755);
  return built;
}

/** The script as one program of sh: each line behind a prompt, then what it prints, errors in their place. */
export function scriptText(script: readonly string[]): string {
  const quoted = (line: string) => `'# ${line.replaceAll("'", "'\\''")}'`;
  return ['cd /root', 'exec 2>&1', ...script.flatMap((line) => [`echo ${quoted(line)}`, line])].join('\n');
}

export const moduleProgram = (script: readonly string[]) => ({
  path: '/bin/sh',
  argv: ['/root/.script'],
  env: ['HOME=/root', 'PATH=/bin:/sbin:/root', 'USER=root', 'TERM=linux'],
  file: { path: '/root/.script', mode: 0o644, data: utf8(scriptText(script)) },
});
