/**
 * Files given to a running machine by its owner outside (the lab's "drop a file"), and directories shown to them.
 * Both act as init would, at once: a file system that would have to wait for its disk answers -EAGAIN.
 */
import { KernelBug } from '../bug';
import { EAGAIN, EINVAL, ENOSPC } from '../errno';
import { isSleeping } from '../sleeping';
import type { HostEntry, Kernel, Path } from '../types';
import { place } from './dcache';
import { OpenFile, putFile } from './file';
import { isDirectory } from './inode';
import { putFileAt } from './setup';

/** Puts a regular file in place of what may be there. 0 or a negative errno. */
export function writeHostFile(kernel: Kernel, path: string, mode: number, data: Uint8Array): number {
  if (!path.startsWith('/') || path.endsWith('/')) return -EINVAL;
  // A third of what is free stays: the machine must go on living.
  if (data.length / 4096 > (kernel.frames.free * 2) / 3) return -ENOSPC;
  try {
    return putFileAt(kernel, kernel.init, { path, mode, data });
  } catch (error) {
    if (error instanceof KernelBug) return -EAGAIN;
    throw error;
  }
}

/** Names in order, without `.` and `..`; null when there is no such directory. */
export function listHostDirectory(kernel: Kernel, path: string): HostEntry[] | null {
  const found = walk(kernel, path, true);
  const inode = found?.dentry.inode;
  if (!found || !inode || !isDirectory(inode)) return null;
  const file = new OpenFile(place(found), inode, inode.fileOps, 0);
  const entries = inode.fileOps.iterate?.(kernel, kernel.init, file) ?? [];
  putFile(kernel, file);
  if (isSleeping(entries) || typeof entries === 'number') return null;
  const base = path.endsWith('/') ? path : `${path}/`;
  return entries
    .filter(({ name }) => name !== '.' && name !== '..')
    .map(({ name }) => {
      const child = walk(kernel, base + name, false)?.dentry.inode;
      return { name, mode: child?.mode ?? 0, size: child?.size ?? 0 };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function walk(kernel: Kernel, path: string, followLast: boolean): Path | null {
  const found = kernel.vfs.walk(kernel.init, path, { followLast });
  return isSleeping(found) || typeof found === 'number' ? null : found;
}
