/**
 * Inodes of overlay: each stands for one in the upper layer, or in a lower one until somebody writes (copy-up). Follows
 * fs/overlayfs/{inode,super,copy_up}.c. Departs from it: a copy is made in its place and not first in the work directory, so a power cut
 * may leave half of it; hard links of lower files are broken by copy-up, as without the index feature.
 */
import { EOPNOTSUPP, EROFS } from '../../errno';
import { settle } from '../../sleeping';
import type { FileOperations, Inode, InodeOperations, MaySleep, PageCache, Sleeping, StatFs, Task } from '../../types';
import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from '../../types';
import { added } from '../create';
import type { DentryNode, MountNode, Place } from '../dcache';
import { OpenFile, putFile } from '../file';
import { BaseInode, BaseSuperBlock, isDirectory } from '../inode';
import { SleepLock } from '../lock';
import { lookupChild } from '../namei';
import type { Xattrs } from '../xattr';
import { xattrsOf } from '../xattr';

/** Copies go through memory in pieces of this size. */
const CHUNK = 65536;

export interface Layer {
  readonly mount: MountNode;
  readonly dentry: DentryNode;
}

/** What inodes can do; given by mount.ts. */
export interface OverlayOperations {
  inode(mode: number): InodeOperations;
  file(mode: number): FileOperations;
  makeUnnamed(dir: OverlayInode, mode: number, task: Task): MaySleep<BaseInode | number>;
}

export class OverlaySuperBlock extends BaseSuperBlock {
  readonly cachesNames = true;
  upper: Layer | null = null;
  lowers: Layer[] = [];
  optionText = '';
  /** One inode of ours for each file of the upper layer, whatever the number of its names. */
  readonly byReal = new WeakMap<Inode, OverlayInode>();
  operations!: OverlayOperations;
  /** In whose name copies are made: the one who mounted. */
  mounter!: Task;

  get readOnly(): boolean {
    return this.upper === null;
  }

  /** The file systems of its layers may go. */
  override *deactivate(): Sleeping<void> {
    for (const { mount } of [...this.lowers, ...(this.upper === null ? [] : [this.upper])]) {
      const { sb } = mount;
      if (!(sb instanceof BaseSuperBlock)) continue;
      sb.active--;
      if (sb.active === 0) yield* settle(sb.deactivate());
    }
  }

  override showOptions(): string {
    return this.optionText;
  }

  statfs(): MaySleep<StatFs | number> {
    const { sb, root } = (this.upper ?? this.lowers[0]).mount;
    if (sb instanceof BaseSuperBlock) return sb.statfs();
    return root.inode.ops.statfs?.(root.inode) ?? -38;
  }

  sync(): MaySleep<number> {
    return this.upper?.mount.sb.sync?.() ?? 0;
  }
}

export class OverlayInode extends BaseInode {
  declare readonly sb: OverlaySuperBlock;
  readonly ops: InodeOperations;
  readonly fileOps: FileOperations;
  /** One copy-up at a time; the VFS may hold the inode's own lock already. */
  readonly copyLock: SleepLock;
  /** Where it lies in the upper layer. */
  upper: Layer | null;
  /** A directory: all lower ones that it shows, the topmost first. Else at most one. */
  readonly lowers: Layer[];

  constructor(
    sb: OverlaySuperBlock,
    upper: Layer | null,
    lowers: Layer[],
    public parent: OverlayInode | null,
    public name: string,
  ) {
    const real = (upper ?? lowers[0]).dentry.inode;
    super(sb, real.mode, isDirectory(real) ? sb.allocIno() : real.ino);
    this.copyLock = new SleepLock(sb.kernel);
    this.upper = upper;
    this.lowers = lowers;
    this.ops = sb.operations.inode(real.mode);
    this.fileOps = sb.operations.file(real.mode);
    if (isDirectory(real)) this.makeUnnamed = (mode, task) => sb.operations.makeUnnamed(this, mode, task);
    this.refresh();
  }

  override makeUnnamed?(mode: number, task: Task): MaySleep<BaseInode | number>;

  get real(): Inode {
    return this.realLayer.dentry.inode;
  }

  get realLayer(): Layer {
    return this.upper ?? this.lowers[0];
  }

  override get pages(): PageCache | null {
    return this.real.pages;
  }

  override get blocks(): number {
    return this.real instanceof BaseInode ? this.real.blocks : 0;
  }

  override get xattrs(): Xattrs | null {
    const self = this;
    const hidden = (name: string) => name.startsWith('trusted.overlay.');
    return {
      get: (name) => (hidden(name) ? -95 : (xattrsOf(self.real)?.get(name) ?? -95)),
      *set(name, value, flags): Sleeping<number> {
        if (hidden(name)) return -1;
        const error = yield* copyUp(self);
        return error < 0 ? error : yield* settle(xattrsOf(self.real)?.set(name, value, flags) ?? -95);
      },
      *list(): Sleeping<string[] | number> {
        const names = yield* settle(xattrsOf(self.real)?.list() ?? []);
        return typeof names === 'number' ? names : names.filter((name) => !hidden(name));
      },
    };
  }

  override *punchHole(start: number, end: number): Sleeping<number> {
    const error = yield* copyUp(this);
    if (error < 0) return error;
    const { real } = this;
    if (!(real instanceof BaseInode) || real.punchHole === undefined) return -EOPNOTSUPP;
    const result = yield* settle(real.lock.run(() => real.punchHole?.(start, end) ?? -EOPNOTSUPP));
    this.refresh();
    return result;
  }

  /** What the real inode says of itself. */
  refresh(): void {
    const { real } = this;
    this.mode = real.mode;
    this.uid = real.uid;
    this.gid = real.gid;
    this.size = real.size;
    this.rdev = real.rdev;
    this.atime = real.atime;
    this.mtime = real.mtime;
    this.ctime = real.ctime;
    // A merged directory always says 1, as overlay does.
    this.nlink = isDirectory(real) && this.lowers.length > 0 ? 1 : real.nlink;
  }
}

export const asOverlay = (inode: Inode): OverlayInode => inode as OverlayInode;

export const OPAQUE = 'trusted.overlay.opaque';

/** Does an upper directory hide what lies below it? */
export function* isOpaque(inode: Inode): Sleeping<boolean> {
  const value = yield* settle(xattrsOf(inode)?.get(OPAQUE) ?? -1);
  return typeof value !== 'number' && value.length === 1 && value[0] === 0x79;
}

export function* setOpaque(inode: Inode): Sleeping<void> {
  yield* settle(xattrsOf(inode)?.set(OPAQUE, Uint8Array.of(0x79), 0) ?? 0);
}

/** The file, with its directories above, is in the upper layer from now on. 0 or a negative errno. */
export function* copyUp(inode: OverlayInode, size = Number.POSITIVE_INFINITY): Sleeping<number> {
  if (inode.upper !== null) return 0;
  const { sb, parent } = inode;
  if (sb.upper === null || parent === null) return -EROFS;
  const above = yield* copyUp(parent);
  if (above < 0) return above;
  return yield* settle(inode.copyLock.run(() => copyNow(inode, size)));
}

function* copyNow(inode: OverlayInode, size: number): Sleeping<number> {
  const to = inode.parent?.upper;
  if (inode.upper !== null || to === undefined || to === null) return 0;
  const dir = to.dentry.inode;
  const { real, name, sb } = inode;
  const { mounter: task } = sb;
  const type = real.mode & S_IFMT;
  const bits = real.mode & 0o7777;
  let made: Inode | number;
  if (type === S_IFDIR) made = yield* settle(dir.ops.mkdir?.(dir, name, bits, task) ?? -EROFS);
  else if (type === S_IFREG) made = yield* settle(dir.ops.create?.(dir, name, bits, task) ?? -EROFS);
  else if (type === S_IFLNK) {
    const target = yield* settle(real.ops.readlink?.(real, task) ?? -EROFS);
    if (typeof target === 'number') return target;
    made = yield* settle(dir.ops.symlink?.(dir, name, target, task) ?? -EROFS);
  } else made = yield* settle(dir.ops.mknod?.(dir, name, real.mode, real.rdev, task) ?? -EROFS);
  if (typeof made === 'number') return made;
  const dentry = added(to.dentry, name, made);
  if (type === S_IFREG) {
    const error = yield* copyData(inode, { mount: to.mount, dentry }, Math.min(size, real.size));
    if (error < 0) return error;
  }
  yield* copyXattrs(real, made);
  const { mode, uid, gid, atime, mtime } = real;
  yield* settle(made.ops.setattr?.(made, { mode, uid, gid, atime, mtime }) ?? 0);
  Object.assign(made, { mode, uid, gid, atime, mtime });
  inode.upper = { mount: to.mount, dentry };
  if (type !== S_IFDIR) sb.byReal.set(made, inode);
  if (type !== S_IFDIR) inode.lowers.length = Math.min(inode.lowers.length, 1);
  inode.refresh();
  return 0;
}

function* copyData(inode: OverlayInode, to: Place, size: number): Sleeping<number> {
  const { kernel, mounter: task } = inode.sb;
  const from = new OpenFile(inode.realLayer, inode.real, inode.real.fileOps, 0);
  const target = new OpenFile(to, to.dentry.inode, to.dentry.inode.fileOps, 1);
  let result = 0;
  for (let at = 0; at < size && result >= 0; ) {
    const bytes = new Uint8Array(Math.min(CHUNK, size - at));
    const got = yield* settle(from.ops.read?.(kernel, task, from, kernel.kernelBuffer(bytes), at) ?? -EROFS);
    if (got <= 0) {
      result = got;
      break;
    }
    const io = kernel.kernelBuffer(bytes.subarray(0, got));
    result = yield* settle(target.ops.write?.(kernel, task, target, io, at) ?? -EROFS);
    at += got;
  }
  putFile(kernel, from);
  putFile(kernel, target);
  return Math.min(0, result);
}

function* copyXattrs(from: Inode, to: Inode): Sleeping<void> {
  const names = yield* settle(xattrsOf(from)?.list() ?? []);
  if (typeof names === 'number') return;
  for (const name of names) {
    const value = yield* settle(xattrsOf(from)?.get(name) ?? -1);
    if (typeof value !== 'number' && name !== OPAQUE) yield* settle(xattrsOf(to)?.set(name, value, 0) ?? 0);
  }
}

/** The overlay's inode for what was found. */
export function inodeFor(parent: OverlayInode, name: string, upper: Layer | null, lowers: Layer[]): OverlayInode {
  const { sb } = parent;
  const real = upper?.dentry.inode;
  const shared = real === undefined || isDirectory(real) ? undefined : sb.byReal.get(real);
  if (shared !== undefined) return shared;
  const inode = new OverlayInode(sb, upper, lowers, parent, name);
  if (real !== undefined && !isDirectory(real)) sb.byReal.set(real, inode);
  return inode;
}

/** A name in one layer; null: not there. */
export function* lookupIn(layer: Layer, name: string): Sleeping<Layer | null | number> {
  if (!isDirectory(layer.dentry.inode)) return null;
  const found = yield* settle(lookupChild(layer.dentry, name));
  if (typeof found === 'number') return found === -2 ? null : found;
  return { mount: layer.mount, dentry: found };
}
