/**
 * How arguments and results travel: System V AMD64 ABI 3.2.3. An aggregate of up to two eightbytes goes in registers,
 * each eightbyte INTEGER or SSE by what lies in it; anything else, and what is not aligned, in memory.
 */
import type { IrType } from '../ir';
import { alignOf, sizeOf } from './layout';
import type { CType } from './types';

export type EightbyteClass = 'integer' | 'sse';

/** Classes of the eightbytes, or undefined for class MEMORY (also for empty aggregates, which take no room). */
export function classify(type: CType): EightbyteClass[] | undefined {
  const size = sizeOf(type);
  if (size === 0 || size > 16) return undefined;
  const classes: (EightbyteClass | undefined)[] = Array.from({ length: Math.ceil(size / 8) });
  if (!mark(type, 0, classes)) return undefined;
  // An eightbyte of nothing but padding has class NO_CLASS: it travels like SSE.
  return classes.map((each) => each ?? 'sse');
}

/** Merges the classes of the scalars of a type at an offset; false if one is unaligned or of class X87. */
function mark(type: CType, offset: number, classes: (EightbyteClass | undefined)[]): boolean {
  switch (type.kind) {
    case 'array':
      for (let i = 0; i < (type.length ?? 0); i++) {
        if (!mark(type.of, offset + i * sizeOf(type.of), classes)) return false;
      }
      return true;
    case 'record':
      return (type.declaration.members ?? []).every((member) => {
        if (!member.bits) return mark(member.type, offset + member.offset, classes);
        const first = offset * 8 + member.bits.position;
        classes[Math.floor(first / 64)] = 'integer';
        classes[Math.floor((first + member.bits.width - 1) / 64)] = 'integer';
        return true;
      });
    case 'float':
      if (type.size === 16 || offset % type.size !== 0) return false;
      classes[Math.floor(offset / 8)] ??= 'sse';
      return true;
    default:
      if (offset % alignOf({ ...type, alignment: undefined }) !== 0) return false;
      classes[Math.floor(offset / 8)] = 'integer';
      return true;
  }
}

/** One eightbyte of an aggregate as it is loaded from and stored to memory. */
export interface Piece {
  kind: 'int' | 'sse';
  offset: number;
  /** Bytes of the aggregate that lie in it. */
  size: number;
  type: IrType;
}

/** The pieces of an aggregate in registers, or undefined if it goes in memory. */
export function piecesOf(type: CType): Piece[] | undefined {
  const size = sizeOf(type);
  return classify(type)?.map((each, i) => {
    const bytes = Math.min(8, size - i * 8);
    if (each === 'integer') return { kind: 'int', offset: i * 8, size: bytes, type: 'i64' };
    return { kind: 'sse', offset: i * 8, size: bytes, type: bytes <= 4 ? 'f32' : 'f64' };
  });
}
