/**
 * Sizes, alignment and the layout of structs and unions: System V AMD64 ABI 3.1.2, bit-fields as GCC lays them out.
 */
import { type CType, integerOf, isInteger, type Member, type RecordDeclaration } from './types';

/** No object is larger (GCC: half the address space; here what an ELF of ours may hold). */
export const OBJECT_LIMIT = 0x7fff_ffff;

/** Whether objects of the type can exist (C11 6.2.5p1). */
export function isComplete(type: CType): boolean {
  switch (type.kind) {
    case 'void':
    case 'function':
      return false;
    case 'array':
      return (type.length !== undefined || type.vla !== undefined) && isComplete(type.of);
    case 'record':
      return type.declaration.members !== undefined;
    case 'enum':
      return type.declaration.complete;
    default:
      return true;
  }
}

/** Size in bytes; void and functions count 1, as GNU's sizeof; what is incomplete, 0. */
export function sizeOf(type: CType): number {
  switch (type.kind) {
    case 'int':
    case 'float':
      return type.size;
    case 'enum':
      return type.declaration.underlying.size;
    case 'pointer':
      return 8;
    case 'array':
      return (type.length ?? 0) * sizeOf(type.of);
    case 'record':
      return type.declaration.size;
    case 'error':
      return 4;
    default:
      return 1;
  }
}

export function alignOf(type: CType): number {
  return type.alignment ?? naturalAlign(type);
}

function naturalAlign(type: CType): number {
  switch (type.kind) {
    case 'int':
    case 'float':
      return type.size;
    case 'enum':
      return type.declaration.underlying.size;
    case 'pointer':
      return 8;
    case 'array':
      return alignOf(type.of);
    case 'record':
      return type.declaration.align;
    case 'error':
      return 4;
    default:
      return 1;
  }
}

export function alignUp(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}

/** A member as declared, before it has a place. */
export interface DeclaredMember {
  name?: string;
  type: CType;
  width?: number;
  /** _Alignas or aligned attribute. */
  align?: number;
  packed: boolean;
}

export interface LayoutOptions {
  packed: boolean;
  /** From __attribute__((aligned(n))). */
  align?: number;
  /** `#pragma pack(n)`. */
  pack?: number;
}

/** Gives every member its place and the record its size; fills the declaration. */
export function layOut(
  declaration: RecordDeclaration,
  declared: readonly DeclaredMember[],
  options: LayoutOptions,
): void {
  const layout = new Layout(declaration.union, options);
  const members = declared.map((member) => layout.place(member));
  declaration.members = members.filter((member): member is Member => member !== undefined);
  declaration.align = layout.align;
  declaration.size = layout.size();
  const last = declared[declared.length - 1];
  declaration.flexible =
    last?.type.kind === 'array' && last.type.length === undefined && last.type.vla === undefined && !declaration.union;
}

class Layout {
  align = 1;
  /** Bits used so far. */
  private bits = 0;
  private largest = 0;

  constructor(
    private readonly union: boolean,
    private readonly options: LayoutOptions,
  ) {
    this.align = Math.max(1, options.align ?? 1);
  }

  size(): number {
    const bytes = this.union ? this.largest : Math.ceil(this.bits / 8);
    return alignUp(bytes, this.align);
  }

  place(member: DeclaredMember): Member | undefined {
    if (this.union) this.bits = 0;
    const placed = member.width === undefined ? this.placeWhole(member) : this.placeBits(member, member.width);
    this.largest = Math.max(this.largest, Math.ceil(this.bits / 8));
    return placed;
  }

  private memberAlign(member: DeclaredMember): number {
    const natural = this.options.packed || member.packed ? 1 : alignOf(member.type);
    const align = Math.max(natural, member.align ?? 1);
    // `#pragma pack` is above even an alignment that was asked for.
    return this.options.pack ? Math.min(align, this.options.pack) : align;
  }

  /** What a named bit-field asks of its record. GCC: under `#pragma pack` the attribute packed is not looked at. */
  private bitFieldAlign(member: DeclaredMember, packed: boolean): number {
    const { pack } = this.options;
    const natural = alignOf(member.type);
    if (pack) return Math.min(Math.max(natural, member.align ?? 1), pack);
    return Math.max(packed ? 1 : natural, member.align ?? 1);
  }

  private placeWhole(member: DeclaredMember): Member {
    const align = this.memberAlign(member);
    this.align = Math.max(this.align, align);
    const offset = alignUp(Math.ceil(this.bits / 8), align);
    this.bits = (offset + sizeOf(member.type)) * 8;
    return { name: member.name, type: member.type, offset };
  }

  /** A bit-field must not cross a boundary of its type, unless packed; one of width 0 ends the unit. */
  private placeBits(member: DeclaredMember, width: number): Member | undefined {
    const unit = sizeOf(member.type) * 8;
    if (width === 0) {
      this.bits = alignUp(this.bits, Math.max(unit, (member.align ?? 1) * 8));
      return undefined;
    }
    const packed = this.options.packed || member.packed;
    if (member.align) this.bits = alignUp(this.bits, this.memberAlign(member) * 8);
    else if (
      !packed &&
      !this.options.pack &&
      Math.floor(this.bits / unit) !== Math.floor((this.bits + width - 1) / unit)
    ) {
      this.bits = alignUp(this.bits, unit);
    }
    if (member.name !== undefined) this.align = Math.max(this.align, this.bitFieldAlign(member, packed));
    const position = this.bits;
    this.bits += width;
    if (member.name === undefined) return undefined;
    return { name: member.name, type: member.type, offset: Math.floor(position / 8), bits: { position, width } };
  }
}

/** A member found by name, with its offset from the outermost record. */
export interface FoundMember {
  member: Member;
  /** Offset to add to that of the member: of the anonymous records around it. */
  base: number;
  /** const or volatile of those records. */
  quals: number;
}

/** Looks a member up, also inside anonymous structs and unions (C11 6.7.2.1p13). */
export function findMember(declaration: RecordDeclaration, name: string): FoundMember | undefined {
  for (const member of declaration.members ?? []) {
    if (member.name === name) return { member, base: 0, quals: 0 };
    if (member.name !== undefined || member.type.kind !== 'record') continue;
    const inner = findMember(member.type.declaration, name);
    if (inner) {
      return { member: inner.member, base: inner.base + member.offset, quals: inner.quals | member.type.quals };
    }
  }
  return undefined;
}

/** Bits of precision of an integer type: 1 for _Bool. */
export function widthOf(type: CType): number {
  if (!isInteger(type)) return sizeOf(type) * 8;
  const integer = integerOf(type);
  return integer.name === '_Bool' ? 1 : integer.size * 8;
}
