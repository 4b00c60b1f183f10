/**
 * The locks of inodes and directories in use. Follows include/linux/fs.h: inode_lock, and fs/namei.c: lock_rename.
 */
import type { Inode, MaySleep } from '../types';
import { BaseInode } from './inode';

/** inode_lock: for changes of a directory's names and of a file's content. */
export function withInode<T>(inode: Inode, section: () => MaySleep<T>): MaySleep<T> {
  if (!(inode instanceof BaseInode)) return section();
  return inode.lock.run(section);
}

/** lock_rename: both directories, the ancestor first; `first` and `second` may be the same. */
export function withTwo<T>(first: Inode, second: Inode, section: () => MaySleep<T>): MaySleep<T> {
  if (first === second) return withInode(first, section);
  return withInode(first, () => withInode(second, section));
}
