/**
 * The tree of mounts: mount(2), umount2(2), /proc/mounts. Follows fs/namespace.c (path_mount, do_new_mount, do_umount).
 * Departs from it: one mount namespace, no propagation (the MS_SHARED family is accepted and does nothing), no MS_MOVE.
 */
import { CAP_SYS_ADMIN } from '../abi/capability';
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
import { EBUSY, EINVAL, ENODEV, ENOTDIR, EPERM } from '../errno';
import type { Kernel, Path, SuperBlock, Task } from '../types';
import { contextOf } from './context';
import { ascend, DentryNode, MountNode, type Place, place } from './dcache';
import { isDirectory } from './inode';
import { coveredBy, NameWalk } from './namei';
import { capable } from './permission';
import { traceInode } from './trace';

export const MS_STRICTATIME = 1 << 24;
const MS_UNBINDABLE = 1 << 17;
const MS_PROPAGATION = MS_UNBINDABLE | (1 << 18) | (1 << 19) | (1 << 20);
/** Flags that a mount keeps. */
const KEPT = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | MS_NODIRATIME | MS_RELATIME | MS_SYNCHRONOUS;

/** Makes a mount of `sb` over `at`, or the root of everything (null). */
export function attach(
  kernel: Kernel,
  source: string,
  sb: SuperBlock,
  root: DentryNode,
  at: Place | null,
  flags: number,
): MountNode {
  const context = contextOf(kernel);
  const mount = new MountNode(
    context.mountId(),
    source,
    sb,
    root,
    at?.mount ?? null,
    at?.dentry ?? null,
    mountFlags(flags),
  );
  at?.dentry.mounts.push(mount);
  context.mounts.push(mount);
  return mount;
}

/** Access times are relative unless asked otherwise. */
function mountFlags(flags: number): number {
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
): number {
  const walk = new NameWalk(task);
  const error = walk.toEnd(target, null, true);
  if (error < 0) return error;
  if (!capable(task.cred, CAP_SYS_ADMIN)) return -EPERM;
  const at: Place = { mount: walk.mount, dentry: walk.dentry };
  if ((flags & MS_REMOUNT) !== 0) return remount(at, flags);
  if ((flags & MS_BIND) !== 0) return bind(kernel, task, source, at, flags);
  if ((flags & MS_PROPAGATION) !== 0) return at.dentry === at.mount.root ? 0 : -EINVAL;
  if ((flags & MS_MOVE) !== 0) return -EINVAL;
  return newMount(kernel, task, source, at, type, flags, data);
}

function newMount(
  kernel: Kernel,
  task: Task,
  source: string,
  at: Place,
  typeName: string,
  flags: number,
  data: string,
): number {
  if (typeName === '') return -EINVAL;
  const type = contextOf(kernel).types.get(typeName);
  if (type === undefined) return -ENODEV;
  const sb = type.mount(kernel, source, data);
  if (typeof sb === 'number') return sb;
  if (isDirectory(at.dentry.inode) !== isDirectory(sb.root)) return -ENOTDIR;
  attach(kernel, source, sb, new DentryNode('', null, sb.root), at, flags);
  if (kernel.wants('vfs')) traceInode(kernel, task, 'mount', sb.root, kernel.vfs.pathName(at, task.fs.root));
  return 0;
}

function remount(at: Place, flags: number): number {
  if (at.dentry !== at.mount.root) return -EINVAL;
  at.mount.flags = mountFlags(flags);
  return 0;
}

/** MS_BIND: a part of the tree seen at a second place. */
function bind(kernel: Kernel, task: Task, source: string, at: Place, flags: number): number {
  const walk = new NameWalk(task);
  const error = walk.toEnd(source, null, true);
  if (error < 0) return error;
  if (isDirectory(at.dentry.inode) !== isDirectory(walk.dentry.inode)) return -ENOTDIR;
  attach(kernel, walk.mount.source, walk.mount.sb, walk.dentry, at, flags | walk.mount.flags);
  return 0;
}

/** umount2(2). -EBUSY while something on it is open, is a working directory or is mounted on. */
export function umountAt(kernel: Kernel, task: Task, target: string, flags: number): number {
  if ((flags & ~(MNT_FORCE | MNT_DETACH | MNT_EXPIRE | UMOUNT_NOFOLLOW)) !== 0) return -EINVAL;
  const walk = new NameWalk(task);
  const error = walk.toEnd(target, null, (flags & UMOUNT_NOFOLLOW) === 0);
  if (error < 0) return error;
  const { mount } = walk;
  if (walk.dentry !== mount.root) return -EINVAL;
  if (!capable(task.cred, CAP_SYS_ADMIN)) return -EPERM;
  if (mount.parent === null) return -EINVAL;
  if ((flags & MNT_DETACH) === 0 && inUse(kernel, mount)) return -EBUSY;
  detach(kernel, mount);
  return 0;
}

/** Takes the mount, and what is mounted below it, out of the tree. Open files keep working. */
function detach(kernel: Kernel, mount: MountNode): void {
  const { mounts } = contextOf(kernel);
  for (const other of [...mounts]) if (other.parent === mount) detach(kernel, other);
  mounts.splice(mounts.indexOf(mount), 1);
  const over = mount.mountpoint?.mounts;
  over?.splice(over.indexOf(mount), 1);
  mount.parent = null;
  mount.mountpoint = null;
}

function inUse(kernel: Kernel, mount: MountNode): boolean {
  if (contextOf(kernel).mounts.some((other) => other.parent === mount)) return true;
  for (const task of kernel.tasks.values()) {
    if (task.fs.cwd.mount === mount || task.fs.root.mount === mount) return true;
    for (const [, file] of task.files.entries()) if (file.path.mount === mount) return true;
    for (const vma of task.mm?.vmas ?? []) if (vma.file?.path.mount === mount) return true;
  }
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
  for (const mount of contextOf(kernel).mounts) {
    const { text, reached } = ascend({ mount, dentry: mount.root }, root);
    if (!reached && !(mount === place(root).mount)) continue;
    lines.push({ source: mount.source, target: text, type: mount.sb.type.name, options: optionsOf(mount) });
  }
  return lines;
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
  const access = (mount.flags & MS_RDONLY) !== 0 ? 'ro' : 'rw';
  const parts = [access];
  for (const [flag, name] of SHOWN) if ((mount.flags & flag) !== 0) parts.push(name);
  const own = mount.sb.showOptions();
  return { own: parts.join(','), super: own === '' ? access : `${access},${own}` };
}

function optionsOf(mount: MountNode): string {
  const own = mount.sb.showOptions();
  return own === '' ? mountOptions(mount).own : `${mountOptions(mount).own},${own}`;
}
