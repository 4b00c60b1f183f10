/**
 * What every inode and superblock of ours has, whatever the file system (struct inode, struct super_block).
 * Follows include/linux/fs.h and fs/inode.c. The count `users` stands for i_count: open files that keep an inode alive
 * after its last name is gone; dentries do not count, because a named inode is alive anyway.
 */

import { INSTRUCTIONS_PER_SECOND } from '../../machine/types';
import { HZ } from '../abi/limits';
import type {
  FileOperations,
  FileSystemType,
  Inode,
  InodeOperations,
  Kernel,
  MaySleep,
  PageCache,
  StatFs,
  SuperBlock,
  Task,
  TimeSpec,
} from '../types';
import { S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK } from '../types';
import type { DentryNode } from './dcache';
import { SleepLock } from './lock';
import type { Xattrs } from './xattr';

export const S_ISUID = 0o4000;
export const S_ISGID = 0o2000;
export const S_ISVTX = 0o1000;
/** Bits that chmod(2) may set. */
export const S_IALLUGO = 0o7777;

const INSTRUCTIONS_PER_JIFFY = INSTRUCTIONS_PER_SECOND / HZ;

export abstract class BaseSuperBlock implements SuperBlock {
  root!: Inode;
  /** The one dentry of the root, whatever the number of mounts (s_root). */
  rootDentry: DentryNode | null = null;
  /** Mounts of it in the tree (s_active). */
  active = 0;
  private ownRenameLock: SleepLock | null = null;
  /** st_blksize. */
  readonly blockSize: number = 4096;
  private nextIno = 1;
  private jiffy = -1;
  private time: TimeSpec = [0, 0];

  constructor(
    readonly kernel: Kernel,
    readonly type: FileSystemType,
    readonly dev: number,
  ) {}

  /** Options as /proc/mounts shows them after rw/ro, without a leading comma. */
  showOptions(): string {
    return '';
  }

  /** s_vfs_rename_mutex. */
  get renameLock(): SleepLock {
    this.ownRenameLock ??= new SleepLock(this.kernel);
    return this.ownRenameLock;
  }

  abstract statfs(): MaySleep<StatFs | number>;

  /** The last mount of it is gone (deactivate_super). */
  deactivate(): MaySleep<void> {}

  allocIno(): number {
    return this.nextIno++;
  }

  /**
   * Time stamps have the grain of a jiffy (4 ms), as Linux's ktime_get_coarse_real_ts64 gives them.
   * Within a jiffy the same tuple is handed out, so stamping allocates nothing.
   */
  currentTime(): TimeSpec {
    const jiffy = Math.floor(this.kernel.now / INSTRUCTIONS_PER_JIFFY);
    if (jiffy !== this.jiffy) {
      this.jiffy = jiffy;
      this.time = this.kernel.realtime();
    }
    return this.time;
  }
}

export abstract class BaseInode implements Inode {
  readonly ino: number;
  uid = 0;
  gid = 0;
  nlink = 1;
  size = 0;
  rdev = 0;
  atime: TimeSpec;
  mtime: TimeSpec;
  ctime: TimeSpec;
  /** Its name is not kept in the dentry cache: a process's directory, which would stay there after the process. */
  readonly unkept: boolean = false;
  /** Open files on this inode (i_count), and walks that sleep in it. */
  users = 0;
  private ownLock: SleepLock | null = null;
  abstract readonly ops: InodeOperations;
  abstract readonly fileOps: FileOperations;

  constructor(
    readonly sb: BaseSuperBlock,
    public mode: number,
    ino = sb.allocIno(),
  ) {
    this.ino = ino;
    this.atime = sb.currentTime();
    this.mtime = this.atime;
    this.ctime = this.atime;
  }

  get pages(): PageCache | null {
    return null;
  }

  /** i_rwsem. */
  get lock(): SleepLock {
    this.ownLock ??= new SleepLock(this.sb.kernel);
    return this.ownLock;
  }

  /** Extended attributes; null: the file system has none. */
  get xattrs(): Xattrs | null {
    return null;
  }

  /** st_blocks: units of 512 bytes. */
  get blocks(): number {
    return 0;
  }

  /** Directories that can hold O_TMPFILE files: a regular inode with no name. */
  makeUnnamed?(mode: number, task: Task): MaySleep<BaseInode | number>;

  /** FALLOC_FL_PUNCH_HOLE of a file system on a device; the caller holds the lock. */
  punchHole?(start: number, end: number): MaySleep<number>;

  /** Neither a name nor an open file is left: give back what it holds. */
  evict(): void {}
}

/** One more open file. */
export function iget(inode: Inode): void {
  if (inode instanceof BaseInode) inode.users++;
}

/** An open file is gone; the last one of a nameless inode frees it. */
export function iput(inode: Inode): void {
  if (!(inode instanceof BaseInode)) return;
  inode.users--;
  maybeEvict(inode);
}

/** A name is gone (nlink has been lowered by the caller). */
export function maybeEvict(inode: Inode): void {
  if (inode instanceof BaseInode && inode.nlink === 0 && inode.users === 0) inode.evict();
}

export function currentTime(inode: Inode): TimeSpec {
  return inode.sb instanceof BaseSuperBlock ? inode.sb.currentTime() : inode.mtime;
}

/** The content changed: mtime and ctime. */
export function touchModified(inode: Inode): void {
  inode.mtime = currentTime(inode);
  inode.ctime = inode.mtime;
}

/** Only the inode changed: ctime. */
export function touchChanged(inode: Inode): void {
  inode.ctime = currentTime(inode);
}

export const isDirectory = (inode: Inode): boolean => (inode.mode & S_IFMT) === S_IFDIR;
export const isRegular = (inode: Inode): boolean => (inode.mode & S_IFMT) === S_IFREG;
export const isSymlink = (inode: Inode): boolean => (inode.mode & S_IFMT) === S_IFLNK;
export const isFifo = (inode: Inode): boolean => (inode.mode & S_IFMT) === S_IFIFO;
export const isSocket = (inode: Inode): boolean => (inode.mode & S_IFMT) === S_IFSOCK;
export const isDevice = (inode: Inode): boolean =>
  (inode.mode & S_IFMT) === S_IFCHR || (inode.mode & S_IFMT) === S_IFBLK;

/** d_type of getdents64: the file type's four bits. */
export const direntType = (mode: number): number => (mode & S_IFMT) >> 12;

/** makedev(3) as stat(2) and mknod(2) carry it (new_encode_dev): minor 7:0, major 19:8, minor's rest above. */
export function makedev(major: number, minor: number): number {
  return ((minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12)) >>> 0;
}
export const majorOf = (device: number): number => (device >>> 8) & 0xfff;
export const minorOf = (device: number): number => (device & 0xff) | ((device >>> 12) & 0xfff00);
