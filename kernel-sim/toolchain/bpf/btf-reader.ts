/** Reads `.BTF` and `.BTF.ext`: types by number, lines and functions by section. Bad input gives what could be read. */
import { BTF_MAGIC, KIND } from './btf';

export interface BtfMember {
  name: string;
  type: number;
  /** Bits from the start. */
  bitOffset: number;
  bitSize: number;
}

export interface BtfType {
  kind: number;
  name: string;
  /** What it refers to: pointee, element, aliased or result type. */
  type: number;
  size: number;
  /** ARRAY: number of elements. */
  length: number;
  /** FUNC, VAR: linkage. */
  linkage: number;
  /** INT: signed 1, char 2, bool 4. */
  encoding: number;
  members: BtfMember[];
  /** DATASEC. */
  entries: { type: number; offset: number; size: number }[];
  /** ENUM. */
  values: { name: string; value: number }[];
  /** FUNC_PROTO. */
  params: { name: string; type: number }[];
}

export interface LineRecord {
  /** Instruction, counted from the start of the section (or of the program, where it belongs to one). */
  insn: number;
  file: string;
  text: string;
  line: number;
  column: number;
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

interface Header {
  view: DataView;
  types: number;
  typesEnd: number;
  text: (offset: number) => string;
}

function header(bytes: Uint8Array): Header | undefined {
  const view = viewOf(bytes);
  if (bytes.length < 24 || view.getUint16(0, true) !== BTF_MAGIC) return undefined;
  const base = view.getUint32(4, true);
  const word = (at: number) => view.getUint32(at, true);
  const strings = base + word(16);
  const end = Math.min(bytes.length, strings + word(20));
  return {
    view,
    types: base + word(8),
    typesEnd: Math.min(bytes.length, base + word(8) + word(12)),
    text: (offset) => {
      let to = strings + offset;
      while (to < end && bytes[to] !== 0) to++;
      return new TextDecoder().decode(bytes.subarray(Math.min(strings + offset, end), to));
    },
  };
}

const blank = (): BtfType => ({
  kind: 0,
  name: '',
  type: 0,
  size: 0,
  length: 0,
  linkage: 0,
  encoding: 0,
  members: [],
  entries: [],
  values: [],
  params: [],
});

/** Bytes behind the three words of each kind: fixed, and for each of the vlen entries. */
const EXTRA: Readonly<Record<number, readonly [fixed: number, each: number]>> = {
  [KIND.INT]: [4, 0],
  [KIND.ARRAY]: [12, 0],
  [KIND.STRUCT]: [0, 12],
  [KIND.UNION]: [0, 12],
  [KIND.ENUM]: [0, 8],
  [KIND.FUNC_PROTO]: [0, 8],
  [KIND.VAR]: [4, 0],
  [KIND.DATASEC]: [0, 12],
  17: [4, 0],
  19: [0, 12],
};
const SIZED: readonly number[] = [KIND.INT, KIND.STRUCT, KIND.UNION, KIND.ENUM, KIND.DATASEC, KIND.FLOAT, 19];

/** Types by number; entry 0 is void. */
export function readBtf(bytes: Uint8Array): BtfType[] {
  const out: BtfType[] = [blank()];
  const head = header(bytes);
  if (!head) return out;
  const { view, text } = head;
  for (let at = head.types; at + 12 <= head.typesEnd; ) {
    const info = view.getUint32(at + 4, true);
    const kind = (info >> 24) & 0x1f;
    const vlen = info & 0xffff;
    const [fixed, each] = EXTRA[kind] ?? [0, 0];
    const next = at + 12 + fixed + each * vlen;
    if (next > head.typesEnd) break;
    const third = view.getUint32(at + 8, true);
    const type: BtfType = { ...blank(), kind, name: text(view.getUint32(at, true)) };
    if (SIZED.includes(kind)) type.size = third;
    else type.type = third;
    fill(type, view, at + 12, vlen, info >>> 31 === 1, text);
    out.push(type);
    at = next;
  }
  return out;
}

function fill(
  type: BtfType,
  view: DataView,
  at: number,
  vlen: number,
  kindFlag: boolean,
  text: (offset: number) => string,
): void {
  const word = (n: number) => view.getUint32(at + n * 4, true);
  switch (type.kind) {
    case KIND.INT:
      type.encoding = (word(0) >> 24) & 15;
      return;
    case KIND.ARRAY:
      type.type = word(0);
      type.length = word(2);
      return;
    case KIND.VAR:
      type.linkage = word(0);
      return;
    case KIND.FUNC:
      type.linkage = vlen;
      return;
    case KIND.STRUCT:
    case KIND.UNION:
      for (let i = 0; i < vlen; i++) {
        const offset = word(i * 3 + 2);
        type.members.push({
          name: text(word(i * 3)),
          type: word(i * 3 + 1),
          bitOffset: kindFlag ? offset & 0xffffff : offset,
          bitSize: kindFlag ? offset >>> 24 : 0,
        });
      }
      return;
    case KIND.ENUM:
      for (let i = 0; i < vlen; i++) type.values.push({ name: text(word(i * 2)), value: word(i * 2 + 1) | 0 });
      return;
    case KIND.FUNC_PROTO:
      for (let i = 0; i < vlen; i++) type.params.push({ name: text(word(i * 2)), type: word(i * 2 + 1) });
      return;
    case KIND.DATASEC:
      for (let i = 0; i < vlen; i++)
        type.entries.push({ type: word(i * 3), offset: word(i * 3 + 1), size: word(i * 3 + 2) });
  }
}

/** Functions and lines of `.BTF.ext`, by section. */
export function readLineInfo(
  btf: Uint8Array,
  ext: Uint8Array,
): { functions: Map<string, { insn: number; type: number }[]>; lines: Map<string, LineRecord[]> } {
  const functions = new Map<string, { insn: number; type: number }[]>();
  const lines = new Map<string, LineRecord[]>();
  const strings = header(btf);
  const view = viewOf(ext);
  if (!strings || ext.length < 24 || view.getUint16(0, true) !== BTF_MAGIC) return { functions, lines };
  const base = view.getUint32(4, true);
  const { text } = strings;
  records(view, base + view.getUint32(8, true), view.getUint32(12, true), (section, at) => {
    const list = functions.get(text(section)) ?? [];
    functions.set(text(section), list);
    list.push({ insn: view.getUint32(at, true) / 8, type: view.getUint32(at + 4, true) });
  });
  records(view, base + view.getUint32(16, true), view.getUint32(20, true), (section, at) => {
    const list = lines.get(text(section)) ?? [];
    lines.set(text(section), list);
    const place = view.getUint32(at + 12, true);
    list.push({
      insn: view.getUint32(at, true) / 8,
      file: text(view.getUint32(at + 4, true)),
      text: text(view.getUint32(at + 8, true)),
      line: place >>> 10,
      column: place & 0x3ff,
    });
  });
  return { functions, lines };
}

function records(view: DataView, from: number, length: number, see: (section: number, at: number) => void): void {
  const end = Math.min(view.byteLength, from + length);
  if (from + 4 > end) return;
  const size = view.getUint32(from, true);
  for (let at = from + 4; at + 8 <= end; ) {
    const section = view.getUint32(at, true);
    const count = view.getUint32(at + 4, true);
    at += 8;
    for (let i = 0; i < count && at + size <= end && size >= 8; i++, at += size) see(section, at);
    if (size < 8) return;
  }
}
