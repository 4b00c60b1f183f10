/**
 * The eBPF back end: C → IR → eBPF → ELF, as `clang -target bpf -mcpu=v3 -O2 -g` makes it. Static functions are inlined,
 * variables stay in registers across branches, and the result is meant to please the kernel's verifier.
 */
import { toTypedIr } from '../c';
import type { TranslationUnit } from '../c/tree';
import type { Diagnostic } from '../diagnostics';
import type { IrFunction, IrModule } from '../ir';
import type { CompileOptions, SourceFile } from '../types';
import { optimise } from '../x86/optimise';
import { wellFormed } from '../x86/verify';
import { allocate } from './allocate';
import { describeTypes } from './describe';
import { BpfObject, type Compiled } from './emit';
import { readExternally } from './external';
import { inlineAll } from './inline';
import { STACK_SIZE } from './isa';
import { layOut } from './layout';
import { copyModule, prepare } from './prepare';
import { BpfSelector } from './select';

/** What bcc wants besides. */
export interface BpfExtras {
  /** Sources by path as the user wrote them, for the line table. */
  texts?: ReadonlyMap<string, string>;
  /** Loads from pointers of the kernel become bpf_probe_read_kernel. */
  externalReads?: boolean;
}

/** One C source to one eBPF object. */
export function compileBpf(
  source: SourceFile,
  options: CompileOptions,
  extras: BpfExtras = {},
): { object?: Uint8Array; diagnostics: Diagnostic[] } {
  const texts = new Map([[source.path, source.text], ...(extras.texts ?? [])]);
  const include: CompileOptions['include'] = (path, from, quoted) => {
    const found = options.include(path, from, quoted);
    if (found) texts.set(found.path, found.text);
    return found;
  };
  const front = toTypedIr(source, { ...options, include });
  if (front.module === undefined || front.unit === undefined) return { diagnostics: front.diagnostics };
  const back = toBpfObject(front.module, front.unit, texts, extras.externalReads);
  return { object: back.object, diagnostics: [...front.diagnostics, ...back.diagnostics] };
}

/** IR → object. `texts`: sources by path, for the line table. */
export function toBpfObject(
  given: IrModule,
  unit: TranslationUnit,
  texts: ReadonlyMap<string, string>,
  externalReads = false,
): { object?: Uint8Array; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const module = copyModule(given);
  prepare(module);
  inlineAll(module);
  if (externalReads) for (const fn of module.functions) readExternally(fn);
  const compiled = module.functions.flatMap((fn) => compileFunction(fn, diagnostics) ?? []);
  if (diagnostics.some((d) => d.severity === 'error')) return { diagnostics };
  dropUnusedData(module, compiled);
  const object = new BpfObject(module, compiled);
  const bytes = object.build((placement) => describeTypes(unit, placement, texts));
  return { object: bytes, diagnostics };
}

/** A mistake of ours in one function is reported like any other error. */
function compileFunction(fn: IrFunction, diagnostics: Diagnostic[]): Compiled | undefined {
  const complain = (code: string, params: Diagnostic['params']) => {
    diagnostics.push({ severity: 'error', code, params, at: fn.at });
    return undefined;
  };
  try {
    const wrong = wellFormed(fn);
    if (wrong !== undefined) return complain('backend-internal', { what: `${fn.name}: ${wrong}` });
    const before = diagnostics.length;
    const code = new BpfSelector(optimise(fn, undefined, true), diagnostics).run();
    if (diagnostics.length > before) return undefined;
    if (!allocate(code)) return complain('bpf-registers', { name: fn.name });
    if (code.stack > STACK_SIZE) return complain('bpf-stack-limit', { size: code.stack });
    const out = layOut(code);
    if (out.tooFar) return complain('bpf-jump-range', { name: fn.name });
    return { ...out, name: fn.name, section: fn.section ?? '.text', global: fn.global, weak: fn.weak ?? false };
  } catch (problem) {
    const what = problem instanceof Error ? problem.message : String(problem);
    return complain('backend-internal', { what: `${fn.name}: ${what}` });
  }
}

/** Static objects that no code and no kept object mentions: pointers to helpers, above all. */
function dropUnusedData(module: IrModule, functions: readonly Compiled[]): void {
  const byName = new Map(module.data.map((data) => [data.name, data]));
  const kept = new Set(module.data.filter((data) => data.global || data.section !== undefined));
  for (const fn of functions) {
    for (const { symbol } of fn.references) {
      const data = byName.get(symbol);
      if (data) kept.add(data);
    }
  }
  for (const data of kept) {
    for (const r of data.relocations) {
      const next = byName.get(r.symbol);
      if (next) kept.add(next);
    }
  }
  module.data = module.data.filter((data) => kept.has(data));
}
