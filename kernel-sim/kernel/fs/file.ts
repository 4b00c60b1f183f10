/**
 * One open(2) (struct file): inode, position, flags. Shared by dup and fork; the last put releases it.
 * Follows fs/file_table.c and include/linux/fs.h (OPEN_FMODE).
 */
import { O_ACCMODE, O_NONBLOCK, O_PATH } from '../abi/fcntl';
import { settle } from '../sleeping';
import type { DirEntry, File, FileOperations, Inode, Kernel, Sleeping, SuperBlock } from '../types';
import type { MountNode, Place } from './dcache';
import { iget, iput } from './inode';
import { notifyFile } from './notify';
import { runWork } from './worker';

export class OpenFile implements File {
  pos = 0;
  refs = 1;
  private: unknown = null;
  readonly readable: boolean;
  readonly writable: boolean;
  /** Entries of a directory as they were when reading began: removing files meanwhile skips none. */
  directory: DirEntry[] | null = null;
  /** Run once when the file goes: epoll and flock let go of it. */
  onRelease: (() => void)[] | null = null;

  constructor(
    readonly path: Place,
    readonly inode: Inode,
    /** Replaced at open by device drivers (replace_fops). */
    public ops: FileOperations,
    public flags: number,
  ) {
    const usable = (flags & O_PATH) === 0;
    const mode = ((flags & O_ACCMODE) + 1) & O_ACCMODE;
    this.readable = usable && (mode & 1) !== 0;
    this.writable = usable && (mode & 2) !== 0;
    iget(inode);
    path.mount.pins++;
  }

  get nonblocking(): boolean {
    return (this.flags & O_NONBLOCK) !== 0;
  }

  get isPath(): boolean {
    return (this.flags & O_PATH) !== 0;
  }
}

/** All open files are ours. */
export function openFile(file: File): OpenFile {
  return file as OpenFile;
}

export function getFile(file: File): File {
  file.refs++;
  return file;
}

/** Drops one reference; the last calls release and lets go of the inode. */
export function putFile(kernel: Kernel, file: File): void {
  file.refs--;
  if (file.refs > 0) return;
  const open = openFile(file);
  for (const hook of open.onRelease ?? []) hook();
  const { dentry } = open.path;
  if (!open.isPath)
    notifyFile(open.writable ? 'close-write' : 'close-nowrite', open.inode, dentry.parent?.inode ?? null, dentry.name);
  if (!open.isPath) open.ops.release?.(kernel, open);
  iput(open.inode);
  unpin(kernel, open.path.mount);
}

/** One use of a mount less; the last one of a lazily detached mount lets its file system go. */
export function unpin(kernel: Kernel, mount: MountNode): void {
  mount.pins--;
  if (!mount.lazy || mount.pins > 0) return;
  mount.lazy = false;
  const { sb } = mount;
  if (sb.deactivate !== undefined) runWork(kernel, letGo(sb));
}

function* letGo(sb: SuperBlock): Sleeping<void> {
  yield* settle(sb.deactivate?.());
}
