/**
 * lseek(2) for files with a size. Follows fs/read_write.c: generic_file_llseek, vfs_setpos.
 */
import { SEEK_CUR, SEEK_DATA, SEEK_END, SEEK_HOLE, SEEK_SET } from '../abi/fcntl';
import { EINVAL, ENXIO } from '../errno';
import type { File } from '../types';

/** Moves `file.pos`; returns it or -EINVAL, -ENXIO. Without holes all of a file is data and its end is the hole. */
export function genericSeek(file: File, offset: number, whence: number): number {
  const size = file.inode.size;
  let to: number;
  if (whence === SEEK_SET) to = offset;
  else if (whence === SEEK_CUR) to = file.pos + offset;
  else if (whence === SEEK_END) to = size + offset;
  else if (whence === SEEK_DATA || whence === SEEK_HOLE) {
    if (offset < 0 || offset >= size) return -ENXIO;
    to = whence === SEEK_DATA ? offset : size;
  } else return -EINVAL;
  if (to < 0 || to > Number.MAX_SAFE_INTEGER) return -EINVAL;
  file.pos = to;
  return to;
}
