/**
 * tmpfs: files that live in the page cache alone. Follows mm/shmem.c. rootfs and devtmpfs are the same under other names.
 * Departs from it: no swap, no huge pages, no extended attributes, sizes below 2^53.
 */
import { EINVAL } from '../../errno';
import type { FileSystemType, Kernel, SuperBlock } from '../../types';
import { S_IFDIR } from '../../types';
import { TmpfsDirectory } from './directory';
import { parseOptions } from './options';
import { TmpfsSuperBlock } from './super';

/** A file-system type whose mounts are tmpfs; `defaults` as a mount option string. */
export function tmpfsType(name: string, defaults = ''): FileSystemType {
  const type: FileSystemType = {
    name,
    nodev: true,
    mount(kernel: Kernel, _source: string, text: string): SuperBlock | number {
      const options = parseOptions(kernel, defaults === '' ? text : `${defaults},${text}`);
      if (options === null) return -EINVAL;
      const sb = new TmpfsSuperBlock(kernel, type, options);
      const root = new TmpfsDirectory(sb, S_IFDIR | options.mode);
      root.uid = options.uid;
      root.gid = options.gid;
      sb.root = root;
      return sb;
    },
  };
  return type;
}
