/**
 * Contexts as tables: a UAPI struct's fields, which may be read, which written, which narrower. The is_valid_access functions of
 * net/core/filter.c (Linux 6.1) are these tables in code.
 */
import type { ContextField } from '../types';

export interface Field {
  readonly off: number;
  readonly size: number;
  readonly kind: ContextField['kind'];
  /** Narrower loads allowed. */
  readonly narrow: boolean;
  readonly write: boolean;
  /** Loads of other sizes than these are refused, if given. */
  readonly sizes?: readonly number[];
}

const SCALAR = 'scalar';

/** A run of 4-byte fields: name is only for the reader. `w` writable, `x` exact size only. */
export function words(off: number, count: number, flags = ''): Field[] {
  const fields: Field[] = [];
  for (let i = 0; i < count; i++)
    fields.push({ off: off + i * 4, size: 4, kind: SCALAR, narrow: !flags.includes('x'), write: flags.includes('w') });
  return fields;
}

/** A field of any size. */
export function field(off: number, size: number, kind: ContextField['kind'] = SCALAR, flags = ''): Field {
  return { off, size, kind, narrow: flags.includes('n'), write: flags.includes('w') };
}

/**
 * Finds the field of an access. Narrow loads (bpf_ctx_narrow_access_ok): a power of two within the field; Linux also wants that
 * the narrow part does not reach over the field, which is the same here.
 */
export function findField(fields: readonly Field[], off: number, size: number, write: boolean): ContextField | null {
  if (off < 0 || off % size !== 0) return null;
  const found = fields.find((f) => off >= f.off && off + size <= f.off + f.size);
  if (!found) return null;
  const exact = off === found.off && size === found.size;
  if (write ? !(found.write && exact) : !(exact || found.narrow)) return null;
  return { kind: found.kind, size: found.size, narrow: found.narrow };
}
