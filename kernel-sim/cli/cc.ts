/** `sim cc`: compiles C files with messages in GNU format on standard error. Language by LANG (ja… or else English). */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { compileBare, compileProgram, type ExerciseFile } from '../lab';
import { loadAssets } from '../lab/node-assets';
import type { CompileResult } from '../toolchain';
import { renderDiagnostic } from '../toolchain/messages';

const language = () => (process.env.LANG?.startsWith('ja') ? 'ja' : 'en');

/** Compiles files from disk; quoted includes are looked up beside the first one. Prints what the compiler says. */
export function compileFiles(paths: readonly string[], bare: boolean): CompileResult {
  const files: ExerciseFile[] = paths.map((path) => ({ path, text: readFileSync(path, 'utf8') }));
  const { sysroot } = loadAssets();
  const beside = dirname(paths[0] ?? '.');
  const withHeaders = new Proxy(sysroot, {
    get: (target, key) =>
      key === 'header'
        ? (path: string) => target.header(path) ?? readOr(`${beside}/${path}`)
        : Reflect.get(target, key),
  });
  const result = (bare ? compileBare : compileProgram)(files, withHeaders);
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
  let bare = false;
  const files: string[] = [];
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '-o') out = args[++i];
    else if (args[i] === '-bare') bare = true;
    else if (args[i].startsWith('-')) throw new Error(`cc: unknown option ${args[i]}`);
    else files.push(args[i]);
  }
  if (!files.length) throw new Error('cc: no input files');
  const result = compileFiles(files, bare);
  if (!result.ok || !result.elf) return 1;
  writeFileSync(out, result.elf, { mode: 0o755 });
  return 0;
}
