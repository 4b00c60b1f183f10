/**
 * A WebAssembly binary writer: the few sections the processor core needs, nothing more.
 * Follows the core specification, chapter 5 (binary format).
 */

export const I32 = 0x7f;
export const I64 = 0x7e;
export const F32 = 0x7d;
export const F64 = 0x7c;
export const V128 = 0x7b;
export type ValType = typeof I32 | typeof I64 | typeof F32 | typeof F64 | typeof V128;

/** Code as nested lists of bytes, so that composing expressions copies nothing. */
export type Code = readonly (number | Code)[];

/** Encodings of small numbers are made once: a module has a hundred thousand of them. Never write to one. */
const KNOWN = 8192;
const knownUnsigned: (readonly number[])[] = [];
const knownSigned: (readonly number[])[] = [];

/** Unsigned LEB128. */
export function uleb(value: number): readonly number[] {
  const known = knownUnsigned[value];
  if (known) return known;
  const made = encodeUnsigned(value);
  if (value < KNOWN) knownUnsigned[value] = made;
  return made;
}

function encodeUnsigned(value: number): number[] {
  const out: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    out.push(rest ? low | 0x80 : low);
  } while (rest);
  return out;
}

/** Signed LEB128 of an integer of any size up to 64 bits. */
export function sleb(value: number | bigint): readonly number[] {
  if (typeof value === 'bigint') return slebBig(value);
  if (!(value >= -0x8000_0000 && value <= 0x7fff_ffff)) return slebBig(BigInt(value));
  const known = knownSigned[value];
  if (known) return known;
  const made = encodeSigned(value);
  if (value >= 0 && value < KNOWN) knownSigned[value] = made;
  return made;
}

function encodeSigned(value: number): number[] {
  const out: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && !(low & 0x40)) || (rest === -1 && low & 0x40)) {
      out.push(low);
      return out;
    }
    out.push(low | 0x80);
  }
}

function slebBig(value: bigint): number[] {
  const out: number[] = [];
  let rest = value;
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    if ((rest === 0n && !(low & 0x40)) || (rest === -1n && low & 0x40)) {
      out.push(low);
      return out;
    }
    out.push(low | 0x80);
  }
}

export interface FuncType {
  params: readonly ValType[];
  results: readonly ValType[];
}

export interface WasmFunction {
  type: FuncType;
  /** Locals after the parameters. */
  locals: readonly ValType[];
  body: readonly number[];
}

export interface WasmModule {
  /** Imported as `e.memory`. */
  memoryPages: number;
  imports: readonly { name: string; type: FuncType }[];
  functions: readonly WasmFunction[];
  /** Function indices of table 0. */
  table: readonly number[];
  exports: Readonly<Record<string, number>>;
  /** Exports table 0, as `table`. */
  exportTable?: boolean;
}

const name = (text: string): number[] => [...uleb(text.length), ...[...text].map((c) => c.charCodeAt(0))];

function join(parts: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  let size = 0;
  for (const part of parts) size += part.length;
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function section(id: number, items: readonly ArrayLike<number>[]): Uint8Array {
  const body = join([uleb(items.length), ...items]);
  return join([[id], uleb(body.length), body]);
}

/** Serialises a module. Function indices count the imports first. */
export function encodeModule(module: WasmModule): Uint8Array<ArrayBuffer> {
  const types: string[] = [];
  const seen = new Map<FuncType, number>();
  const typeIndex = (type: FuncType): number => {
    let index = seen.get(type);
    if (index === undefined) {
      const key = JSON.stringify([type.params, type.results]);
      index = types.includes(key) ? types.indexOf(key) : types.push(key) - 1;
      seen.set(type, index);
    }
    return index;
  };
  for (const entry of [...module.imports, ...module.functions]) typeIndex(entry.type);

  const imports = [
    [...name('e'), ...name('memory'), 2, 0, ...uleb(module.memoryPages)],
    ...module.imports.map((i) => [...name('e'), ...name(i.name), 0, ...uleb(typeIndex(i.type))]),
  ];
  const declarations = module.functions.map((f) => uleb(typeIndex(f.type)));
  const exports = Object.entries(module.exports).map(([key, index]) => [...name(key), 0, ...uleb(index)]);
  if (module.exportTable) exports.push([...name('table'), 1, 0]);
  const element = [0, 0x41, 0, 0x0b, ...uleb(module.table.length), ...module.table.flatMap((i) => uleb(i))];
  const bodies = module.functions.map((f) => {
    const locals = [...uleb(f.locals.length), ...f.locals.flatMap((t) => [1, t])];
    return join([uleb(locals.length + f.body.length + 1), locals, f.body, [0x0b]]);
  });
  const typeItems = types.map((key) => {
    const [params, results] = JSON.parse(key) as [number[], number[]];
    return [0x60, ...uleb(params.length), ...params, ...uleb(results.length), ...results];
  });
  return join([
    [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, typeItems),
    section(2, imports),
    section(3, declarations),
    section(4, [[0x70, 0, ...uleb(module.table.length)]]),
    section(7, exports),
    section(9, [element]),
    section(10, bodies),
  ]);
}

/** Index that `call_indirect` needs; types are numbered in order of first use, imports first. */
export function typeIndexOf(all: readonly FuncType[], wanted: FuncType): number {
  const keys = [...new Set(all)].map((type) => JSON.stringify([type.params, type.results]));
  return [...new Set(keys)].indexOf(JSON.stringify([wanted.params, wanted.results]));
}
