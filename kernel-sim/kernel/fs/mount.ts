/**
 * The tree of mounts: mount(2), umount2(2), /proc/mounts. Follows fs/namespace.c (path_mount, do_new_mount, do_umount).
 * Departs from it: of propagation, mounts and unmounts reach peers and slaves, but moving below a shared mount and slaves that
 * are shared again follow simpler rules.
 */
import {
  MNT_DETACH,
  MNT_EXPIRE,
  MNT_FORCE,
  MS_BIND,
  MS_MOVE,
  MS_NOATIME,
  MS_NODEV,
  MS_NODIRATIME,
  MS_NOEXEC,
  MS_NOSUID,
  MS_RDONLY,
  MS_RELATIME,
  MS_REMOUNT,
  MS_SYNCHRONOUS,
  UMOUNT_NOFOLLOW,
} from '../abi/mount';
import { EBUSY, EINVAL, ELOOP, ENODEV, ENOTDIR, EPERM } from '../errno';
import { andThen, whenOk } from '../sleeping';
import type { Kernel, MaySleep, Path, Sleeping, Task } from '../types';
import { contextOf } from './context';
import { ascend, type MountNode, type Place, place, samePlace } from './dcache';
import { isDirectory } from './inode';
import type { MountNamespace } from './mount-namespace';
import { mayMount } from './mount-namespace';
import {
  attach,
  bindTree,
  childrenOf,
  detachTree,
  makePrivate,
  makeShared,
  makeSlave,
  moveTree,
  rootDentry,
  unhang,
} from './mount-tree';
import { coveredBy, NameWalk } from './namei';
import { isReadOnly } from './read-only';
import { traceInode } from './trace';

export const MS_STRICTATIME = 1 << 24;
const MS_REC = 0x4000;
const MS_SILENT = 0x8000;
const MS_UNBINDABLE = 1 << 17;
const MS_PRIVATE = 1 << 18;
const MS_SLAVE = 1 << 19;
const MS_SHARED = 1 << 20;
const MS_PROPAGATION = MS_UNBINDABLE | MS_PRIVATE | MS_SLAVE | MS_SHARED;
/** Flags that a mount keeps. */
const KEPT = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | MS_NODIRATIME | MS_RELATIME | MS_SYNCHRONOUS;

/** Access times are relative unless asked otherwise. */
export function mountFlags(flags: number): number {
  let kept = flags & KEPT;
  if ((flags & MS_NOATIME) === 0) kept |= MS_RELATIME;
  if ((flags & MS_STRICTATIME) !== 0) kept &= ~(MS_RELATIME | MS_NOATIME);
  return kept;
}

/** mount(2). */
export function mountAt(
  kernel: Kernel,
  task: Task,
  source: string,
  target: string,
  type: string,
  flags: number,
  data: string,
): MaySleep<number> {
  const walk = new NameWalk(task);
  return whenOk(walk.toEnd(target, null, true), () => {
    if (!mayMount(task)) return -EPERM;
    const at: Place = { mount: walk.mount, dentry: walk.dentry };
    if ((flags & MS_REMOUNT) !== 0) return remount(at, flags, data);
    if ((flags & MS_BIND) !== 0) return bind(task, kernel, source, at, flags);
    if ((flags & MS_PROPAGATION) !== 0) return changeType(kernel, at, flags);
    if ((flags & MS_MOVE) !== 0) return move(kernel, task, source, at);
    return newMount(kernel, task, source, at, type, flags, data);
  });
}

function newMount(
  kernel: Kernel,
  task: Task,
  source: string,
  at: Place,
  typeName: string,
  flags: number,
  data: string,
): MaySleep<number> {
  if (typeName === '') return -EINVAL;
  const type = contextOf(kernel).types.get(typeName);
  if (type === undefined) return -ENODEV;
  return andThen(type.mount(kernel, source, data, { task, flags }), (sb) => {
    if (typeof sb === 'number') return sb;
    if (isDirectory(at.dentry.inode) !== isDirectory(sb.root)) return -ENOTDIR;
    const root = rootDentry(sb);
    const top = coveredBy(at.mount, at.dentry);
    // The same file system in the same place again.
    if (top.mount.sb === sb && top.dentry === root && top.mount.root === root) return -EBUSY;
    attach(kernel, source, sb, root, top, mountFlags(flags));
    if (kernel.wants('vfs')) traceInode(kernel, task, 'mount', sb.root, kernel.vfs.pathName(at, task.fs.root));
    return 0;
  });
}

/** With MS_BIND only the mount's own flags; else those of the file system too. */
function remount(at: Place, flags: number, data: string): MaySleep<number> {
  const { mount } = at;
  if (at.dentry !== mount.root) return -EINVAL;
  const change = (flags & MS_BIND) !== 0 ? 0 : (mount.sb.remount?.(flags, data) ?? 0);
  return whenOk(change, () => {
    // Without a word on access times a remount leaves them as they are.
    const atime = (flags & ATIME) === 0 ? mount.flags & ATIME : 0;
    mount.flags = mountFlags(flags | atime);
    return 0;
  });
}

const ATIME = MS_NOATIME | MS_NODIRATIME | MS_RELATIME;

/** MS_BIND: a part of the tree seen at a second place; MS_REC: with what is mounted in it. */
function bind(task: Task, kernel: Kernel, source: string, at: Place, flags: number): MaySleep<number> {
  const walk = new NameWalk(task);
  return whenOk(walk.toEnd(source, null, true), () => {
    if (isDirectory(at.dentry.inode) !== isDirectory(walk.dentry.inode)) return -ENOTDIR;
    if (walk.mount.unbindable) return -EINVAL;
    bindTree(kernel, { mount: walk.mount, dentry: walk.dentry }, at, (flags & MS_REC) !== 0);
    return 0;
  });
}

/** MS_SHARED, MS_PRIVATE, MS_SLAVE, MS_UNBINDABLE: one of them, with or without MS_REC. */
function changeType(kernel: Kernel, at: Place, flags: number): number {
  const type = flags & MS_PROPAGATION;
  if ((type & (type - 1)) !== 0 || (flags & ~(MS_PROPAGATION | MS_REC | MS_SILENT)) !== 0) return -EINVAL;
  if (at.dentry !== at.mount.root) return -EINVAL;
  const change = (mount: MountNode): void => {
    if (type === MS_SHARED) makeShared(kernel, mount);
    else if (type === MS_SLAVE) makeSlave(mount);
    else makePrivate(mount);
    if (type === MS_UNBINDABLE) mount.unbindable = true;
    if ((flags & MS_REC) !== 0) for (const below of childrenOf(mount)) change(below);
  };
  change(at.mount);
  return 0;
}

/** MS_MOVE: a mount, with what is on it, goes to another place. */
function move(kernel: Kernel, task: Task, source: string, at: Place): MaySleep<number> {
  if (source === '') return -EINVAL;
  const walk = new NameWalk(task);
  return whenOk(walk.toEnd(source, null, true), () => {
    const { mount } = walk;
    if (walk.dentry !== mount.root || mount.parent === null) return -EINVAL;
    if (mount.parent.peers !== null) return -EINVAL;
    if (isDirectory(at.dentry.inode) !== isDirectory(mount.root.inode)) return -EINVAL;
    for (let up: MountNode | null = at.mount; up !== null; up = up.parent) if (up === mount) return -ELOOP;
    moveTree(kernel, mount, at);
    return 0;
  });
}

/** pivot_root(2): the mount at `newRoot` becomes the root, the old root goes to `putOld` below it. */
export function pivotRoot(kernel: Kernel, task: Task, newRoot: string, putOld: string): MaySleep<number> {
  if (!mayMount(task)) return -EPERM;
  const to = new NameWalk(task);
  const old = new NameWalk(task);
  const walked = whenOk(to.toEnd(newRoot, null, true), () => old.toEnd(putOld, null, true));
  return whenOk<number>(walked, () => {
    if (!isDirectory(to.dentry.inode) || !isDirectory(old.dentry.inode)) return -ENOTDIR;
    const root = place(task.fs.root);
    if (to.mount === root.mount || old.mount === root.mount) return -EBUSY;
    if (root.dentry !== root.mount.root || to.dentry !== to.mount.root || to.mount.parent === null) return -EINVAL;
    if (root.mount.peers !== null || to.mount.parent.peers !== null || to.mount.peers !== null) return -EINVAL;
    if (!below(old, to)) return -EINVAL;
    if (root.mount.parent === null && root.mount.sb.type.name === 'rootfs') return -EINVAL;
    const above = root.mount.parent === null ? null : { mount: root.mount.parent, dentry: root.mount.mountpoint };
    unhang(to.mount);
    unhang(root.mount);
    if (above?.dentry) reattach(to.mount, { mount: above.mount, dentry: above.dentry });
    reattach(root.mount, { mount: old.mount, dentry: old.dentry });
    moveTasks(kernel, root, { mount: to.mount, dentry: to.dentry });
    return 0;
  });
}

function reattach(mount: MountNode, at: Place): void {
  mount.parent = at.mount;
  mount.mountpoint = at.dentry;
  at.dentry.mounts.push(mount);
}

/** Is this place in the tree below that one? */
function below(at: Place, top: Place): boolean {
  let { mount, dentry } = at;
  for (;;) {
    if (mount === top.mount) return top.dentry.contains(dentry);
    if (mount.parent === null || mount.mountpoint === null) return false;
    dentry = mount.mountpoint;
    mount = mount.parent;
  }
}

/** chroot_fs_refs: whoever stood in the old root stands in the new one. */
function moveTasks(kernel: Kernel, from: Place, to: Place): void {
  for (const task of kernel.tasks.values()) {
    if (samePlace(task.fs.root, from)) task.fs.root = to;
    if (samePlace(task.fs.cwd, from)) task.fs.cwd = to;
  }
}

/** umount2(2). -EBUSY while something on it is open, is a working directory or is mounted on. */
export function umountAt(kernel: Kernel, task: Task, target: string, flags: number): MaySleep<number> {
  if ((flags & ~(MNT_FORCE | MNT_DETACH | MNT_EXPIRE | UMOUNT_NOFOLLOW)) !== 0) return -EINVAL;
  const walk = new NameWalk(task);
  return whenOk<number>(walk.toEnd(target, null, (flags & UMOUNT_NOFOLLOW) === 0), () => {
    const { mount } = walk;
    if (walk.dentry !== mount.root) return -EINVAL;
    if (!mayMount(task)) return -EPERM;
    if (mount.parent === null) return -EINVAL;
    const busy = inUse(kernel, mount);
    if ((flags & MNT_DETACH) === 0 && busy) return -EBUSY;
    return umount(mount);
  });
}

function* umount(mount: MountNode): Sleeping<number> {
  yield* detachTree(mount);
  return 0;
}

function inUse(kernel: Kernel, mount: MountNode): boolean {
  if (mount.children.size > 0 || mount.pins > 0) return true;
  for (const task of kernel.tasks.values())
    if (task.fs.cwd.mount === mount || task.fs.root.mount === mount) return true;
  return false;
}

/** What lies at the very bottom is covered by later mounts on `/`. */
export function topPlace(mount: MountNode): Place {
  return coveredBy(mount, mount.root);
}

export interface MountLine {
  source: string;
  target: string;
  type: string;
  options: string;
}

/** The mounts that the viewer's root reaches, as /proc/mounts lists them. */
export function mountLines(kernel: Kernel, root: Path): MountLine[] {
  const lines: MountLine[] = [];
  for (const mount of namespaceOf(kernel, root).mounts) {
    const { text, reached } = ascend({ mount, dentry: mount.root }, root);
    if (!reached && !(mount === place(root).mount)) continue;
    lines.push({ source: mount.source, target: text, type: mount.sb.type.name, options: optionsOf(mount) });
  }
  return lines;
}

/** The namespace of whoever has this root. */
export function namespaceOf(kernel: Kernel, root: Path): MountNamespace {
  return place(root).mount.namespace ?? contextOf(kernel).initialMounts;
}

/** fs/proc_namespace.c: show_sb_opts, show_mnt_opts, then the file system's own. */
const SHOWN: readonly [number, string][] = [
  [MS_SYNCHRONOUS, 'sync'],
  [MS_NOSUID, 'nosuid'],
  [MS_NODEV, 'nodev'],
  [MS_NOEXEC, 'noexec'],
  [MS_NOATIME, 'noatime'],
  [MS_NODIRATIME, 'nodiratime'],
  [MS_RELATIME, 'relatime'],
];

/** Options of the mount itself and of its file system, as mountinfo keeps them apart. */
export function mountOptions(mount: MountNode): { own: string; super: string } {
  const parts = [(mount.flags & MS_RDONLY) !== 0 ? 'ro' : 'rw'];
  for (const [flag, name] of SHOWN) if ((mount.flags & flag) !== 0) parts.push(name);
  const access = mount.sb.readOnly === true ? 'ro' : 'rw';
  const own = mount.sb.showOptions();
  return { own: parts.join(','), super: own === '' ? access : `${access},${own}` };
}

/** Both in one list, as /proc/mounts has them. */
function optionsOf(mount: MountNode): string {
  const own = mount.sb.showOptions();
  const options = mountOptions(mount).own.replace(/^../, isReadOnly(mount) ? 'ro' : 'rw');
  return own === '' ? options : `${options},${own}`;
}
