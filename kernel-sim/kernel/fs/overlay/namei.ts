/** Names in overlay directories: looking through the layers, whiteouts, opaque directories. Follows fs/overlayfs/{namei,dir,readdir}.c. */
import { RENAME_EXCHANGE, RENAME_NOREPLACE } from '../../abi/fcntl';
import { EINVAL, EIO, ENOENT, ENOTEMPTY, EOPNOTSUPP, EPERM, EXDEV } from '../../errno';
import { settle } from '../../sleeping';
import type { DirEntry, Inode, InodeOperations, MaySleep, Sleeping, Task } from '../../types';
import { S_IFCHR, S_IFMT } from '../../types';
import { added } from '../create';
import { DentryNode } from '../dcache';
import { BaseInode, isDirectory, maybeEvict } from '../inode';
import { withInode } from '../inode-lock';
import { lookupChild } from '../namei';
import { asOverlay, copyUp, inodeFor, isOpaque, type Layer, lookupIn, type OverlayInode, setOpaque } from './inode';

/** A character device 0:0 in the upper layer: the name is gone. */
export const isWhiteout = (inode: Inode): boolean => (inode.mode & S_IFMT) === S_IFCHR && inode.rdev === 0;

function* lookup(dir: Inode, name: string): Sleeping<Inode | number> {
  const parent = asOverlay(dir);
  const layers = [...(parent.upper === null ? [] : [parent.upper]), ...parent.lowers];
  let upper: Layer | null = null;
  const lowers: Layer[] = [];
  for (const layer of layers) {
    const found = yield* lookupIn(layer, name);
    if (found === null) continue;
    if (typeof found === 'number') return found;
    const { inode } = found.dentry;
    if (isWhiteout(inode)) break;
    const first = upper === null && lowers.length === 0;
    if (!isDirectory(inode)) {
      if (first && layer === parent.upper) upper = found;
      else if (first) lowers.push(found);
      break;
    }
    if (layer === parent.upper) upper = found;
    else lowers.push(found);
    if (yield* isOpaque(inode)) break;
  }
  if (upper === null && lowers.length === 0) return -ENOENT;
  return inodeFor(parent, name, upper, lowers);
}

/** Is the name in a lower layer, so that taking it away needs a whiteout? */
function* isBelow(parent: OverlayInode, name: string): Sleeping<boolean> {
  for (const layer of parent.lowers) {
    const found = yield* lookupIn(layer, name);
    if (found !== null && typeof found !== 'number') return !isWhiteout(found.dentry.inode);
  }
  return false;
}

/** The upper directory, copied up if need be, with no whiteout under this name. `hid`: there was one. */
function* prepare(parent: OverlayInode, name: string): Sleeping<{ layer: Layer; hid: boolean } | number> {
  const error = yield* copyUp(parent);
  if (error < 0) return error;
  const layer = parent.upper;
  if (layer === null) return -EIO;
  const old = yield* lookupIn(layer, name);
  if (old === null || typeof old === 'number') return { layer, hid: false };
  if (!isWhiteout(old.dentry.inode)) return { layer, hid: false };
  const dir = layer.dentry.inode;
  const removed = yield* settle(dir.ops.unlink?.(dir, name) ?? -EPERM);
  if (removed < 0) return removed;
  old.dentry.unhash();
  return { layer, hid: true };
}

type Maker = (dir: Inode) => MaySleep<Inode | number> | undefined;

function* make(dir: Inode, name: string, maker: Maker): Sleeping<Inode | number> {
  const parent = asOverlay(dir);
  const ready = yield* prepare(parent, name);
  if (typeof ready === 'number') return ready;
  const { layer, hid } = ready;
  const real = layer.dentry.inode;
  const made = yield* settle(withInode(real, () => maker(real) ?? -EPERM));
  if (typeof made === 'number') return made;
  if (hid && isDirectory(made)) yield* setOpaque(made);
  const dentry = added(layer.dentry, name, made);
  parent.refresh();
  return inodeFor(parent, name, { mount: layer.mount, dentry }, []);
}

/** Takes the name out of the upper layer and hides it where a lower one has it. */
function* take(dir: Inode, name: string, directory: boolean): Sleeping<number> {
  const parent = asOverlay(dir);
  const error = yield* copyUp(parent);
  if (error < 0) return error;
  const layer = parent.upper;
  if (layer === null) return -EIO;
  const real = layer.dentry.inode;
  const victim = yield* lookupIn(layer, name);
  if (typeof victim === 'number') return victim;
  if (victim !== null) {
    if (directory) yield* dropWhiteouts(victim);
    const remove = directory ? real.ops.rmdir : real.ops.unlink;
    const removed = yield* settle(withInode(real, () => remove?.(real, name) ?? -EPERM));
    if (removed < 0) return removed;
    victim.dentry.unhash();
  }
  if (yield* isBelow(parent, name)) {
    const hidden = yield* hide(parent, layer, name);
    if (hidden < 0) return hidden;
  }
  parent.refresh();
  return 0;
}

function* hide(parent: OverlayInode, layer: Layer, name: string): Sleeping<number> {
  const real = layer.dentry.inode;
  const made = yield* settle(real.ops.mknod?.(real, name, S_IFCHR, 0, parent.sb.mounter) ?? -EPERM);
  if (typeof made === 'number') return made;
  added(layer.dentry, name, made);
  return 0;
}

/** A directory that looks empty may hold whiteouts. */
function* dropWhiteouts(layer: Layer): Sleeping<void> {
  const dir = layer.dentry.inode;
  for (const { name } of yield* entriesOf(layer)) {
    const found = yield* lookupIn(layer, name);
    if (found === null || typeof found === 'number' || !isWhiteout(found.dentry.inode)) continue;
    yield* settle(dir.ops.unlink?.(dir, name) ?? 0);
    found.dentry.unhash();
  }
}

function* unlink(dir: Inode, name: string): Sleeping<number> {
  const child = yield* current(dir, name);
  const error = yield* take(dir, name, false);
  if (error === 0 && child !== null) child.nlink = Math.max(0, child.nlink - 1);
  if (child !== null) maybeEvict(child);
  return error;
}

function* rmdir(dir: Inode, name: string): Sleeping<number> {
  const child = yield* current(dir, name);
  if (child !== null && (yield* listMerged(child)).length > 0) return -ENOTEMPTY;
  const error = yield* take(dir, name, true);
  if (error === 0 && child !== null) child.nlink = 0;
  return error;
}

/** The overlay's own inode under the name. */
function* current(dir: Inode, name: string): Sleeping<OverlayInode | null> {
  const { rootDentry } = asOverlay(dir).sb;
  const dentry = rootDentry === null ? null : findDentry(asOverlay(dir), rootDentry);
  const found = dentry === null ? -ENOENT : yield* settle(lookupChild(dentry, name, true));
  return typeof found === 'number' ? null : asOverlay(found.inode);
}

/** The dentry of a directory in the overlay, by the names above it. */
function findDentry(dir: OverlayInode, root: NonNullable<OverlayInode['sb']['rootDentry']>): typeof root | null {
  if (dir.parent === null) return root;
  return findDentry(dir.parent, root)?.cached(dir.name) ?? null;
}

function* link(dir: Inode, name: string, target: Inode): Sleeping<number> {
  const source = asOverlay(target);
  const error = yield* copyUp(source);
  if (error < 0) return error;
  const parent = asOverlay(dir);
  const ready = yield* prepare(parent, name);
  if (typeof ready === 'number') return ready;
  const real = ready.layer.dentry.inode;
  const linked = yield* settle(withInode(real, () => real.ops.link?.(real, name, source.real) ?? -EPERM));
  if (linked < 0) return linked;
  ready.layer.dentry.forgetAbsent(name);
  source.refresh();
  parent.refresh();
  return 0;
}

function* rename(from: Inode, name: string, to: Inode, newName: string, flags: number): Sleeping<number> {
  const swaps = (flags & RENAME_EXCHANGE) !== 0;
  if ((flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE)) !== 0) return -EINVAL;
  const [source, target] = [asOverlay(from), asOverlay(to)];
  const moved = yield* current(from, name);
  if (moved === null) return -ENOENT;
  const directory = isDirectory(moved);
  // Directories that show lower ones cannot move without redirect_dir.
  if (directory && moved.lowers.length > 0) return -EXDEV;
  const replaced = yield* current(to, newName);
  if (swaps) return replaced === null ? -ENOENT : yield* exchange(source, name, moved, target, newName, replaced);
  if (replaced !== null && isDirectory(replaced) && (yield* listMerged(replaced)).length > 0) return -ENOTEMPTY;
  const covered = yield* isBelow(source, name);
  let error = yield* copyUp(moved);
  if (error < 0) return error;
  const ready = yield* prepare(target, newName);
  if (typeof ready === 'number') return ready;
  const below = yield* isBelow(target, newName);
  if (replaced?.upper && isDirectory(replaced)) yield* dropWhiteouts(replaced.upper);
  const [oldDir, newDir] = [source.upper, target.upper];
  if (oldDir === null || newDir === null || moved.upper === null) return -EIO;
  const [realFrom, realTo] = [oldDir.dentry.inode, newDir.dentry.inode];
  error = yield* settle(realFrom.ops.rename?.(realFrom, name, realTo, newName, 0) ?? -EPERM);
  if (error < 0) return error;
  newDir.dentry.cached(newName)?.unhash();
  moved.upper.dentry.move(newDir.dentry, newName);
  if (directory && below) yield* setOpaque(moved.upper.dentry.inode);
  if (covered) yield* hide(source, oldDir, name);
  moved.parent = target;
  moved.name = newName;
  if (replaced !== null) replaced.nlink = isDirectory(replaced) ? 0 : Math.max(0, replaced.nlink - 1);
  for (const each of [moved, source, target]) each.refresh();
  return 0;
}

function* exchange(
  source: OverlayInode,
  name: string,
  moved: OverlayInode,
  target: OverlayInode,
  newName: string,
  other: OverlayInode,
): Sleeping<number> {
  if (isDirectory(other) && other.lowers.length > 0) return -EXDEV;
  const error = (yield* copyUp(moved)) || (yield* copyUp(other));
  if (error < 0) return error;
  const [from, to] = [source.upper, target.upper];
  if (from === null || to === null || moved.upper === null || other.upper === null) return -EIO;
  const dir = from.dentry.inode;
  const swapped = yield* settle(dir.ops.rename?.(dir, name, to.dentry.inode, newName, RENAME_EXCHANGE) ?? -EPERM);
  if (swapped < 0) return swapped;
  moved.upper.dentry.move(to.dentry, newName);
  other.upper.dentry.move(from.dentry, name);
  Object.assign(moved, { parent: target, name: newName });
  Object.assign(other, { parent: source, name });
  for (const each of [moved, other, source, target]) each.refresh();
  return 0;
}

/** O_TMPFILE: in the upper layer. */
export function* makeUnnamed(dir: OverlayInode, mode: number, task: Task): Sleeping<BaseInode | number> {
  const error = yield* copyUp(dir);
  if (error < 0) return error;
  const layer = dir.upper;
  const real = layer?.dentry.inode;
  if (layer === null || !(real instanceof BaseInode)) return -EIO;
  const made = yield* settle(real.makeUnnamed?.(mode, task) ?? -EOPNOTSUPP);
  if (typeof made === 'number') return made;
  const dentry = new DentryNode(`#${made.ino}`, layer.dentry, made);
  dentry.hashed = false;
  return inodeFor(dir, dentry.name, { mount: layer.mount, dentry }, []);
}

/** What one layer has in this directory, without dots. */
function* entriesOf(layer: Layer): Sleeping<DirEntry[]> {
  const { inode } = layer.dentry;
  const { kernel } = inode.sb as BaseInode['sb'];
  const file = { inode, path: layer, pos: 0, private: null, flags: 0 } as unknown as Parameters<
    NonNullable<Inode['fileOps']['iterate']>
  >[2];
  const entries = yield* settle(inode.fileOps.iterate?.(kernel, kernel.init, file) ?? []);
  return typeof entries === 'number' ? [] : entries.filter(({ name }) => name !== '.' && name !== '..');
}

/** The merged listing: each name once, from the topmost layer that has it; whiteouts hide. */
export function* listMerged(dir: OverlayInode): Sleeping<DirEntry[]> {
  const seen = new Set<string>();
  const merged: DirEntry[] = [];
  for (const layer of [...(dir.upper === null ? [] : [dir.upper]), ...dir.lowers]) {
    for (const entry of yield* entriesOf(layer)) {
      if (seen.has(entry.name)) continue;
      seen.add(entry.name);
      if (entry.type === 2) {
        const found = yield* lookupIn(layer, entry.name);
        if (found !== null && typeof found !== 'number' && isWhiteout(found.dentry.inode)) continue;
      }
      merged.push(entry);
    }
  }
  return merged;
}

/** The change is made on the real inode too. */
function* setattr(inode: Inode, changes: Parameters<NonNullable<InodeOperations['setattr']>>[1]): Sleeping<number> {
  const own = asOverlay(inode);
  const error = yield* copyUp(own);
  if (error < 0) return error;
  const { real } = own;
  const refused = yield* settle(real.ops.setattr?.(real, changes) ?? 0);
  if (refused < 0) return refused;
  Object.assign(real, changes);
  if (real instanceof BaseInode) real.ctime = real.sb.currentTime();
  return 0;
}

function* truncate(inode: Inode, size: number): Sleeping<number> {
  const own = asOverlay(inode);
  const error = yield* copyUp(own, size);
  if (error < 0) return error;
  const { real } = own;
  const result = yield* settle(withInode(real, () => real.ops.truncate?.(real, size) ?? -EINVAL));
  own.refresh();
  return result;
}

export const overlayDirectoryOps: InodeOperations = {
  lookup,
  create: (dir, name, mode, task) => make(dir, name, (real) => real.ops.create?.(real, name, mode, task)),
  mkdir: (dir, name, mode, task) => make(dir, name, (real) => real.ops.mkdir?.(real, name, mode, task)),
  mknod: (dir, name, mode, rdev, task) =>
    // A whiteout made by hand would hide nothing but itself.
    isWhiteoutNode(mode, rdev) ? -EPERM : make(dir, name, (real) => real.ops.mknod?.(real, name, mode, rdev, task)),
  symlink: (dir, name, target, task) => make(dir, name, (real) => real.ops.symlink?.(real, name, target, task)),
  link,
  unlink,
  rmdir,
  rename,
  setattr,
};

const isWhiteoutNode = (mode: number, rdev: number): boolean => (mode & S_IFMT) === S_IFCHR && rdev === 0;

export const overlayFileOps: InodeOperations = { truncate, setattr };
export const overlayLinkOps: InodeOperations = {
  readlink: (inode: Inode, task: Task) => {
    const { real } = asOverlay(inode);
    return real.ops.readlink?.(real, task) ?? -EINVAL;
  },
  setattr,
};
export const overlaySpecialOps: InodeOperations = { setattr };
