/**
 * tmpfs directories: names → inodes, link counts, rename. Follows mm/shmem.c (shmem_mknod, shmem_link, shmem_rename2) and fs/libfs.c.
 * Permissions, types and mounts have been checked by the VFS when these run.
 */
import { RENAME_EXCHANGE, RENAME_WHITEOUT } from '../../abi/fcntl';
import { EISDIR, EMLINK, ENOENT, ENOSPC, ENOTEMPTY } from '../../errno';
import type { DirEntry, File, FileOperations, Inode, InodeOperations, Task } from '../../types';
import { S_IFCHR, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from '../../types';
import { dotEntries } from '../dots';
import { direntType, isDirectory, maybeEvict, S_ISGID, touchChanged, touchModified } from '../inode';
import { genericSeek } from '../seek';
import { TmpfsInode, TmpfsRegular, TmpfsSpecial, TmpfsSymlink } from './inode';
import type { TmpfsSuperBlock } from './super';

/** Size that Linux shows for each entry (BOGO_DIRENT_SIZE). */
const ENTRY_SIZE = 20;

export class TmpfsDirectory extends TmpfsInode {
  readonly entries = new Map<string, TmpfsInode>();
  readonly ops = directoryOps;
  readonly fileOps: FileOperations = directoryFileOps;

  constructor(sb: TmpfsSuperBlock, mode: number) {
    super(sb, mode);
    this.nlink = 2;
    this.size = 2 * ENTRY_SIZE;
  }

  override makeUnnamed(mode: number, task: Task): TmpfsInode | number {
    const inode = make(this, S_IFREG | mode, 0, '', task);
    if (typeof inode !== 'number') inode.nlink = 0;
    return inode;
  }

  /** Puts a name in; `inode` counts its links itself. */
  add(name: string, inode: TmpfsInode): void {
    this.entries.set(name, inode);
    this.size += ENTRY_SIZE;
    if (isDirectory(inode)) this.nlink++;
    touchModified(this);
  }

  remove(name: string, inode: TmpfsInode): void {
    this.entries.delete(name);
    this.size -= ENTRY_SIZE;
    if (isDirectory(inode)) this.nlink--;
    touchModified(this);
  }
}

const asDirectory = (inode: Inode): TmpfsDirectory => inode as TmpfsDirectory;

/** A new inode owned by the caller; in a set-group-ID directory by the directory's group (inode_init_owner). */
function make(dir: TmpfsDirectory, mode: number, rdev: number, target: string, task: Task): TmpfsInode | number {
  const { sb } = dir;
  if (sb.usedInodes >= sb.options.inodes) return -ENOSPC;
  const inherits = (dir.mode & S_ISGID) !== 0;
  const type = mode & S_IFMT;
  const inode =
    type === S_IFREG
      ? new TmpfsRegular(sb, mode)
      : type === S_IFDIR
        ? new TmpfsDirectory(sb, inherits ? mode | S_ISGID : mode)
        : type === S_IFLNK
          ? new TmpfsSymlink(sb, mode, target)
          : new TmpfsSpecial(sb, mode, rdev);
  inode.uid = task.cred.fsuid;
  inode.gid = inherits ? dir.gid : task.cred.fsgid;
  return inode;
}

function makeNamed(dir: Inode, name: string, mode: number, rdev: number, target: string, task: Task): Inode | number {
  const inode = make(asDirectory(dir), mode, rdev, target, task);
  if (typeof inode !== 'number') asDirectory(dir).add(name, inode);
  return inode;
}

const directoryOps: InodeOperations = {
  lookup: (dir, name) => asDirectory(dir).entries.get(name) ?? -ENOENT,
  create: (dir, name, mode, task) => makeNamed(dir, name, S_IFREG | (mode & ~S_IFMT), 0, '', task),
  mkdir: (dir, name, mode, task) => makeNamed(dir, name, S_IFDIR | (mode & ~S_IFMT), 0, '', task),
  mknod: (dir, name, mode, rdev, task) => makeNamed(dir, name, mode, rdev, '', task),
  symlink: (dir, name, target, task) => makeNamed(dir, name, S_IFLNK | 0o777, 0, target, task),

  link(dir, name, target) {
    if (target.nlink >= 0xffffffff) return -EMLINK;
    target.nlink++;
    touchChanged(target);
    asDirectory(dir).add(name, target as TmpfsInode);
    return 0;
  },

  unlink(dir, name) {
    const inode = asDirectory(dir).entries.get(name);
    if (inode === undefined) return -ENOENT;
    if (isDirectory(inode)) return -EISDIR;
    asDirectory(dir).remove(name, inode);
    dropName(inode);
    return 0;
  },

  rmdir(dir, name) {
    const inode = asDirectory(dir).entries.get(name);
    if (!(inode instanceof TmpfsDirectory)) return -ENOENT;
    if (inode.entries.size > 0) return -ENOTEMPTY;
    asDirectory(dir).remove(name, inode);
    dropDirectory(inode);
    return 0;
  },

  rename(from, name, to, newName, flags) {
    const [source, target] = [asDirectory(from), asDirectory(to)];
    const moved = source.entries.get(name);
    if (moved === undefined) return -ENOENT;
    const old = target.entries.get(newName);
    if (old instanceof TmpfsDirectory && (flags & RENAME_EXCHANGE) === 0 && old.entries.size > 0) return -ENOTEMPTY;
    source.remove(name, moved);
    if (old !== undefined) target.remove(newName, old);
    target.add(newName, moved);
    touchChanged(moved);
    if ((flags & RENAME_WHITEOUT) !== 0) {
      // A character device 0:0 stays behind (shmem_whiteout).
      const whiteout = new TmpfsSpecial(source.sb, S_IFCHR, 0);
      source.add(name, whiteout);
    }
    if (old === undefined) return 0;
    if ((flags & RENAME_EXCHANGE) !== 0) {
      source.add(name, old);
      touchChanged(old);
    } else if (old instanceof TmpfsDirectory) dropDirectory(old);
    else dropName(old);
    return 0;
  },
};

function dropName(inode: TmpfsInode): void {
  inode.nlink--;
  touchChanged(inode);
  maybeEvict(inode);
}

function dropDirectory(inode: TmpfsDirectory): void {
  inode.nlink = 0;
  touchChanged(inode);
  maybeEvict(inode);
}

const directoryFileOps: FileOperations = {
  /** Newest first, as dcache_readdir gives them. */
  iterate(_kernel, _task, file: File): DirEntry[] {
    const list = dotEntries(file);
    const entries = [...asDirectory(file.inode).entries];
    for (let i = entries.length - 1; i >= 0; i--) {
      const [name, inode] = entries[i];
      list.push({ name, ino: inode.ino, type: direntType(inode.mode) });
    }
    return list;
  },
  llseek: genericSeek,
  fsync: () => 0,
};
