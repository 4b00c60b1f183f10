/** `sim cc`: compiles C files with messages in GNU format on standard error. Language by LANG (ja… or else English). */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { compileBare, compileBpf, compileModule, compileProgram, type ExerciseFile } from '../lab';
import { loadAssets } from '../lab/node-assets';
import type { CompileResult, Target } from '../toolchain';
import { renderDiagnostic } from '../toolchain/messages';
import type { HeaderTarget } from '../userland/sysroot';

const language = () => (process.env.LANG?.startsWith('ja') ? 'ja' : 'en');

const COMPILERS: Readonly<Record<Target, typeof compileProgram>> = {
  linux: compileProgram,
  bare: compileBare,
  module: compileModule,
  bpf: compileBpf,
};
const isTarget = (name: string): name is Target => Object.hasOwn(COMPILERS, name);

/** Compiles files from disk; quoted includes are looked up beside the first one. Prints what the compiler says. */
export function compileFiles(paths: readonly string[], bare: boolean, target: Target = bare ? 'bare' : 'linux') {
  const files: ExerciseFile[] = paths.map((path) => ({ path, text: readFileSync(path, 'utf8') }));
  const { sysroot } = loadAssets();
  const beside = dirname(paths[0] ?? '.');
  const withHeaders = new Proxy(sysroot, {
    get: (of, key) =>
      key === 'header'
        ? (path: string, whose?: HeaderTarget) => of.header(path, whose) ?? readOr(`${beside}/${path}`)
        : Reflect.get(of, key),
  });
  const result: CompileResult = COMPILERS[target](files, withHeaders);
  for (const d of result.diagnostics)
    console.error(renderDiagnostic(d, language(), files.find((f) => f.path === d.at.file)?.text));
  return result;
}

function readOr(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

export function cc(args: string[]): number {
  let out = 'a.out';
  let target: Target = 'linux';
  const files: string[] = [];
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '-o') out = args[++i];
    else if (args[i] === '-bare') target = 'bare';
    // As scripts for gcc and clang have them.
    else if (args[i] === '-c' || args[i] === '-g' || args[i] === '-O2') continue;
    else if (args[i] === '--target' || args[i] === '-target') {
      const name = args[++i] ?? '';
      if (!isTarget(name)) throw new Error(`cc: --target ${Object.keys(COMPILERS).join(' | ')}`);
      target = name;
    } else if (args[i].startsWith('-')) throw new Error(`cc: unknown option ${args[i]}`);
    else files.push(args[i]);
  }
  if (!files.length) throw new Error('cc: no input files');
  const result = compileFiles(files, false, target);
  if (!result.ok || !result.elf) return 1;
  writeFileSync(out, result.elf, { mode: target === 'linux' || target === 'bare' ? 0o755 : 0o644 });
  return 0;
}
