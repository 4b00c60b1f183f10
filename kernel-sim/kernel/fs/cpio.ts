/**
 * The initramfs: a cpio archive in the "newc" format, unpacked into the root file system. Follows init/initramfs.c and cpio(5).
 * Hard links: names with the same device and inode number share one file, the data comes with the last name.
 */
import { O_WRONLY } from '../abi/fcntl';
import { EINVAL, ENOSPC } from '../errno';
import { atOnce } from '../sleeping';
import type { Inode, Kernel, Task } from '../types';
import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from '../types';
import { linkAt, mkdirAt, mknodAt, symlinkAt } from './create';
import { putFile } from './file';
import { makedev } from './inode';
import { NameWalk } from './namei';
import { openPath } from './open';
import { utf8Decode } from './text';
import { TmpfsData } from './tmpfs/data';

const HEADER = 110;
const MAGIC = '070701';
const TRAILER = 'TRAILER!!!';

export interface CpioEntry {
  name: string;
  ino: number;
  mode: number;
  uid: number;
  gid: number;
  nlink: number;
  mtime: number;
  device: string;
  rdev: number;
  data: Uint8Array;
}

/** Reads entry by entry; null where the archive is broken. */
export function parseCpio(bytes: Uint8Array): CpioEntry[] | null {
  const entries: CpioEntry[] = [];
  let at = 0;
  for (;;) {
    // Padding between concatenated archives.
    while (at < bytes.length && bytes[at] === 0) at += 4;
    if (at >= bytes.length) return entries;
    if (at + HEADER > bytes.length || utf8Decode(bytes, at, at + 6) !== MAGIC) return null;
    const field = (index: number): number => hex8(bytes, at + 6 + index * 8);
    const nameSize = field(11);
    const size = field(6);
    const name = utf8Decode(bytes, at + HEADER, at + HEADER + nameSize - 1);
    const start = align4(at + HEADER + nameSize);
    if (Number.isNaN(nameSize + size) || start + size > bytes.length) return null;
    if (name !== TRAILER) {
      entries.push({
        name,
        ino: field(0),
        mode: field(1),
        uid: field(2),
        gid: field(3),
        nlink: field(4),
        mtime: field(5),
        device: `${field(7)}:${field(8)}`,
        rdev: makedev(field(9), field(10)),
        data: bytes.subarray(start, start + size),
      });
    }
    at = align4(start + size);
  }
}

const align4 = (n: number): number => (n + 3) & ~3;

/** A number of eight hexadecimal digits; NaN where one is none. */
function hex8(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let i = at; i < at + 8; i++) {
    const c = bytes[i];
    const letter = (c | 0x20) - 0x61;
    if (c >= 0x30 && c <= 0x39) value = value * 16 + c - 0x30;
    else if (letter >= 0 && letter < 6) value = value * 16 + letter + 10;
    else return Number.NaN;
  }
  return value;
}

/** Unpacks into `/`. Directories that are missing on the way are made. 0 or a negative errno. */
export function unpackCpio(kernel: Kernel, task: Task, bytes: Uint8Array): number {
  const entries = parseCpio(bytes);
  if (entries === null) return -EINVAL;
  const links = new Map<string, string>();
  const made = new Set<string>();
  const times: [Inode, number][] = [];
  for (const entry of entries) {
    const path = `/${entry.name.replace(/^(\.?\/)+/, '')}`;
    if (path === '/' || path === '/.') continue;
    const error = unpack(kernel, task, path, entry, links, made);
    if (error < 0) return error;
    const inode = inodeAt(task, path);
    if (typeof inode === 'number') return inode;
    inode.uid = entry.uid;
    inode.gid = entry.gid;
    if ((entry.mode & S_IFMT) !== S_IFLNK) inode.mode = entry.mode;
    times.push([inode, entry.mtime]);
  }
  for (const [inode, mtime] of times) inode.mtime = [mtime, 0];
  return 0;
}

function unpack(
  kernel: Kernel,
  task: Task,
  path: string,
  entry: CpioEntry,
  links: Map<string, string>,
  made: Set<string>,
): number {
  const parent = path.slice(0, path.lastIndexOf('/'));
  if (!made.has(parent)) makeParents(kernel, task, path);
  made.add(parent);
  const type = entry.mode & S_IFMT;
  if (type === S_IFDIR) {
    atOnce(mkdirAt(kernel, task, path, entry.mode & 0o7777, null));
    return 0;
  }
  if (type === S_IFLNK) return atOnce(symlinkAt(task, utf8Decode(entry.data), path, null));
  const key = `${entry.device}:${entry.ino}`;
  const first = entry.nlink > 1 ? links.get(key) : undefined;
  if (first !== undefined) {
    const walk = new NameWalk(task);
    const error = atOnce(walk.toEnd(first, null, false)) || atOnce(linkAt(task, walk, path, null));
    return error < 0 || type !== S_IFREG ? error : giveData(kernel, task, path, entry.data);
  }
  links.set(key, path);
  const error = atOnce(mknodAt(task, path, entry.mode, entry.rdev, null));
  return error < 0 || type !== S_IFREG ? error : giveData(kernel, task, path, entry.data);
}

/** The content of a file of the archive: in a tmpfs it stays where it is. */
function giveData(kernel: Kernel, task: Task, path: string, data: Uint8Array): number {
  if (data.length === 0) return 0;
  const inode = inodeAt(task, path);
  if (typeof inode !== 'number' && inode.pages instanceof TmpfsData && inode.pages.count === 0)
    return inode.pages.share(data);
  return writeData(kernel, task, path, data);
}

/** mkdir -p of everything above `path`. */
export function makeParents(kernel: Kernel, task: Task, path: string): void {
  for (let slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
    atOnce(mkdirAt(kernel, task, path.slice(0, slash), 0o755, null));
  }
}

function inodeAt(task: Task, path: string): Inode | number {
  const walk = new NameWalk(task);
  const error = atOnce(walk.toEnd(path, null, false));
  return error < 0 ? error : walk.dentry.inode;
}

/** Writes a whole regular file that exists. 0 or a negative errno. */
export function writeData(kernel: Kernel, task: Task, path: string, data: Uint8Array): number {
  if (data.length === 0) return 0;
  const file = atOnce(openPath(kernel, task, path, O_WRONLY, 0, null));
  if (typeof file === 'number') return file;
  const written = file.ops.write?.(kernel, task, file, kernel.kernelBuffer(data), 0) ?? -EINVAL;
  putFile(kernel, file);
  if (typeof written !== 'number') return -EINVAL;
  return written < 0 ? written : written < data.length ? -ENOSPC : 0;
}
