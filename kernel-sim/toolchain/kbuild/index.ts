/**
 * A kernel module as kbuild makes it (Documentation/kbuild/modules.rst): every source to an object, modpost's `NAME.mod.c`
 * with `.modinfo` and `struct module`, all joined by `ld -r` to one `.ko`.
 */
import { preprocessAssembly } from '../asm/preprocess';
import { assembleSource } from '../asm/source';
import { frontEnd } from '../c';
import type { Diagnostic } from '../diagnostics';
import { joinObjects, sectionOf, symbolsOf } from '../link/relocatable';
import type { CompileOptions, CompileResult, SourceFile } from '../types';
import { backEnd } from '../x86';
import { floatingPoint } from './float';

/** Names that the kernel always has for a module, by the compiler or by the loader. */
const ALWAYS_THERE = new Set(['__this_module']);

/** `hello-world.c` → `hello_world`: module names are identifiers. */
function moduleName(sources: readonly SourceFile[], options: CompileOptions): string {
  const given = options.module?.name ?? sources[0]?.path.replace(/^.*\//, '').replace(/\.[^.]*$/, '') ?? 'module';
  return given.replace(/[^\w]/g, '_');
}

/** Compiles and joins. `elf` is the `.ko`. */
export function compileModule(sources: readonly SourceFile[], options: CompileOptions): CompileResult {
  const name = moduleName(sources, options);
  const units = sources.map((source) => compileSource(source, withNames(options, name, source)));
  const diagnostics = units.flatMap((u) => u.diagnostics);
  const objects = units.flatMap((u) => u.object ?? []);
  const failed = () => ({ ok: false, diagnostics });
  if (objects.length < sources.length || diagnostics.some((d) => d.severity === 'error')) return failed();
  if (options.compileOnly) return { ok: true, objects, diagnostics };
  const first = joinObjects(objects);
  diagnostics.push(...first.diagnostics);
  if (!first.object) return failed();
  const { text, problems } = modpost(name, first.object, sources, options);
  diagnostics.push(...problems);
  if (problems.some((d) => d.severity === 'error')) return failed();
  const source = { path: `${name}.mod.c`, text };
  const mod = compileSource(source, withNames({ ...options, warnings: false }, name, source));
  diagnostics.push(...mod.diagnostics);
  if (!mod.object) return failed();
  const whole = joinObjects([...objects, mod.object]);
  diagnostics.push(...whole.diagnostics);
  return { ok: whole.object !== undefined, elf: whole.object, objects, diagnostics };
}

function withNames(options: CompileOptions, name: string, source: SourceFile): CompileOptions {
  const base = source.path
    .replace(/^.*\//, '')
    .replace(/\.[^.]*$/, '')
    .replace(/[^\w]/g, '_');
  return {
    ...options,
    defines: {
      KBUILD_BASENAME: `"${base}"`,
      KBUILD_MODNAME: `"${name}"`,
      KBUILD_MODFILE: `"${name}"`,
      __KBUILD_MODNAME: `kmod_${name}`,
      ...options.defines,
    },
  };
}

function compileSource(
  source: SourceFile,
  options: CompileOptions,
): { object?: Uint8Array; diagnostics: Diagnostic[] } {
  if (source.path.endsWith('.S')) {
    const expanded = preprocessAssembly(source, options);
    if (expanded.text === undefined) return { diagnostics: expanded.diagnostics };
    return assembleSource({ path: source.path, text: expanded.text });
  }
  if (source.path.endsWith('.s')) return assembleSource(source);
  const front = frontEnd.toIr(source, options);
  if (front.module === undefined) return { diagnostics: front.diagnostics };
  const floats = floatingPoint(front.module);
  if (floats.length > 0) return { diagnostics: [...front.diagnostics, ...floats] };
  const back = backEnd.toObject(front.module, { kernel: true });
  return { object: back.object, diagnostics: [...front.diagnostics, ...back.diagnostics] };
}

/** scripts/mod/modpost.c: what the module needs of others, and the source of its `.mod.c`. */
function modpost(
  name: string,
  object: Uint8Array,
  sources: readonly SourceFile[],
  options: CompileOptions,
): { text: string; problems: Diagnostic[] } {
  const { defined, undefined: wanted } = symbolsOf(object);
  const exports = options.module?.exports;
  const problems: Diagnostic[] = [];
  const depends: string[] = [];
  const at = { file: sources[0]?.path ?? name, line: 1, column: 1 };
  const report = (severity: 'error' | 'warning', code: string, params: Diagnostic['params']) =>
    problems.push({ severity, code, params, at });
  for (const { name: symbol, weak } of wanted) {
    if (exports === undefined || weak || ALWAYS_THERE.has(symbol)) continue;
    const owner = exports[symbol];
    if (owner === undefined) report('error', 'modpost-undefined', { symbol, module: name });
    else if (owner !== 'vmlinux' && !depends.includes(owner)) depends.push(owner);
  }
  if (!hasLicense(object)) report('error', 'modpost-license', { module: name });
  const lines = [
    '#include <linux/module.h>',
    '#include <linux/vermagic.h>',
    `MODULE_INFO(depends, "${depends.join(',')}");`,
    'MODULE_INFO(name, KBUILD_MODNAME);',
    'MODULE_INFO(vermagic, VERMAGIC_STRING);',
    'MODULE_INFO(retpoline, "Y");',
    'extern int init_module(void);',
    'extern void cleanup_module(void);',
    'struct module __this_module __attribute__((section(".gnu.linkonce.this_module"), used)) = {',
    '  .name = KBUILD_MODNAME,',
    ...(defined.has('init_module') ? ['  .init = init_module,'] : []),
    ...(defined.has('cleanup_module') ? ['  .exit = cleanup_module,'] : []),
    '};',
    '',
  ];
  return { text: lines.join('\n'), problems };
}

/** A `license=` line in `.modinfo`. */
function hasLicense(object: Uint8Array): boolean {
  const lines = new TextDecoder().decode(sectionOf(object, '.modinfo')).split('\0');
  return lines.some((line) => line.startsWith('license='));
}
