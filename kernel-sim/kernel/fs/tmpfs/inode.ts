/**
 * tmpfs inodes: regular files, symbolic links and special files. Directories are in directory.ts.
 */

import { PAGE_SIZE } from '../../../machine/types';
import { EFBIG } from '../../errno';
import type { FileOperations, Inode, InodeOperations, Task } from '../../types';
import { BaseInode } from '../inode';
import { specialOps } from '../special';
import { utf8Length } from '../text';
import { MemoryXattrs } from '../xattr';
import { TmpfsData } from './data';
import { regularFileOps } from './file';
import type { TmpfsSuperBlock } from './super';

export abstract class TmpfsInode extends BaseInode {
  declare readonly sb: TmpfsSuperBlock;

  constructor(sb: TmpfsSuperBlock, mode: number) {
    super(sb, mode);
    sb.usedInodes++;
  }

  private own: MemoryXattrs | null = null;

  /** Linux 6.1 keeps trusted and security attributes on tmpfs, not those of users. */
  override get xattrs(): MemoryXattrs {
    this.own ??= new MemoryXattrs(['trusted.', 'security.']);
    return this.own;
  }

  override evict(): void {
    this.sb.usedInodes--;
  }
}

export class TmpfsRegular extends TmpfsInode {
  readonly data = new TmpfsData(this);
  readonly ops = regularOps;
  readonly fileOps: FileOperations = regularFileOps;

  override get pages(): TmpfsData {
    return this.data;
  }

  override get blocks(): number {
    return (this.data.count * PAGE_SIZE) / 512;
  }

  override evict(): void {
    this.data.truncate(0);
    super.evict();
  }
}

/** Sizes are doubles: beyond 2^53 bytes they would not be exact. */
export const MAX_FILE_SIZE = Number.MAX_SAFE_INTEGER;

const regularOps: InodeOperations = {
  truncate(inode: Inode, size: number): number {
    if (size > MAX_FILE_SIZE) return -EFBIG;
    if (size < inode.size) (inode as TmpfsRegular).data.truncate(size);
    inode.size = size;
    return 0;
  },
};

export class TmpfsSymlink extends TmpfsInode {
  readonly ops = symlinkOps;
  readonly fileOps: FileOperations = {};

  constructor(
    sb: TmpfsSuperBlock,
    mode: number,
    readonly target: string,
  ) {
    super(sb, mode);
    this.size = utf8Length(target);
  }
}

const symlinkOps: InodeOperations = {
  readlink: (inode: Inode, _task: Task) => (inode as TmpfsSymlink).target,
};

/** Device, FIFO or socket node. */
export class TmpfsSpecial extends TmpfsInode {
  readonly ops: InodeOperations = {};
  readonly fileOps: FileOperations;

  constructor(sb: TmpfsSuperBlock, mode: number, rdev: number) {
    super(sb, mode);
    this.rdev = rdev;
    this.fileOps = specialOps(mode);
  }
}
