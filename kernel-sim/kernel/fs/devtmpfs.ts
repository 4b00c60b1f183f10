/**
 * devtmpfs: a tmpfs that the kernel fills with the nodes of its devices. Follows drivers/base/devtmpfs.c.
 * Departs from it: the links fd, stdin, stdout and stderr are made here too, which on Debian udev does, and groups are udev's.
 */

import { BUG } from '../bug';
import { CC_MAJOR, CC_MINOR } from '../drivers/char/cc';
import { MEM_DEVICES, MEM_MAJOR } from '../drivers/char/mem';
import { TTY_MAJOR, TTYAUX_MAJOR } from '../drivers/tty/console';
import { atOnce } from '../sleeping';
import type { FileSystemType, Inode, Kernel, SuperBlock, Task } from '../types';
import { S_IFCHR } from '../types';
import { bootTask } from './boot-task';
import { DentryNode, MountNode, type Place } from './dcache';
import { FsInfo } from './fs-struct';
import { makedev } from './inode';
import { tmpfsType } from './tmpfs/index';

interface DevTmpfs {
  sb: SuperBlock;
  /** In whose name nodes are made: root's. */
  task: Task;
}

const instances = new WeakMap<Kernel, DevTmpfs>();

/** The one instance of this kernel, made with the nodes that every machine has. */
function devTmpfs(kernel: Kernel): DevTmpfs {
  let found = instances.get(kernel);
  if (found === undefined) {
    const sb = atOnce(tmpfsType('devtmpfs', 'mode=755').mount(kernel, 'devtmpfs', deviceLimits(kernel)));
    if (typeof sb === 'number') return BUG('devtmpfs cannot be made');
    found = { sb, task: nobody(kernel, sb) };
    instances.set(kernel, found);
    populate(kernel, found);
  }
  return found;
}

/** A task for the operations' sake; it stands in the root of devtmpfs. */
function nobody(kernel: Kernel, sb: SuperBlock): Task {
  const dentry = new DentryNode('', null, sb.root);
  const root: Place = { mount: new MountNode(0, 'devtmpfs', sb, dentry, null, null, 0), dentry };
  return bootTask(kernel, new FsInfo(root, root, 0));
}

export function devtmpfsType(kernel: Kernel): FileSystemType {
  return { name: 'devtmpfs', nodev: true, mount: () => devTmpfs(kernel).sb };
}

/** Linux shows its limits: size=4096k, and inodes by memory. */
function deviceLimits(kernel: Kernel): string {
  return `size=4096k,nr_inodes=${Math.max(256, Math.floor(kernel.frames.total / 4))}`;
}

const NODES: readonly (readonly [name: string, major: number, minor: number, mode: number])[] = [
  ['cc', CC_MAJOR, CC_MINOR, 0o666],
  ...MEM_DEVICES.map(({ name, minor, mode }) => [name, MEM_MAJOR, minor, mode] as const),
  ['tty', TTYAUX_MAJOR, 0, 0o666],
  ['console', TTYAUX_MAJOR, 1, 0o600],
  ['tty0', TTY_MAJOR, 0, 0o600],
  ['tty1', TTY_MAJOR, 1, 0o600],
];

const LINKS: readonly (readonly [name: string, target: string])[] = [
  ['fd', '/proc/self/fd'],
  ['stdin', '/proc/self/fd/0'],
  ['stdout', '/proc/self/fd/1'],
  ['stderr', '/proc/self/fd/2'],
];

function populate(kernel: Kernel, { sb, task }: DevTmpfs): void {
  for (const [name, major, minor, mode] of NODES) createNode(kernel, name, S_IFCHR | mode, makedev(major, minor));
  for (const [name, target] of LINKS) atOnce(sb.root.ops.symlink?.(sb.root, name, target, task) ?? 0);
  for (const name of ['shm', 'pts']) directory(sb.root, name, task);
}

function directory(parent: Inode, name: string, task: Task): Inode {
  const known = atOnce(parent.ops.lookup?.(parent, name) ?? -1);
  if (typeof known !== 'number') return known;
  const made = atOnce(parent.ops.mkdir?.(parent, name, 0o755, task) ?? -1);
  return typeof made === 'number' ? BUG(`devtmpfs: ${name}`) : made;
}

/**
 * A device appears: its node, under a path like `vda` or `input/event0`. `mode` with the type bits. Drivers call this when they
 * register a device (devtmpfs_create_node).
 */
export function createNode(kernel: Kernel, path: string, mode: number, device: number, group = 0): void {
  const { sb, task } = devTmpfs(kernel);
  const parts = path.split('/');
  const name = parts.pop() ?? path;
  const dir = parts.reduce((at, part) => directory(at, part, task), sb.root);
  const node = atOnce(dir.ops.mknod?.(dir, name, mode, device, task) ?? -1);
  if (typeof node !== 'number') node.gid = group;
}

/** A device goes (devtmpfs_delete_node). */
export function removeNode(kernel: Kernel, path: string): void {
  const parts = path.split('/');
  const name = parts.pop() ?? path;
  let dir: Inode = devTmpfs(kernel).sb.root;
  for (const part of parts) {
    const next = atOnce(dir.ops.lookup?.(dir, part) ?? -1);
    if (typeof next === 'number') return;
    dir = next;
  }
  atOnce(dir.ops.unlink?.(dir, name) ?? 0);
}
