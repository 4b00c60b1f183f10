/**
 * What the parts of kernel/fs share within one kernel: device numbers, mounts, drivers, pseudo file systems.
 * Linux keeps these in global variables; several kernels may live in one host here, so they hang on the kernel.
 */

import { CharDevices } from '../drivers/char/registry';
import type { FileSystemType, Kernel } from '../types';
import type { MountNode } from './dcache';

export class FsContext {
  readonly types = new Map<string, FileSystemType>();
  /** In the order of mounting: /proc/mounts. */
  readonly mounts: MountNode[] = [];
  readonly charDevices = new CharDevices();
  private anonymousDevices = 1;
  private mountIds = 1;
  private nextAnonymousIno = 1;

  constructor(readonly kernel: Kernel) {}

  /** get_anon_bdev: st_dev of a file system without a block device, major 0. */
  anonymousDevice(): number {
    return this.anonymousDevices++;
  }

  mountId(): number {
    return this.mountIds++;
  }

  /** Inode numbers of pipes and anonymous inodes: `pipe:[N]`. */
  anonymousIno(): number {
    return this.nextAnonymousIno++;
  }
}

const contexts = new WeakMap<Kernel, FsContext>();

export function contextOf(kernel: Kernel): FsContext {
  let context = contexts.get(kernel);
  if (context === undefined) {
    context = new FsContext(kernel);
    contexts.set(kernel, context);
  }
  return context;
}
