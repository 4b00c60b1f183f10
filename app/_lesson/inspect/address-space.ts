/** Addresses, their nine-bit indices, and the walk of a page as far as a snapshot knows it. Pure. Numbers stay under 2^53: user addresses have 47 bits. */
import type {
  AddressSpaceSnapshot,
  PageSnapshot,
  PageWalkSnapshot,
  VmaSnapshot,
} from '@ringzero/kernel-sim/kernel/snapshot';

export const PAGE = 4096;

/** `0x` and twelve digits, as /proc/PID/maps pads them. */
export const address = (va: number): string => `0x${va.toString(16).padStart(12, '0')}`;

/** Index into the table of a level (4 … 1). SDM 3A 4.5: bits 47:39, 38:30, 29:21, 20:12. */
export const indexAt = (va: number, level: number): number => Math.floor(va / 2 ** (12 + 9 * (level - 1))) % 512;

export const vmaOf = (space: AddressSpaceSnapshot, va: number): VmaSnapshot | null =>
  space.vmas.find((v) => va >= v.start && va < v.end) ?? null;

export const pagesOf = (space: AddressSpaceSnapshot, vma: VmaSnapshot): readonly PageSnapshot[] =>
  space.pages.filter((p) => p.va >= vma.start && p.va < vma.end);

/** Other processes that map the page's frame. */
export const sharedWith = (page: PageSnapshot, pid: number): readonly number[] =>
  page.sharers.filter((other) => other !== pid);

/** The walk of an address made from the snapshot: indices are exact; of the upper tables only that they are there is known. */
export function walkFromSnapshot(space: AddressSpaceSnapshot, va: number): PageWalkSnapshot {
  const page = space.pages.find((p) => p.va === va - (va % PAGE)) ?? null;
  return {
    va,
    cr3: space.cr3,
    frame: page?.frame ?? null,
    offset: va % PAGE,
    steps: [4, 3, 2, 1].map((level) => ({
      level,
      table: 0,
      index: indexAt(va, level),
      entry: 0,
      value: '',
      present: page !== null || level > 1,
      writable: level > 1 || page?.writable === true,
      user: level > 1 || page?.user === true,
      noExecute: level === 1 && page?.noExecute === true,
    })),
  };
}

/** The bits of a page's entry, by their letters. */
export function bitsOf(page: PageSnapshot): string {
  return ['P', page.writable && 'W', page.user && 'U', page.accessed && 'A', page.dirty && 'D', page.noExecute && 'NX']
    .filter(Boolean)
    .join(' ');
}
