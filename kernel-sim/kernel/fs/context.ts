/**
 * What the parts of kernel/fs share within one kernel: device numbers, mounts, drivers, pseudo file systems.
 * Linux keeps these in global variables; several kernels may live in one host here, so they hang on the kernel.
 */

import { BlockDevices } from '../drivers/block/registry';
import { CharDevices } from '../drivers/char/registry';
import type { FileSystemType, Kernel, Sleeping, SuperBlock } from '../types';
import type { MountNode } from './dcache';
import { MountNamespace } from './mount-namespace';
import { PageCacheState } from './page-cache-state';

/** A file system on a block device: what writeback asks of it. */
export interface BlockFileSystem extends SuperBlock {
  readonly isDirty: boolean;
  /** Inodes that became dirty at or before `until` go into the device's cache. */
  writeInodes(until: number): Sleeping<void>;
}

export class FsContext {
  readonly types = new Map<string, FileSystemType>();
  readonly initialMounts = new MountNamespace(0xf0000001);
  readonly charDevices = new CharDevices();
  readonly blockDevices = new BlockDevices();
  readonly pageCache: PageCacheState;
  /** Mounted file systems that live on block devices, by device number. */
  readonly blockFileSystems = new Set<BlockFileSystem>();
  /** Set by writeback.ts: an inode became dirty. */
  dirtyInode: () => void = () => {};
  /** Lines of /proc/interrupts that devices have; counts by CPU. */
  readonly interruptLines: { irq: number; chip: string; name: string; counts: number[] }[] = [];
  private anonymousDevices = 1;
  private mountIds = 1;
  private nextAnonymousIno = 1;
  private cookies = 0;

  private groupIds = 1;
  private namespaceIds = 0xf0000200;

  constructor(readonly kernel: Kernel) {
    this.pageCache = new PageCacheState(kernel);
  }

  /** request_irq: a device has an interrupt line. The counts go up with each interrupt. */
  addInterruptLine(irq: number, chip: string, name: string): number[] {
    const counts = this.kernel.core.cpus?.map(() => 0) ?? [0];
    this.interruptLines.push({ irq, chip, name, counts });
    this.interruptLines.sort((a, b) => a.irq - b.irq);
    return counts;
  }

  hasDirtyInodes(): boolean {
    for (const sb of this.blockFileSystems) if (sb.isDirty) return true;
    return false;
  }

  /** Mounts of the initial namespace. */
  get mounts(): MountNode[] {
    return this.initialMounts.mounts;
  }

  peerGroupId(): number {
    return this.groupIds++;
  }

  namespaceId(): number {
    return this.namespaceIds++;
  }

  /** get_anon_bdev: st_dev of a file system without a block device, major 0. */
  anonymousDevice(): number {
    return this.anonymousDevices++;
  }

  /** Joins the two inotify events of one rename. */
  renameCookie(): number {
    this.cookies = (this.cookies + 1) & 0x7fffffff;
    return this.cookies;
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
