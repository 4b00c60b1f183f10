/**
 * `BPF(text=…)`: a program in bcc's dialect to an eBPF object, its functions by name and its tables with the types of their
 * keys and leaves. The dialect is rewritten to standard C (bcc-rewrite.ts), which the back end compiles.
 */
import type { Diagnostic } from '../diagnostics';
import type { CompileOptions } from '../types';
import { type BccFunction, rewriteBcc, type TracepointFormat } from './bcc-rewrite';
import { KIND } from './btf';
import { type BtfType, readBtf } from './btf-reader';
import { compileBpf } from './index';
import { type BpfMap, readBpfObject } from './object';

/**
 * A type for whoever reads tables: the name of a number, `[element, count]` for an array, or
 * `{struct, size, fields}` with the byte offset (and bits, for bit-fields) of each.
 */
export type TypeDescription =
  | { kind: 'int'; name: string; size: number; signed: boolean }
  | { kind: 'char' }
  | { kind: 'pointer' }
  | { kind: 'array'; of: TypeDescription; length: number; size: number }
  | {
      kind: 'struct' | 'union';
      name: string;
      size: number;
      fields: { name: string; offset: number; bits?: { offset: number; size: number }; type: TypeDescription }[];
    };

export interface BccTable extends BpfMap {
  /** BPF_HASH, BPF_HISTOGRAM, … */
  macro: string;
  key?: TypeDescription;
  leaf?: TypeDescription;
  /** What perf_submit or ringbuf_output is given. */
  event?: TypeDescription;
}

export interface CompiledBcc {
  object?: Uint8Array;
  functions: BccFunction[];
  maps: BccTable[];
  diagnostics: Diagnostic[];
}

export interface BccHost {
  /** Headers, as for target `bpf`. */
  include: CompileOptions['include'];
  tracepointFormat?: TracepointFormat;
}

const FILE = '/virtual/main.c';

/** Compiles `text`; of `cflags` -D and -U count. */
export function compileBcc(text: string, cflags: readonly string[], host: BccHost): CompiledBcc {
  const rewritten = rewriteBcc(text, FILE, host.tracepointFormat ?? (() => undefined));
  const { functions, diagnostics } = rewritten;
  if (diagnostics.length > 0) return { functions, maps: [], diagnostics };
  const source = { path: FILE, text: `#include <bcc/helpers.h>\n#line 1 "${FILE}"\n${rewritten.text}` };
  const options: CompileOptions = { target: 'bpf', include: host.include, defines: definesOf(cflags), warnings: false };
  const made = compileBpf(source, options, { texts: new Map([[FILE, text]]), externalReads: true });
  if (!made.object) return { functions, maps: [], diagnostics: made.diagnostics };
  return {
    object: made.object,
    functions,
    maps: describeTables(made.object, rewritten.tables),
    diagnostics: made.diagnostics,
  };
}

function definesOf(cflags: readonly string[]): Record<string, string> {
  const defines: Record<string, string> = {};
  for (const flag of cflags) {
    const match = /^-D(\w+)(?:=(.*))?$/s.exec(flag);
    if (match) defines[match[1]] = match[2] ?? '1';
  }
  return defines;
}

function describeTables(object: Uint8Array, tables: readonly { name: string; macro: string }[]): BccTable[] {
  const { maps, btf } = readBpfObject(object);
  const types = btf ? readBtf(btf) : [];
  return maps.map((map) => {
    const event = types.find((t) => t.kind === KIND.VAR && t.name === `__bcc_event_${map.name}`);
    return {
      ...map,
      macro: tables.find((t) => t.name === map.name)?.macro ?? '',
      key: describeType(types, map.keyType),
      leaf: describeType(types, map.valueType),
      event: event && describeType(types, types[event.type]?.type ?? 0),
    };
  });
}

const INT_SIGNED = 1;
const INT_CHAR = 2;

/** A BTF type as a description; undefined for void and functions. */
export function describeType(types: readonly BtfType[], id: number, depth = 0): TypeDescription | undefined {
  const type = types[id];
  if (type === undefined || id === 0 || depth > 16) return undefined;
  switch (type.kind) {
    case KIND.TYPEDEF:
    case KIND.CONST:
    case KIND.VOLATILE:
    case KIND.RESTRICT:
      return describeType(types, type.type, depth + 1);
    case KIND.INT:
      if (type.name === 'char' || (type.encoding & INT_CHAR) !== 0) return { kind: 'char' };
      return { kind: 'int', name: type.name, size: type.size, signed: (type.encoding & INT_SIGNED) !== 0 };
    case KIND.ENUM:
      return {
        kind: 'int',
        name: type.name === '' ? 'unsigned int' : `enum ${type.name}`,
        size: type.size,
        signed: false,
      };
    case KIND.PTR:
      return { kind: 'pointer' };
    case KIND.ARRAY: {
      const of = describeType(types, type.type, depth + 1);
      return of && { kind: 'array', of, length: type.length, size: type.length * sizeOf(of) };
    }
    case KIND.STRUCT:
    case KIND.UNION:
      return {
        kind: type.kind === KIND.STRUCT ? 'struct' : 'union',
        name: type.name,
        size: type.size,
        fields: type.members.flatMap((member) => {
          const of = describeType(types, member.type, depth + 1);
          if (!of) return [];
          const bits = member.bitSize > 0 ? { offset: member.bitOffset, size: member.bitSize } : undefined;
          return [{ name: member.name, offset: member.bitOffset >> 3, bits, type: of }];
        }),
      };
    default:
      return undefined;
  }
}

function sizeOf(type: TypeDescription): number {
  if (type.kind === 'char') return 1;
  return type.kind === 'pointer' ? 8 : type.size;
}
