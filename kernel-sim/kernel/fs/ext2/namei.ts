/**
 * Names in ext2 directories: lookup, create, link, unlink, rename. Follows fs/ext2/namei.c and ialloc.c:ext2_new_inode.
 * The VFS holds the locks of the directories.
 */
import { RENAME_EXCHANGE, RENAME_NOREPLACE, RENAME_WHITEOUT } from '../../abi/fcntl';
import { EINVAL, EIO, EMLINK, ENAMETOOLONG, ENOENT, ENOTEMPTY, ESTALE } from '../../errno';
import { settle } from '../../sleeping';
import type { Inode, InodeOperations, Sleeping, Task } from '../../types';
import { S_IFCHR, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from '../../types';
import { isDirectory, S_ISGID, touchChanged } from '../inode';
import { utf8Decode, utf8Encode } from '../text';
import { allocInode } from './alloc';
import { add, type Found, find, isEmpty, makeEmpty, remove, setLink } from './dir';
import { asExt2, Ext2Inode, FAST_SYMLINK, iget } from './inode';
import { fileType, LINK_MAX } from './layout';

/** A new inode, owned by the caller; in a set-group-ID directory by the directory's group. No name yet. */
export function* newInode(dir: Ext2Inode, mode: number, task: Task): Sleeping<Ext2Inode | number> {
  const { sb } = dir;
  const directory = (mode & S_IFMT) === S_IFDIR;
  const ino = yield* allocInode(sb, dir.ino, directory);
  if (ino < 0) return ino;
  const inherits = sb.options.groupId || (dir.mode & S_ISGID) !== 0;
  const inode = new Ext2Inode(sb, directory && (dir.mode & S_ISGID) !== 0 ? mode | S_ISGID : mode, ino);
  inode.uid = task.cred.fsuid;
  inode.gid = inherits ? dir.gid : task.cred.fsgid;
  inode.generation = sb.get32(0x2c) + ino;
  sb.inodes.set(ino, inode);
  yield* inode.storeNew();
  return inode;
}

/** An inode that got no name goes again. */
function* undo(inode: Ext2Inode, error: number): Sleeping<number> {
  inode.nlink = 0;
  yield* inode.destroy();
  return error;
}

function* make(dir: Inode, name: string, mode: number, rdev: number, task: Task): Sleeping<Inode | number> {
  const parent = asExt2(dir);
  const inode = yield* newInode(parent, mode, task);
  if (typeof inode === 'number') return inode;
  inode.rdev = rdev;
  const error = yield* add(parent, name, inode.ino, fileType(mode));
  return error < 0 ? yield* undo(inode, error) : inode;
}

function* lookup(dir: Inode, name: string): Sleeping<Inode | number> {
  const parent = asExt2(dir);
  const found = yield* find(parent, name);
  if (typeof found === 'number') return found;
  const inode = yield* iget(parent.sb, found.entry.ino);
  if (inode !== -ESTALE) return inode;
  return parent.sb.error('ext2_lookup', `deleted inode referenced: ${found.entry.ino}`);
}

function* mkdir(dir: Inode, name: string, mode: number, task: Task): Sleeping<Inode | number> {
  const parent = asExt2(dir);
  if (parent.nlink >= LINK_MAX) return -EMLINK;
  const inode = yield* newInode(parent, S_IFDIR | (mode & ~S_IFMT), task);
  if (typeof inode === 'number') return inode;
  inode.nlink = 2;
  let error = yield* makeEmpty(inode, parent.ino);
  if (error === 0) error = yield* add(parent, name, inode.ino, fileType(S_IFDIR));
  if (error < 0) return yield* undo(inode, error);
  parent.nlink++;
  parent.markChanged();
  return inode;
}

function* symlink(dir: Inode, name: string, target: string, task: Task): Sleeping<Inode | number> {
  const parent = asExt2(dir);
  const text = utf8Encode(target);
  if (text.length + 1 > parent.sb.blockSize) return -ENAMETOOLONG;
  const inode = yield* newInode(parent, S_IFLNK | 0o777, task);
  if (typeof inode === 'number') return inode;
  inode.size = text.length;
  if (text.length < FAST_SYMLINK) new Uint8Array(inode.slots.buffer).set(text);
  else {
    const block = yield* settle(inode.blockAt(0, true));
    if (block < 0) return yield* undo(inode, block);
    const buffer = yield* settle(parent.sb.bread(block));
    if (typeof buffer === 'number') return yield* undo(inode, buffer);
    buffer.bytes.fill(0);
    buffer.bytes.set(text);
    buffer.markDirty();
  }
  inode.markChanged();
  const error = yield* add(parent, name, inode.ino, fileType(S_IFLNK));
  return error < 0 ? yield* undo(inode, error) : inode;
}

function* readlink(inode: Inode): Sleeping<string | number> {
  const link = asExt2(inode);
  const block = yield* settle(link.blockAt(0, false));
  if (block <= 0) return block < 0 ? block : -EIO;
  const buffer = yield* settle(link.sb.bread(block));
  return typeof buffer === 'number' ? buffer : utf8Decode(buffer.bytes, 0, Math.min(link.size, buffer.size));
}

function* link(dir: Inode, name: string, target: Inode): Sleeping<number> {
  if (target.nlink >= LINK_MAX) return -EMLINK;
  const inode = asExt2(target);
  inode.nlink++;
  touchChanged(inode);
  const error = yield* add(asExt2(dir), name, inode.ino, fileType(inode.mode));
  if (error < 0) inode.nlink--;
  inode.markChanged();
  return error;
}

/** One name less; the last one ends it, unless somebody has it open. */
function* dropLink(inode: Ext2Inode, links = 1): Sleeping<void> {
  inode.nlink = Math.max(0, inode.nlink - links);
  touchChanged(inode);
  inode.markChanged();
  if (inode.nlink === 0 && inode.users === 0) yield* inode.destroy();
}

function* unlink(dir: Inode, name: string): Sleeping<number> {
  const parent = asExt2(dir);
  const found = yield* find(parent, name);
  if (typeof found === 'number') return found;
  const inode = yield* iget(parent.sb, found.entry.ino);
  if (typeof inode === 'number') return inode;
  const error = yield* remove(parent, found);
  if (error < 0) return error;
  yield* dropLink(inode);
  return 0;
}

function* rmdir(dir: Inode, name: string): Sleeping<number> {
  const parent = asExt2(dir);
  const found = yield* find(parent, name);
  if (typeof found === 'number') return found;
  const inode = yield* iget(parent.sb, found.entry.ino);
  if (typeof inode === 'number') return inode;
  const empty = yield* isEmpty(inode);
  if (empty !== true) return empty === false ? -ENOTEMPTY : empty;
  const error = yield* remove(parent, found);
  if (error < 0) return error;
  parent.nlink--;
  parent.markChanged();
  yield* dropLink(inode, 2);
  return 0;
}

function* rename(from: Inode, name: string, to: Inode, newName: string, flags: number): Sleeping<number> {
  // RENAME_WHITEOUT leaves a device 0:0 behind; RENAME_NOREPLACE is the VFS's affair.
  if ((flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE | RENAME_WHITEOUT)) !== 0) return -EINVAL;
  const [source, target] = [asExt2(from), asExt2(to)];
  const old = yield* find(source, name);
  if (typeof old === 'number') return old;
  const moved = yield* iget(source.sb, old.entry.ino);
  if (typeof moved === 'number') return moved;
  const directory = isDirectory(moved);
  const there = yield* find(target, newName);
  if ((flags & RENAME_EXCHANGE) !== 0)
    return typeof there === 'number' ? there : yield* exchange(source, old, moved, target, there);
  if (typeof there === 'number') {
    if (there !== -ENOENT) return there;
    if (directory && source !== target && target.nlink >= LINK_MAX) return -EMLINK;
    const error = yield* add(target, newName, moved.ino, fileType(moved.mode));
    if (error < 0) return error;
    if (directory && source !== target) target.nlink++;
  } else {
    const error = yield* replace(target, there, moved, directory);
    if (error < 0) return error;
    if (directory && source === target) target.nlink--;
  }
  touchChanged(moved);
  // The new entry may have moved the old one's neighbours.
  const again = yield* find(source, name);
  if (typeof again !== 'number') yield* remove(source, again);
  if ((flags & RENAME_WHITEOUT) !== 0) {
    const made = yield* make(source, name, S_IFCHR, 0, { cred: moved.sb.kernel.init.cred } as Task);
    if (typeof made === 'number') return made;
  }
  if (directory && source !== target) {
    source.nlink--;
    const dots = yield* find(moved, '..');
    if (typeof dots !== 'number') yield* setLink(moved, dots, target.ino, fileType(S_IFDIR));
  }
  for (const inode of [moved, source, target]) inode.markChanged();
  return 0;
}

/** RENAME_EXCHANGE: both names stay, each with the other's inode. */
function* exchange(source: Ext2Inode, old: Found, moved: Ext2Inode, target: Ext2Inode, there: Found): Sleeping<number> {
  const other = yield* iget(target.sb, there.entry.ino);
  if (typeof other === 'number') return other;
  yield* setLink(source, old, other.ino, fileType(other.mode));
  yield* setLink(target, there, moved.ino, fileType(moved.mode));
  if (source !== target) {
    for (const [inode, parent, left] of [
      [moved, target, source],
      [other, source, target],
    ]) {
      if (!isDirectory(inode)) continue;
      left.nlink--;
      parent.nlink++;
      const dots = yield* find(inode, '..');
      if (typeof dots !== 'number') yield* setLink(inode, dots, parent.ino, fileType(S_IFDIR));
    }
  }
  for (const inode of [moved, other, source, target]) {
    touchChanged(inode);
    inode.markChanged();
  }
  return 0;
}

/** The name at the target goes over to the moved inode. */
function* replace(target: Ext2Inode, there: Found, moved: Ext2Inode, directory: boolean): Sleeping<number> {
  const victim = yield* iget(target.sb, there.entry.ino);
  if (typeof victim === 'number') return victim;
  if (directory) {
    const empty = yield* isEmpty(victim);
    if (empty !== true) return empty === false ? -ENOTEMPTY : empty;
  }
  const error = yield* setLink(target, there, moved.ino, fileType(moved.mode));
  if (error < 0) return error;
  yield* dropLink(victim, directory ? 2 : 1);
  return 0;
}

export const directoryOps: InodeOperations = {
  lookup,
  create: (dir, name, mode, task) => make(dir, name, S_IFREG | (mode & ~S_IFMT), 0, task),
  mkdir,
  mknod: (dir, name, mode, rdev, task) => make(dir, name, mode, rdev, task),
  symlink,
  link,
  unlink,
  rmdir,
  rename,
  setattr,
};

export const regularOps: InodeOperations = {
  truncate: (inode, size) => asExt2(inode).resize(size),
  setattr,
};

export const symlinkOps: InodeOperations = {
  readlink(inode: Inode) {
    const link = asExt2(inode);
    if (!link.isFastSymlink) return readlink(inode);
    return utf8Decode(new Uint8Array(link.slots.buffer), 0, Math.min(link.size, FAST_SYMLINK));
  },
  setattr,
};

export const specialInodeOps: InodeOperations = { setattr };

/** The change comes after this; the flusher finds it. Times are kept to the second. */
function setattr(inode: Inode, changes: Parameters<NonNullable<InodeOperations['setattr']>>[1]): number {
  if (changes.atime !== undefined) changes.atime = [changes.atime[0], 0];
  if (changes.mtime !== undefined) changes.mtime = [changes.mtime[0], 0];
  asExt2(inode).sb.countChanged();
  return 0;
}

/** O_TMPFILE. */
export function* makeUnnamed(dir: Ext2Inode, mode: number, task: Task): Sleeping<Ext2Inode | number> {
  const inode = yield* newInode(dir, S_IFREG | (mode & ~S_IFMT), task);
  if (typeof inode !== 'number') inode.nlink = 0;
  return inode;
}
