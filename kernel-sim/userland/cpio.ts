/**
 * Packs a "newc" cpio archive, the format of an initramfs: cpio(5), the kernel's Documentation/driver-api/early-userspace/
 * buffer-format.rst. Deterministic: same entries, same bytes.
 */
export interface CpioEntry {
  /** Without a leading slash: `bin/ls`. */
  path: string;
  /** File type and permissions, as in st_mode. */
  mode: number;
  /** Contents of a file, or the target of a symbolic link. */
  data?: Uint8Array;
}

export const S_IFDIR = 0o040000;
export const S_IFREG = 0o100000;
export const S_IFLNK = 0o120000;

/** A fixed date, so that archives do not depend on when they were made: 2024-01-01 00:00:00 UTC. */
export const ARCHIVE_TIME = 1704067200;

const TRAILER = 'TRAILER!!!';

const padding = (length: number): number => (4 - (length % 4)) % 4;
const hex = (value: number): string => value.toString(16).padStart(8, '0').toUpperCase();

function header(entry: CpioEntry, inode: number, links: number, nameSize: number): string {
  const fields = [
    inode,
    entry.mode,
    0,
    0,
    links,
    entry.path === TRAILER ? 0 : ARCHIVE_TIME,
    entry.data?.length ?? 0,
    0,
    0,
    0,
    0,
    nameSize,
    0,
  ];
  return `070701${fields.map(hex).join('')}`;
}

/** Packs the entries in the order given; directories must come before what is in them. */
export function packCpio(entries: readonly CpioEntry[]): Uint8Array {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  let size = 0;
  const push = (bytes: Uint8Array) => {
    parts.push(bytes, new Uint8Array(padding(size + bytes.length)));
    size += bytes.length + padding(size + bytes.length);
  };
  [...entries, { path: TRAILER, mode: 0 }].forEach((entry, index) => {
    const name = encoder.encode(`${entry.path}\0`);
    const isDirectory = (entry.mode & 0o170000) === S_IFDIR;
    const inode = entry.path === TRAILER ? 0 : index + 1;
    const head = encoder.encode(header(entry, inode, isDirectory ? 2 : 1, name.length));
    const both = new Uint8Array(head.length + name.length);
    both.set(head);
    both.set(name, head.length);
    push(both);
    if (entry.data) push(entry.data);
  });
  const archive = new Uint8Array(Math.ceil(size / 512) * 512);
  let at = 0;
  for (const part of parts) {
    archive.set(part, at);
    at += part.length;
  }
  return archive;
}
