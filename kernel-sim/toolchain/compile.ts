/**
 * The front door: C and assembly sources in, an ELF executable (or objects) out. Pure: the same input gives the same
 * bytes. Every source is compiled even when another has errors, so that all messages come at once.
 */

import { preprocessAssembly } from './asm/preprocess';
import { assembleSource } from './asm/source';
import { compileBpf } from './bpf';
import { frontEnd } from './c';
import type { Diagnostic } from './diagnostics';
import { compileModule } from './kbuild';
import { linker } from './link';
import type { CompileOptions, CompileResult, SourceFile } from './types';
import { backEnd } from './x86';

interface Unit {
  object?: Uint8Array;
  diagnostics: Diagnostic[];
}

function compileC(source: SourceFile, options: CompileOptions): Unit {
  if (options.target === 'bpf') return compileBpf(source, options);
  const front = frontEnd.toIr(source, options);
  if (front.module === undefined) return { diagnostics: front.diagnostics };
  const back = backEnd.toObject(front.module);
  return { object: back.object, diagnostics: [...front.diagnostics, ...back.diagnostics] };
}

/** `.S` goes through the preprocessor first, as gcc does it. */
function compileAssembly(source: SourceFile, options: CompileOptions): Unit {
  if (!source.path.endsWith('.S')) return assembleSource(source);
  const expanded = preprocessAssembly(source, options);
  if (expanded.text === undefined) return { diagnostics: expanded.diagnostics };
  const unit = assembleSource({ path: source.path, text: expanded.text });
  return { object: unit.object, diagnostics: [...expanded.diagnostics, ...unit.diagnostics] };
}

function compileOne(source: SourceFile, options: CompileOptions): Unit {
  if (/\.[sS]$/.test(source.path)) return compileAssembly(source, options);
  return compileC(source, options);
}

/** Compiles and, unless told otherwise, links. */
export function compile(sources: SourceFile[], options: CompileOptions): CompileResult {
  if (options.target === 'module') return compileModule(sources, options);
  const units = sources.map((source) => compileOne(source, options));
  const diagnostics = units.flatMap((u) => u.diagnostics);
  const objects = units.flatMap((u) => (u.object === undefined ? [] : [u.object]));
  if (objects.length < sources.length || diagnostics.some((d) => d.severity === 'error'))
    return { ok: false, diagnostics };
  if (options.target === 'bpf')
    return { ok: true, elf: objects.length === 1 ? objects[0] : undefined, objects, diagnostics };
  if (options.compileOnly) return { ok: true, objects, diagnostics };
  const linked = linker.link(objects, options.libraries ?? [], { target: options.target });
  diagnostics.push(...linked.diagnostics);
  return { ok: linked.elf !== undefined, elf: linked.elf, objects, debug: linked.debug, diagnostics };
}
