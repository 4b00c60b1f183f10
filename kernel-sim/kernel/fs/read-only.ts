/** May nothing be written through this mount? Follows fs/namespace.c: __mnt_is_readonly. */
import { MS_RDONLY } from '../abi/mount';
import type { Mount } from '../types';

/** The mount is read-only, or the file system is (after an error, or mounted so). */
export function isReadOnly(mount: Mount): boolean {
  return (mount.flags & MS_RDONLY) !== 0 || mount.sb.readOnly === true;
}
