/**
 * bpf: the file system of pinned objects, mounted on /sys/fs/bpf. Directories and pins, nothing else. Follows kernel/bpf/inode.c.
 */
import { EEXIST, EIO, ENOENT, ENOTEMPTY, EPERM } from '../../errno';
import { contextOf } from '../../fs/context';
import { added } from '../../fs/create';
import type { DentryNode } from '../../fs/dcache';
import { dotEntries } from '../../fs/dots';
import { BaseInode, BaseSuperBlock, direntType, isDirectory, maybeEvict, S_ISVTX, touchModified } from '../../fs/inode';
import { genericSeek } from '../../fs/seek';
import type { RunningKernel } from '../../kernel';
import type {
  DirEntry,
  FileOperations,
  FileSystemType,
  Inode,
  InodeOperations,
  Kernel,
  Path,
  StatFs,
  Task,
} from '../../types';
import { S_IFDIR } from '../../types';
import { type BpfObject, hold, release } from './objects';

const BPF_FS_MAGIC = 0xcafe4a11;

class BpfSuperBlock extends BaseSuperBlock {
  override showOptions(): string {
    return 'mode=700';
  }
  statfs(): StatFs {
    return { type: BPF_FS_MAGIC, bsize: 4096, blocks: 0, bfree: 0, bavail: 0, files: 0, ffree: 0, namelen: 255 };
  }
}

/** A pinned object: it lives as long as the name. */
export class BpfNode extends BaseInode {
  readonly ops: InodeOperations = { setattr: () => 0 };
  readonly fileOps: FileOperations = { open: () => -EIO };

  constructor(
    sb: BaseSuperBlock,
    mode: number,
    readonly object: BpfObject,
  ) {
    super(sb, mode);
    hold(object);
  }
  override evict(): void {
    release(this.sb.kernel as RunningKernel, this.object);
  }
}

export class BpfDirectory extends BaseInode {
  readonly entries = new Map<string, BaseInode>();
  readonly ops: InodeOperations = directoryOps;
  readonly fileOps: FileOperations = directoryFileOps;

  constructor(sb: BaseSuperBlock, mode: number) {
    super(sb, mode);
    this.nlink = 2;
  }

  pin(parent: Path, name: string, object: BpfObject, mode: number): number {
    if (this.entries.has(name)) return -EEXIST;
    // Names with a dot are kept for later use.
    if (name.includes('.')) return -EPERM;
    const node = new BpfNode(this.sb, mode, object);
    this.entries.set(name, node);
    touchModified(this);
    added(parent.dentry as DentryNode, name, node);
    return 0;
  }
}

const asDirectory = (inode: Inode): BpfDirectory => inode as BpfDirectory;

const directoryOps: InodeOperations = {
  lookup: (dir, name) => asDirectory(dir).entries.get(name) ?? -ENOENT,
  create: () => -EPERM,
  mkdir(dir, name, mode, task: Task) {
    if (name.includes('.')) return -EPERM;
    const made = new BpfDirectory(asDirectory(dir).sb, S_IFDIR | (mode & 0o7777));
    made.uid = task.cred.fsuid;
    made.gid = task.cred.fsgid;
    asDirectory(dir).entries.set(name, made);
    dir.nlink++;
    touchModified(dir);
    return made;
  },
  unlink(dir, name) {
    const inode = asDirectory(dir).entries.get(name);
    if (!inode) return -ENOENT;
    asDirectory(dir).entries.delete(name);
    inode.nlink--;
    touchModified(dir);
    maybeEvict(inode);
    return 0;
  },
  rmdir(dir, name) {
    const inode = asDirectory(dir).entries.get(name);
    if (!(inode instanceof BpfDirectory)) return -ENOENT;
    if (inode.entries.size > 0) return -ENOTEMPTY;
    asDirectory(dir).entries.delete(name);
    dir.nlink--;
    inode.nlink = 0;
    maybeEvict(inode);
    return 0;
  },
  rename(from, name, to, newName) {
    const inode = asDirectory(from).entries.get(name);
    if (!inode) return -ENOENT;
    asDirectory(from).entries.delete(name);
    asDirectory(to).entries.set(newName, inode);
    if (isDirectory(inode) && from !== to) {
      from.nlink--;
      to.nlink++;
    }
    return 0;
  },
  setattr(inode, changes) {
    if (changes.mode !== undefined) inode.mode = (inode.mode & ~0o7777) | (changes.mode & 0o7777);
    if (changes.uid !== undefined) inode.uid = changes.uid;
    if (changes.gid !== undefined) inode.gid = changes.gid;
    return 0;
  },
};

const directoryFileOps: FileOperations = {
  iterate(_kernel, _task, file): DirEntry[] {
    const list = dotEntries(file);
    for (const [name, inode] of asDirectory(file.inode).entries)
      list.push({ name, ino: inode.ino, type: direntType(inode.mode) });
    return list;
  },
  llseek: genericSeek,
};

/** One tree for the kernel, however often it is mounted. */
export function bpffsType(): FileSystemType {
  const type: FileSystemType = {
    name: 'bpf',
    nodev: true,
    mount(kernel: Kernel) {
      const sb = new BpfSuperBlock(kernel, type, contextOf(kernel).anonymousDevice());
      sb.root = new BpfDirectory(sb, S_IFDIR | S_ISVTX | 0o700);
      return sb;
    },
  };
  return type;
}
