/**
 * The virtual file system as the rest of the kernel sees it: one object over namei, open, mount and the file table.
 */
import { EINVAL, EISDIR, ENOTDIR } from '../errno';
import { andThen, whenOk } from '../sleeping';
import type { File, FileSystemType, Inode, Kernel, MaySleep, Mount, Path, Task, Vfs } from '../types';
import { contextOf, type FsContext } from './context';
import { pathName, place } from './dcache';
import { getFile, OpenFile, putFile } from './file';
import { isDirectory } from './inode';
import { mountAt, umountAt } from './mount';
import { LAST_NORM, NameWalk } from './namei';
import { openPath } from './open';
import { permission } from './permission';

export class VirtualFs implements Vfs {
  private readonly context: FsContext;

  constructor(private readonly kernel: Kernel) {
    this.context = contextOf(kernel);
  }

  get rootMount(): Mount {
    return this.context.mounts[0];
  }

  get mounts(): readonly Mount[] {
    return this.context.mounts;
  }

  get types(): ReadonlyMap<string, FileSystemType> {
    return this.context.types;
  }

  register(type: FileSystemType): void {
    this.context.types.set(type.name, type);
  }

  walk(
    task: Task,
    path: string,
    options: { from?: Path | null; followLast?: boolean; directory?: boolean } = {},
  ): MaySleep<Path | number> {
    const walk = new NameWalk(task);
    return whenOk<Path | number>(walk.toEnd(path, options.from ?? null, options.followLast ?? true), () => {
      if (options.directory === true && !isDirectory(walk.dentry.inode)) return -ENOTDIR;
      return { mount: walk.mount, dentry: walk.dentry };
    });
  }

  walkParent(task: Task, path: string, from: Path | null = null): MaySleep<{ parent: Path; name: string } | number> {
    const walk = new NameWalk(task);
    return whenOk(walk.toParent(path, from), () => {
      const name = walk.lastType === LAST_NORM ? walk.name : '.';
      return { parent: { mount: walk.mount, dentry: walk.dentry }, name };
    });
  }

  open(task: Task, path: string, flags: number, mode: number, from: Path | null = null): MaySleep<File | number> {
    return openPath(this.kernel, task, path, flags, mode, from);
  }

  readKernel(inode: Inode, pos: number, to: Uint8Array): MaySleep<number> {
    if (isDirectory(inode)) return -EISDIR;
    // A file of no name: only the inode matters to the file systems that programs are loaded from.
    const file = new OpenFile(place({ mount: this.rootMount, dentry: this.rootMount.root }), inode, inode.fileOps, 0);
    const read = inode.fileOps.read?.(this.kernel, this.kernel.init, file, this.kernel.kernelBuffer(to), pos);
    return andThen(read ?? -EINVAL, (result) => {
      putFile(this.kernel, file);
      return result;
    });
  }

  pathName(path: Path, root?: Path): string {
    return pathName(path, root ?? null);
  }

  permission(task: Task, inode: Inode, mask: number): number {
    return permission(task.cred, inode, mask);
  }

  mount(task: Task, source: string, target: string, type: string, flags: number, data: string): MaySleep<number> {
    return mountAt(this.kernel, task, source, target, type, flags, data);
  }

  umount(task: Task, target: string, flags: number): MaySleep<number> {
    return umountAt(this.kernel, task, target, flags);
  }

  getFile(file: File): File {
    return getFile(file);
  }

  putFile(file: File): void {
    putFile(this.kernel, file);
  }
}
