/**
 * A mounted tmpfs: its limits and what is used of them (struct shmem_sb_info).
 */
import { PAGE_SIZE } from '../../../machine/types';
import { NAME_MAX } from '../../abi/limits';
import { TMPFS_MAGIC } from '../../abi/mount';
import type { FileSystemType, Kernel, StatFs } from '../../types';
import { contextOf } from '../context';
import { BaseSuperBlock } from '../inode';
import type { TmpfsOptions } from './options';

export class TmpfsSuperBlock extends BaseSuperBlock {
  /** Pages in use, and how many there may be. */
  usedPages = 0;
  usedInodes = 0;

  constructor(
    kernel: Kernel,
    type: FileSystemType,
    readonly options: TmpfsOptions,
  ) {
    super(kernel, type, contextOf(kernel).anonymousDevice());
  }

  override showOptions(): string {
    const { size, inodes, mode, uid, gid, shown } = this.options;
    const parts: string[] = [];
    if (shown.has('size')) parts.push(`size=${(size * PAGE_SIZE) / 1024}k`);
    if (shown.has('nr_inodes')) parts.push(`nr_inodes=${inodes}`);
    if (mode !== 0o1777) parts.push(`mode=${mode.toString(8).padStart(3, '0')}`);
    if (uid !== 0) parts.push(`uid=${uid}`);
    if (gid !== 0) parts.push(`gid=${gid}`);
    parts.push('inode64');
    return parts.join(',');
  }

  statfs(): StatFs {
    const { size, inodes } = this.options;
    return {
      type: TMPFS_MAGIC,
      bsize: PAGE_SIZE,
      blocks: size,
      bfree: size - this.usedPages,
      bavail: size - this.usedPages,
      files: inodes,
      ffree: inodes - this.usedInodes,
      namelen: NAME_MAX,
    };
  }
}
