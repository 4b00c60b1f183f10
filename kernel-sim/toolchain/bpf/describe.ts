/** The types of C as BTF, and which instruction belongs to which function and line: `.BTF` and `.BTF.ext`. */
import { sizeOf } from '../c/layout';
import type { FunctionSymbol, TranslationUnit, Variable } from '../c/tree';
import {
  CONST,
  type CType,
  type EnumType,
  type FunctionType,
  INT,
  type IntType,
  type RecordType,
  VOLATILE,
} from '../c/types';
import { BtfWriter, extSection, INT_BOOL, INT_SIGNED, KIND, type LineInfo } from './btf';
import type { Placement } from './emit';

/** What the kernel and libbpf call the kinds of an enum of functions and variables. */
const LINKAGE = { STATIC: 0, GLOBAL: 1 } as const;

export class TypeDescriber {
  readonly btf = new BtfWriter();
  private readonly known = new Map<string, number>();
  private readonly records = new Map<object, number>();

  /** The number of a type; 0 is void. */
  type(type: CType): number {
    const { quals } = type;
    if (type.kind !== 'array' && (quals & CONST) !== 0)
      return this.once(`const ${this.type(without(type, CONST))}`, KIND.CONST, () => this.type(without(type, CONST)));
    if (type.kind !== 'array' && (quals & VOLATILE) !== 0)
      return this.once(`volatile ${this.type(without(type, VOLATILE))}`, KIND.VOLATILE, () =>
        this.type(without(type, VOLATILE)),
      );
    switch (type.kind) {
      case 'int':
        return this.integer(type);
      case 'float':
        return this.simple(`float ${type.size}`, {
          name: type.name,
          kind: KIND.FLOAT,
          sizeOrType: type.size,
          rest: [],
        });
      case 'pointer':
        return this.once(`pointer ${this.keyOf(type.to)}`, KIND.PTR, () => this.type(type.to));
      case 'array':
        return this.array(type);
      case 'record':
        return this.record(type);
      case 'enum':
        return this.enumeration(type);
      case 'function':
        return this.proto(type);
      default:
        return 0;
    }
  }

  /** Records may refer to themselves through pointers: they are known by their number before they are complete. */
  private keyOf(type: CType): string {
    return String(this.type(type));
  }

  private once(key: string, kind: number, of: () => number): number {
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const id = this.btf.add({ name: '', kind, vlen: 0, sizeOrType: of(), rest: [] });
    this.known.set(key, id);
    return id;
  }

  private simple(key: string, record: { name: string; kind: number; sizeOrType: number; rest: number[] }): number {
    let id = this.known.get(key);
    if (id === undefined) {
      id = this.btf.add({ vlen: 0, ...record });
      this.known.set(key, id);
    }
    return id;
  }

  private integer(type: IntType): number {
    const encoding = (type.name === '_Bool' ? INT_BOOL : type.signed ? INT_SIGNED : 0) << 24;
    return this.simple(`int ${type.name}`, {
      name: type.name,
      kind: KIND.INT,
      sizeOrType: type.size,
      rest: [encoding | (type.size * 8)],
    });
  }

  private array(type: Extract<CType, { kind: 'array' }>): number {
    const of = this.type(type.of);
    const index = this.simple('index', {
      name: '__ARRAY_SIZE_TYPE__',
      kind: KIND.INT,
      sizeOrType: 4,
      rest: [32],
    });
    const length = type.length ?? 0;
    return this.simple(`array ${of} ${length}`, {
      name: '',
      kind: KIND.ARRAY,
      sizeOrType: 0,
      rest: [of, index, length],
    });
  }

  private record({ declaration }: RecordType): number {
    const known = this.records.get(declaration);
    if (known !== undefined) return known;
    const name = declaration.tag ?? '';
    if (declaration.members === undefined) {
      const id = this.btf.add({
        name,
        kind: KIND.FWD,
        vlen: 0,
        kindFlag: declaration.union,
        sizeOrType: 0,
        rest: [],
      });
      this.records.set(declaration, id);
      return id;
    }
    const id = this.btf.reserve();
    this.records.set(declaration, id);
    const members = declaration.members.filter((m) => m.name !== undefined || !m.bits);
    const kindFlag = members.some((m) => m.bits);
    const rest = members.flatMap((m) => {
      const bit = m.bits ? m.bits.position : m.offset * 8;
      return [this.btf.text(m.name ?? ''), this.type(m.type), kindFlag ? bit | ((m.bits?.width ?? 0) << 24) : bit];
    });
    const kind = declaration.union ? KIND.UNION : KIND.STRUCT;
    this.btf.fill(id, { name, kind, vlen: members.length, kindFlag, sizeOrType: declaration.size, rest });
    return id;
  }

  private enumeration({ declaration }: EnumType): number {
    const known = this.records.get(declaration);
    if (known !== undefined) return known;
    const constants = (declaration.constants ?? []).filter((c) => BigInt.asIntN(33, c.value) === c.value);
    const id = this.btf.reserve();
    this.records.set(declaration, id);
    this.btf.fill(id, {
      name: declaration.tag ?? '',
      kind: KIND.ENUM,
      vlen: constants.length,
      kindFlag: constants.some((c) => c.value < 0n),
      sizeOrType: declaration.underlying.size,
      rest: constants.flatMap((c) => [this.btf.text(c.name), Number(BigInt.asUintN(32, c.value))]),
    });
    return id;
  }

  private proto(type: FunctionType): number {
    const params = type.params.flatMap((p) => [this.btf.text(p.name ?? ''), this.type(p.type)]);
    if (type.variadic) params.push(0, 0);
    const result = this.type(type.result);
    const key = `proto ${result} ${params.join()}`;
    let id = this.known.get(key);
    if (id === undefined) {
      id = this.btf.add({ name: '', kind: KIND.FUNC_PROTO, vlen: params.length / 2, sizeOrType: result, rest: params });
      this.known.set(key, id);
    }
    return id;
  }

  func(symbol: FunctionSymbol, global: boolean): number {
    const params = symbol.body?.params.map((p) => ({ name: p.name, type: p.type })) ?? symbol.type.params;
    return this.btf.add({
      name: symbol.linkName,
      kind: KIND.FUNC,
      vlen: global ? LINKAGE.GLOBAL : LINKAGE.STATIC,
      sizeOrType: this.proto({ ...symbol.type, params }),
      rest: [],
    });
  }

  variable(variable: Variable, global: boolean): number {
    const type = this.type(variable.type);
    return this.btf.add({
      name: variable.linkName.replace(/[^\w]/g, '_'),
      kind: KIND.VAR,
      vlen: 0,
      sizeOrType: type,
      rest: [global ? LINKAGE.GLOBAL : LINKAGE.STATIC],
    });
  }

  section(name: string, size: number, variables: readonly { id: number; offset: number; size: number }[]): void {
    const rest = variables.flatMap((v) => [v.id, v.offset, v.size]);
    this.btf.add({ name, kind: KIND.DATASEC, vlen: variables.length, sizeOrType: size, rest });
  }
}

function without<T extends CType>(type: T, quals: number): T {
  return { ...type, quals: type.quals & ~quals };
}

/** The sections that describe an object's functions, variables and lines. */
export function describeTypes(
  unit: TranslationUnit,
  placement: Placement,
  texts: ReadonlyMap<string, string>,
): { name: string; data: Uint8Array; align: number }[] {
  const types = new TypeDescriber();
  types.type(INT);
  const functions = describeFunctions(types, unit, placement);
  describeData(types, unit, placement);
  const ext = extSection(types.btf, functions, lineRecords(placement, texts));
  return [
    { name: '.BTF', data: types.btf.section(), align: 4 },
    { name: '.BTF.ext', data: ext, align: 4 },
  ];
}

function bySection<T extends { section: string }>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.section);
    if (group) group.push(item);
    else groups.set(item.section, [item]);
  }
  return groups;
}

function describeFunctions(types: TypeDescriber, unit: TranslationUnit, placement: Placement) {
  const symbols = new Map(unit.functions.filter((f) => f.body).map((f) => [f.linkName, f]));
  return [...bySection(placement.functions)].map(([section, functions]) => ({
    section,
    records: functions.flatMap(({ of, offset }) => {
      const symbol = symbols.get(of.name);
      return symbol ? [{ offset, type: types.func(symbol, of.global) }] : [];
    }),
  }));
}

function describeData(types: TypeDescriber, unit: TranslationUnit, placement: Placement): void {
  const variables = new Map(unit.variables.map((v) => [v.linkName, v]));
  for (const [section, data] of bySection(placement.data)) {
    const end = Math.max(...data.map((d) => d.offset + d.of.size));
    const described = data.flatMap(({ of, offset }) => {
      const variable = variables.get(of.name);
      return variable ? [{ id: types.variable(variable, of.global), offset, size: sizeOf(variable.type) }] : [];
    });
    if (described.length > 0)
      types.section(
        section,
        end,
        described.sort((a, b) => a.offset - b.offset),
      );
  }
}

function lineRecords(placement: Placement, texts: ReadonlyMap<string, string>) {
  const split = new Map<string, string[]>();
  const textOf = (file: string, line: number): string => {
    let lines = split.get(file);
    if (lines === undefined) {
      lines = texts.get(file)?.split(/\r\n?|\n/) ?? [];
      split.set(file, lines);
    }
    return lines[line - 1] ?? '';
  };
  return [...bySection(placement.functions)].map(([section, functions]) => ({
    section,
    records: functions.flatMap(({ of, offset }) =>
      of.lines.map(
        ({ index, at }): LineInfo => ({
          offset: offset + index * 8,
          file: at.file,
          text: textOf(at.file, at.line),
          line: at.line,
          column: at.column,
        }),
      ),
    ),
  }));
}
