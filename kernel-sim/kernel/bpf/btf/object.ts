/**
 * BTF: type information of programs and maps. Parsed and checked as far as the kernel needs it: names, sizes, struct members.
 * Follows include/uapi/linux/btf.h and kernel/bpf/btf.c (btf_parse, btf_check_all_metas).
 */
import { EINVAL } from '../../errno';
import { utf8Decode } from '../../fs/text';

export const BtfKind = {
  VOID: 0,
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
  DECL_TAG: 17,
  TYPE_TAG: 18,
  ENUM64: 19,
} as const;

export interface BtfMember {
  name: string;
  type: number;
  /** Bits from the start; for bit fields the size is in `bits`. */
  offset: number;
  bits: number;
}
export interface BtfType {
  name: string;
  kind: number;
  vlen: number;
  /** `size` or `type` of struct btf_type, whichever the kind has. */
  value: number;
  members: readonly BtfMember[];
  /** Arrays. */
  array: { type: number; length: number } | null;
}

export class BtfObject {
  id = 0;
  refs = 1;

  constructor(
    readonly data: Uint8Array,
    /** Index = type id; 0 is void. */
    readonly types: readonly BtfType[],
    private readonly strings: Uint8Array,
  ) {}

  string(offset: number): string {
    const end = this.strings.indexOf(0, offset);
    return utf8Decode(this.strings.subarray(offset, end < 0 ? undefined : end));
  }

  type(id: number): BtfType | undefined {
    return this.types[id];
  }

  /** Behind typedefs and qualifiers. */
  resolve(id: number): BtfType | undefined {
    let type = this.types[id];
    for (let depth = 0; type && depth < 32; depth++) {
      const { kind } = type;
      const through =
        kind === BtfKind.TYPEDEF ||
        kind === BtfKind.VOLATILE ||
        kind === BtfKind.CONST ||
        kind === BtfKind.RESTRICT ||
        kind === BtfKind.TYPE_TAG;
      if (!through) return type;
      type = this.types[type.value];
    }
    return type;
  }

  /** Bytes of a type; −1 where it has none. */
  sizeOf(id: number): number {
    const type = this.resolve(id);
    if (!type) return -1;
    const { kind } = type;
    if (kind === BtfKind.PTR) return 8;
    if (kind === BtfKind.ARRAY && type.array) return type.array.length * this.sizeOf(type.array.type);
    const sized = [
      BtfKind.INT,
      BtfKind.STRUCT,
      BtfKind.UNION,
      BtfKind.ENUM,
      BtfKind.DATASEC,
      BtfKind.FLOAT,
      BtfKind.ENUM64,
    ] as number[];
    return sized.includes(kind) ? type.value : -1;
  }

  /** Offset of the member whose type is the struct of this name, or −1 (bpf_spin_lock, bpf_timer). */
  offsetOf(id: number, structName: string): number {
    const type = this.resolve(id);
    for (const member of type?.members ?? []) {
      const inner = this.resolve(member.type);
      if (inner?.kind === BtfKind.STRUCT && inner.name === structName) return member.offset / 8;
    }
    return -1;
  }
}

const MAGIC = 0xeb9f;
const HEADER = 24;

/** Bytes behind struct btf_type, by kind. */
function extraBytes(kind: number, vlen: number): number {
  switch (kind) {
    case BtfKind.INT:
    case BtfKind.VAR:
    case BtfKind.DECL_TAG:
      return 4;
    case BtfKind.ARRAY:
      return 12;
    case BtfKind.STRUCT:
    case BtfKind.UNION:
    case BtfKind.DATASEC:
    case BtfKind.ENUM64:
      return 12 * vlen;
    case BtfKind.ENUM:
    case BtfKind.FUNC_PROTO:
      return 8 * vlen;
    default:
      return 0;
  }
}

/** BTF of BPF_BTF_LOAD; -EINVAL with a reason in `log`. */
export function parseBtf(data: Uint8Array, log: string[]): BtfObject | number {
  const fail = (reason: string): number => {
    log.push(`${reason}\n`);
    return -EINVAL;
  };
  if (data.length < HEADER) return fail('hdr_len not found');
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  if (view.getUint16(0, true) !== MAGIC) return fail('Invalid magic');
  if (data[2] !== 1) return fail('Unsupported version');
  if (data[3] !== 0) return fail('Unsupported flags');
  const headerLength = view.getUint32(4, true);
  const [typeOff, typeLength, strOff, strLength] = [8, 12, 16, 20].map((at) => view.getUint32(at, true));
  const end = (offset: number, length: number) => headerLength + offset + length;
  if (headerLength < HEADER || end(typeOff, typeLength) > data.length || end(strOff, strLength) > data.length)
    return fail('Unsupported section found');
  const strings = data.subarray(headerLength + strOff, end(strOff, strLength));
  if (strings.length === 0 || strings[0] !== 0 || strings[strings.length - 1] !== 0)
    return fail('Invalid string section');
  const types: BtfType[] = [{ name: '', kind: 0, vlen: 0, value: 0, members: [], array: null }];
  const object = new BtfObject(data, types, strings);
  const stop = end(typeOff, typeLength);
  for (let at = headerLength + typeOff; at < stop; ) {
    if (at + 12 > stop) return fail(`[${types.length}] hdr_len not enough`);
    const info = view.getUint32(at + 4, true);
    const kind = (info >>> 24) & 0x1f;
    const vlen = info & 0xffff;
    if (kind === 0 || kind > BtfKind.ENUM64) return fail(`[${types.length}] Invalid kind:${kind}`);
    const name = view.getUint32(at, true);
    if (name >= strings.length) return fail(`[${types.length}] Invalid name_offset:${name}`);
    const extra = extraBytes(kind, vlen);
    if (at + 12 + extra > stop) return fail(`[${types.length}] meta_left not enough`);
    const flag = info >>> 31 === 1;
    types.push({
      name: object.string(name),
      kind,
      vlen,
      value: view.getUint32(at + 8, true),
      members: readMembers(object, view, at + 12, kind, vlen, flag),
      array:
        kind === BtfKind.ARRAY ? { type: view.getUint32(at + 12, true), length: view.getUint32(at + 20, true) } : null,
    });
    at += 12 + extra;
  }
  for (const [id, type] of types.entries())
    for (const member of type.members) if (member.type >= types.length) return fail(`[${id}] Invalid type_id`);
  return object;
}

function readMembers(
  object: BtfObject,
  view: DataView,
  at: number,
  kind: number,
  vlen: number,
  bitFields: boolean,
): BtfMember[] {
  const members: BtfMember[] = [];
  const struct = kind === BtfKind.STRUCT || kind === BtfKind.UNION;
  if (!struct && kind !== BtfKind.FUNC_PROTO) return members;
  for (let i = 0; i < vlen; i++) {
    const place = at + i * (struct ? 12 : 8);
    const offset = struct ? view.getUint32(place + 8, true) : 0;
    members.push({
      name: object.string(view.getUint32(place, true)),
      type: view.getUint32(place + 4, true),
      offset: bitFields ? offset & 0xffffff : offset,
      bits: bitFields ? offset >>> 24 : 0,
    });
  }
  return members;
}

/** All BTF that is loaded. */
export class BtfTable {
  readonly objects = new Map<number, BtfObject>();
  private next = 1;

  add(object: BtfObject): void {
    object.id = this.next++;
    this.objects.set(object.id, object);
  }
  put(object: BtfObject): void {
    if (--object.refs === 0) this.objects.delete(object.id);
  }
}
