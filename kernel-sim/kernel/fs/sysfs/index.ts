/**
 * sysfs: what the kernel knows of its devices, drivers and modules as a tree of small files. Follows fs/sysfs/{dir,file,symlink}.c,
 * lib/kobject.c and drivers/base/core.c in their duty. Whoever has something to show registers it here:
 *
 *   sysfsOf(kernel).create('/devices/virtual/net/lo/mtu', { show: () => '65536\n', store: (kernel, writer, text) => text.length });
 *   sysfsOf(kernel).link('/class/net/lo', '/devices/virtual/net/lo');
 */
import { PAGE_SIZE } from '../../../machine/types';
import { NAME_MAX } from '../../abi/limits';
import { BUG } from '../../bug';
import type { FileSystemType, Kernel, StatFs } from '../../types';
import { contextOf } from '../context';
import type { BaseInode } from '../inode';
import { BaseSuperBlock } from '../inode';
import { ProcDirectory, ProcFile, ProcLink, type Show, type Store } from '../proc/node';

const SYSFS_MAGIC = 0x62656572;

/** One file: its text, and what writing to it does. */
export interface Attribute {
  show?: Show;
  store?: Store;
  /** Permission bits; by default 0444, 0644 with store, 0200 with store alone. */
  mode?: number;
}

class SysSuperBlock extends BaseSuperBlock {
  statfs(): StatFs {
    return {
      type: SYSFS_MAGIC,
      bsize: PAGE_SIZE,
      blocks: 0,
      bfree: 0,
      bavail: 0,
      files: 0,
      ffree: 0,
      namelen: NAME_MAX,
    };
  }
}

class SysDirectory extends ProcDirectory {
  readonly entries = new Map<string, BaseInode>();

  constructor(sb: BaseSuperBlock) {
    super(sb, 0o755);
  }

  find(name: string): BaseInode | undefined {
    return this.entries.get(name);
  }

  list(): Iterable<[string, BaseInode]> {
    return this.entries;
  }
}

const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '');

export class SysFs {
  readonly sb: SysSuperBlock;
  private readonly root: SysDirectory;

  constructor(kernel: Kernel, type: FileSystemType) {
    this.sb = new SysSuperBlock(kernel, type, contextOf(kernel).anonymousDevice());
    this.root = new SysDirectory(this.sb);
    this.sb.root = this.root;
  }

  /** The directory at `path`; it and all above it are made when they are not there. */
  directory(path: string): void {
    this.at(partsOf(path));
  }

  /** A file at `path` (from the root of sysfs, without /sys). */
  create(path: string, { show, store, mode }: Attribute): void {
    const bits = mode ?? (store === undefined ? 0o444 : show === undefined ? 0o200 : 0o644);
    const file = new ProcFile(this.sb, bits, show ?? (() => -5), store ?? null);
    file.size = PAGE_SIZE;
    this.put(path, file);
  }

  /** A symbolic link at `path` to another place in sysfs, relative as Linux makes them. */
  link(path: string, target: string): void {
    const from = partsOf(path).slice(0, -1);
    const to = partsOf(target);
    let same = 0;
    while (same < from.length && same < to.length - 1 && from[same] === to[same]) same++;
    const text = [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/');
    this.put(path, new ProcLink(this.sb, 0o777, () => text));
  }

  exists(path: string): boolean {
    let at: BaseInode | undefined = this.root;
    for (const part of partsOf(path)) at = at instanceof SysDirectory ? at.find(part) : undefined;
    return at !== undefined;
  }

  /** Takes a file, link or whole directory away. */
  remove(path: string): void {
    const parts = partsOf(path);
    const name = parts.pop();
    let at: BaseInode | undefined = this.root;
    for (const part of parts) at = at instanceof SysDirectory ? at.find(part) : undefined;
    if (!(at instanceof SysDirectory) || name === undefined) return;
    if (at.find(name) instanceof SysDirectory) at.nlink--;
    at.entries.delete(name);
  }

  private put(path: string, inode: BaseInode): void {
    const parts = partsOf(path);
    const name = parts.pop();
    if (name === undefined) BUG('sysfs: no name');
    else this.at(parts).entries.set(name, inode);
  }

  private at(parts: readonly string[]): SysDirectory {
    let dir = this.root;
    for (const part of parts) {
      let next = dir.find(part);
      if (next === undefined) {
        next = new SysDirectory(this.sb);
        dir.entries.set(part, next);
        dir.nlink++;
      }
      if (!(next instanceof SysDirectory)) return BUG(`sysfs: ${parts.join('/')}: ${part} is no directory`);
      dir = next;
    }
    return dir;
  }
}

const instances = new WeakMap<Kernel, SysFs>();

/** The tree of this kernel. */
export function sysfsOf(kernel: Kernel): SysFs {
  let found = instances.get(kernel);
  if (found === undefined) {
    found = new SysFs(kernel, sysfsType);
    instances.set(kernel, found);
  }
  return found;
}

export const sysfsType: FileSystemType = {
  name: 'sysfs',
  nodev: true,
  mount: (kernel) => sysfsOf(kernel).sb,
};
