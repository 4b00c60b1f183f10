/**
 * Levers on the page cache: drop_caches, and the emergency keys of /proc/sysrq-trigger that have to do with disks.
 * Follows fs/drop_caches.c and drivers/tty/sysrq.c.
 */
import { MS_RDONLY } from '../abi/mount';
import { settle } from '../sleeping';
import type { Kernel, Path, Sleeping } from '../types';
import { type BlockFileSystem, contextOf } from './context';
import type { DentryNode } from './dcache';
import { Ext2SuperBlock } from './ext2/super';
import { runWork } from './worker';
import { syncAll } from './writeback';

/** 1: clean pages; 2: names and inodes that nobody uses; 3: both. */
export function dropCaches(kernel: Kernel, which: number): void {
  const context = contextOf(kernel);
  if ((which & 2) !== 0) {
    const used = dentriesInUse(kernel);
    for (const sb of context.blockFileSystems) if (sb instanceof Ext2SuperBlock) dropNames(sb, used);
  }
  if ((which & 1) !== 0) context.pageCache.dropClean();
}

function dropNames(sb: Ext2SuperBlock, used: ReadonlySet<DentryNode>): void {
  sb.rootDentry?.prune((dentry) => used.has(dentry));
  const kept = new Set([...used].map((dentry) => dentry.inode));
  for (const [ino, inode] of [...sb.inodes]) {
    const busy = inode === sb.root || inode.users > 0 || inode.changed || kept.has(inode) || inode.lock.held;
    if (!busy && (inode.pages === null || inode.pages.forget())) sb.inodes.delete(ino);
  }
}

/** What tasks stand on or have open, and all above it. */
function dentriesInUse(kernel: Kernel): Set<DentryNode> {
  const used = new Set<DentryNode>();
  const use = (path: Path): void => {
    for (let at = path.dentry as DentryNode | null; at !== null && !used.has(at); at = at.parent) used.add(at);
  };
  for (const task of kernel.tasks.values()) {
    use(task.fs.root);
    use(task.fs.cwd);
    for (const [, file] of task.files.entries()) use(file.path);
    for (const vma of task.mm?.vmas ?? []) if (vma.file !== null) use(vma.file.path);
  }
  return used;
}

/** The running kernel can be switched off; the one of unit tests cannot. */
type Switchable = Kernel & { powerOff?(): void; panic?(reason: string): never };

/** One key of SysRq. False: no such key. */
export function sysrq(kernel: Kernel, key: string): boolean {
  const tell = (text: string): void => kernel.printk(6, `sysrq: ${text}`);
  switch (key) {
    case 'b':
      tell('Resetting');
      (kernel as Switchable).powerOff?.();
      return true;
    case 'o':
      tell('Power Off');
      (kernel as Switchable).powerOff?.();
      return true;
    case 'c':
      tell('Trigger a crash');
      (kernel as Switchable).panic?.('sysrq triggered crash');
      return true;
    case 's':
      tell('Emergency Sync');
      runWork(kernel, emergencySync(kernel));
      return true;
    case 'u':
      tell('Emergency Remount R/O');
      for (const sb of contextOf(kernel).blockFileSystems) runWork(kernel, remountReadOnly(sb));
      return true;
    case 'h':
      tell('HELP : reboot(b) crash(c) poweroff(o) sync(s) unmount(u)');
      return true;
  }
  return false;
}

function* emergencySync(kernel: Kernel): Sleeping<void> {
  yield* syncAll(kernel);
  kernel.printk(6, 'Emergency Sync complete');
}

function* remountReadOnly(sb: BlockFileSystem): Sleeping<void> {
  yield* settle(sb.remount?.(MS_RDONLY, '') ?? 0);
}
