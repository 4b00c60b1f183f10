/**
 * User and group ids through uid_map and gid_map. Follows kernel/user_namespace.c: map_id_down, map_id_up, map_write.
 * The kernel works with the ids of the first namespace; only what goes in and out of system calls is mapped.
 */
import type { IdExtent, UserNamespace } from './namespaces';

/** What an id without a mapping is shown as (overflowuid). */
export const OVERFLOW_ID = 65534;

function through(map: readonly IdExtent[] | null, id: number, from: 'inside' | 'outside'): number {
  const to = from === 'inside' ? 'outside' : 'inside';
  for (const extent of map ?? []) {
    const offset = id - extent[from];
    if (offset >= 0 && offset < extent.count) return extent[to] + offset;
  }
  return -1;
}

/** The kernel's id for one that a program of `ns` names; −1 when it is not mapped (make_kuid). */
export function toKernel(ns: UserNamespace, kind: 'uidMap' | 'gidMap', id: number): number {
  let now = id;
  for (let at: UserNamespace | null = ns; at?.parent && now >= 0; at = at.parent)
    now = through(at[kind], now, 'inside');
  return now;
}

/** What a program of `ns` sees of the kernel's id; −1 when it is not mapped (from_kuid). */
export function fromKernel(ns: UserNamespace, kind: 'uidMap' | 'gidMap', id: number): number {
  if (ns.parent === null) return id;
  const outside = fromKernel(ns.parent, kind, id);
  return outside < 0 ? -1 : through(ns[kind], outside, 'outside');
}

/** With the overflow id for those that are not mapped (from_kuid_munged). */
export function shown(ns: UserNamespace, kind: 'uidMap' | 'gidMap', id: number): number {
  const mapped = fromKernel(ns, kind, id);
  return mapped < 0 ? OVERFLOW_ID : mapped;
}

/** Lines of uid_map as they are written; null: not such lines. */
export function parseMap(text: string): IdExtent[] | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0 || lines.length > 340) return null;
  const extents: IdExtent[] = [];
  for (const line of lines) {
    const fields = line.trim().split(/\s+/).map(Number);
    if (fields.length !== 3 || fields.some((field) => !Number.isInteger(field) || field < 0 || field > 0xffffffff))
      return null;
    const [inside, outside, count] = fields;
    if (count === 0 || inside + count > 0xffffffff || outside + count > 0xffffffff) return null;
    const clash = (field: 'inside' | 'outside', start: number) =>
      extents.some((other) => start < other[field] + other.count && other[field] < start + count);
    if (clash('inside', inside) || clash('outside', outside)) return null;
    extents.push({ inside, outside, count });
  }
  return extents;
}

export const mapText = (map: readonly IdExtent[] | null): string =>
  (map ?? [])
    .map(({ inside, outside, count }) => [inside, outside, count].map((n) => String(n).padStart(10)).join(' '))
    .map((line) => `${line}\n`)
    .join('');
