/**
 * The entries `.` and `..` of a directory listing (dir_emit_dots).
 */
import { DT_DIR } from '../abi/fcntl';
import type { DirEntry, File } from '../types';

export function dotEntries(file: File): DirEntry[] {
  const parent = file.path.dentry.parent?.inode ?? file.inode;
  return [
    { name: '.', ino: file.inode.ino, type: DT_DIR },
    { name: '..', ino: parent.ino, type: DT_DIR },
  ];
}
