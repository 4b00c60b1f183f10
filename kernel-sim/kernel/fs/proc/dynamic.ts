/**
 * Entries of /proc that come and go: what modules make with proc_create. Follows fs/proc/generic.c. A tree for each kernel, whose
 * nodes hold file operations; the inodes are made for each mounted procfs.
 */
import type { FileOperations, InodeOperations, Kernel } from '../../types';
import { S_IFDIR, S_IFREG } from '../../types';
import { BaseInode, type BaseSuperBlock } from '../inode';
import { ProcDirectory } from './node';

export interface ProcEntry {
  name: string;
  /** With the type bits. */
  mode: number;
  uid: number;
  gid: number;
  size: number;
  parent: ProcEntry | null;
  /** Of a directory; empty for files. */
  children: Map<string, ProcEntry>;
  ops: FileOperations;
  inode: BaseInode | null;
}

const roots = new WeakMap<Kernel, ProcEntry>();

function newEntry(name: string, mode: number, parent: ProcEntry | null, ops: FileOperations): ProcEntry {
  return { name, mode, uid: 0, gid: 0, size: 0, parent, children: new Map(), ops, inode: null };
}

/** The entries directly in /proc. */
export function dynamicRoot(kernel: Kernel): ProcEntry {
  let root = roots.get(kernel);
  if (!root) {
    root = newEntry('', S_IFDIR | 0o555, null, {});
    roots.set(kernel, root);
  }
  return root;
}

/** False: the name is taken. */
export function addEntry(parent: ProcEntry, name: string, mode: number, ops: FileOperations): ProcEntry | null {
  if (parent.children.has(name)) return null;
  const entry = newEntry(name, mode, parent, ops);
  parent.children.set(name, entry);
  return entry;
}

export function removeEntry(entry: ProcEntry): void {
  entry.parent?.children.delete(entry.name);
  entry.parent = null;
}

class DynamicFile extends BaseInode {
  readonly ops: InodeOperations = { setattr: () => 0 };
  constructor(
    sb: BaseSuperBlock,
    private readonly entry: ProcEntry,
  ) {
    super(sb, entry.mode);
    this.uid = entry.uid;
    this.gid = entry.gid;
    this.size = entry.size;
  }
  get fileOps(): FileOperations {
    return this.entry.ops;
  }
}

class DynamicDirectory extends ProcDirectory {
  constructor(
    sb: BaseSuperBlock,
    private readonly entry: ProcEntry,
  ) {
    super(sb, entry.mode & 0o7777);
  }
  find(name: string): BaseInode | undefined {
    const child = this.entry.children.get(name);
    return child && inodeOf(this.sb, child);
  }
  *list(): Iterable<[name: string, inode: BaseInode]> {
    for (const [name, child] of this.entry.children) yield [name, inodeOf(this.sb, child)];
  }
}

/** The inode of an entry, made when first looked up. */
export function inodeOf(sb: BaseSuperBlock, entry: ProcEntry): BaseInode {
  if (entry.inode?.sb !== sb)
    entry.inode = (entry.mode & S_IFREG) === S_IFREG ? new DynamicFile(sb, entry) : new DynamicDirectory(sb, entry);
  return entry.inode;
}
