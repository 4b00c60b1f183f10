/**
 * devtmpfs: a tmpfs that the kernel fills with the nodes of its devices. Follows drivers/base/devtmpfs.c.
 * Departs from it: the links fd, stdin, stdout and stderr are made here too, which on Debian udev does.
 */
import { MEM_DEVICES, MEM_MAJOR } from '../drivers/char/mem';
import { TTY_MAJOR, TTYAUX_MAJOR } from '../drivers/tty/console';
import { atOnce } from '../sleeping';
import type { FileSystemType, Kernel, SuperBlock, Task } from '../types';
import { S_IFCHR } from '../types';
import { makedev } from './inode';
import { tmpfsType } from './tmpfs/index';

/** One instance for all mounts, as Linux has it. */
export function devtmpfsType(kernel: Kernel, task: Task): FileSystemType {
  const blank = tmpfsType('devtmpfs', 'mode=755');
  let only: SuperBlock | number | null = null;
  return {
    name: 'devtmpfs',
    nodev: true,
    mount(): SuperBlock | number {
      only ??= atOnce(blank.mount(kernel, 'devtmpfs', deviceLimits(kernel)));
      if (typeof only !== 'number') populate(only, task);
      return only;
    },
  };
}

/** Linux shows its limits: size=4096k, and inodes by memory. */
function deviceLimits(kernel: Kernel): string {
  return `size=4096k,nr_inodes=${Math.floor(kernel.frames.total / 4)}`;
}

const NODES: readonly (readonly [name: string, major: number, minor: number, mode: number])[] = [
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

function populate(sb: SuperBlock, task: Task): void {
  const { root } = sb;
  if (root.ops.lookup === undefined || typeof root.ops.lookup(root, 'null') !== 'number') return;
  for (const [name, major, minor, mode] of NODES) {
    root.ops.mknod?.(root, name, S_IFCHR | mode, makedev(major, minor), task);
  }
  for (const [name, target] of LINKS) root.ops.symlink?.(root, name, target, task);
}
