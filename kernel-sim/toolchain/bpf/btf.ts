/** The BTF format (Linux Documentation/bpf/btf.rst): types and strings in the order they are asked for, each once. */
import { ByteBuffer } from '../elf/bytes';

export const BTF_MAGIC = 0xeb9f;
export const KIND = {
  INT: 1,
  PTR: 2,
  ARRAY: 3,
  STRUCT: 4,
  UNION: 5,
  ENUM: 6,
  FWD: 7,
  TYPEDEF: 8,
  VOLATILE: 9,
  CONST: 10,
  RESTRICT: 11,
  FUNC: 12,
  FUNC_PROTO: 13,
  VAR: 14,
  DATASEC: 15,
  FLOAT: 16,
} as const;
export const INT_SIGNED = 1;
export const INT_CHAR = 2;
export const INT_BOOL = 4;

/** One type record: `sizeOrType` is the third word, `rest` what follows it. */
export interface BtfRecord {
  name: string;
  kind: number;
  vlen: number;
  kindFlag?: boolean;
  sizeOrType: number;
  rest: readonly number[];
}

export class BtfWriter {
  private readonly records: (BtfRecord | undefined)[] = [];
  private readonly texts = new ByteBuffer(1024);
  private readonly offsets = new Map<string, number>([['', 0]]);

  constructor() {
    this.texts.u8(0);
  }

  /** Offset of a string in the string section. */
  text(text: string): number {
    let at = this.offsets.get(text);
    if (at === undefined) {
      at = this.texts.length;
      this.texts.cstring(text);
      this.offsets.set(text, at);
    }
    return at;
  }

  /** Takes the next number for a type that will be filled in. */
  reserve(): number {
    return this.records.push(undefined);
  }

  fill(id: number, record: BtfRecord): void {
    this.text(record.name);
    this.records[id - 1] = record;
  }

  add(record: BtfRecord): number {
    const id = this.reserve();
    this.fill(id, record);
    return id;
  }

  /** The `.BTF` section. */
  section(): Uint8Array {
    const types = new ByteBuffer(4096);
    for (const record of this.records) {
      if (record === undefined) throw new Error('BTF type reserved and never filled');
      types.u32(this.text(record.name));
      types.u32(record.vlen | (record.kind << 24) | (record.kindFlag ? 0x80000000 : 0));
      types.u32(record.sizeOrType);
      for (const word of record.rest) types.u32(word);
    }
    const out = new ByteBuffer(types.length + this.texts.length + 24);
    out.u16(BTF_MAGIC);
    out.u8(1);
    out.u8(0);
    out.u32(24);
    out.u32(0);
    out.u32(types.length);
    out.u32(types.length);
    out.u32(this.texts.length);
    out.raw(types.bytes());
    out.raw(this.texts.bytes());
    return out.take();
  }
}

/** Records of `.BTF.ext` for one section of code. */
export interface ExtSection<T> {
  section: string;
  records: T[];
}
export interface FuncInfo {
  offset: number;
  type: number;
}
export interface LineInfo {
  offset: number;
  file: string;
  text: string;
  line: number;
  column: number;
}

/** The `.BTF.ext` section; its strings go to the `.BTF` of `btf`, which must be written afterwards. */
export function extSection(
  btf: BtfWriter,
  functions: readonly ExtSection<FuncInfo>[],
  lines: readonly ExtSection<LineInfo>[],
): Uint8Array {
  const func = new ByteBuffer(256);
  func.u32(8);
  for (const { section, records } of functions) {
    func.u32(btf.text(section));
    func.u32(records.length);
    for (const r of records) {
      func.u32(r.offset);
      func.u32(r.type);
    }
  }
  const line = new ByteBuffer(1024);
  line.u32(16);
  for (const { section, records } of lines) {
    line.u32(btf.text(section));
    line.u32(records.length);
    for (const r of records) {
      line.u32(r.offset);
      line.u32(btf.text(r.file));
      line.u32(btf.text(r.text));
      line.u32((r.line << 10) | Math.min(r.column, 1023));
    }
  }
  const out = new ByteBuffer(func.length + line.length + 32);
  out.u16(BTF_MAGIC);
  out.u8(1);
  out.u8(0);
  out.u32(32);
  out.u32(0);
  out.u32(func.length);
  out.u32(func.length);
  out.u32(line.length);
  out.u32(func.length + line.length);
  out.u32(0);
  out.raw(func.bytes());
  out.raw(line.bytes());
  return out.take();
}
