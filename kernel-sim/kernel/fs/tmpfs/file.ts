/**
 * Reading and writing tmpfs files (shmem_file_operations).
 */
import { SEEK_DATA, SEEK_HOLE } from '../../abi/fcntl';
import { ENXIO } from '../../errno';
import type { File, FileOperations, IoBuffer, Kernel, Task } from '../../types';
import { touchModified } from '../inode';
import { genericSeek } from '../seek';
import { touchAccessed } from '../times';
import type { TmpfsData } from './data';

const dataOf = (file: File): TmpfsData => file.inode.pages as TmpfsData;

export const regularFileOps: FileOperations = {
  read(_kernel: Kernel, _task: Task, file: File, io: IoBuffer, pos: number): number {
    const result = dataOf(file).read(io, pos);
    touchAccessed(file.path.mount, file.inode);
    return result;
  },

  write(_kernel: Kernel, _task: Task, file: File, io: IoBuffer, pos: number): number {
    touchModified(file.inode);
    return dataOf(file).write(io, pos);
  },

  llseek(file: File, offset: number, whence: number): number {
    if (whence !== SEEK_DATA && whence !== SEEK_HOLE) return genericSeek(file, offset, whence);
    if (offset < 0 || offset >= file.inode.size) return -ENXIO;
    const found = dataOf(file).seek(offset, whence === SEEK_DATA);
    if (found < 0) return -ENXIO;
    file.pos = found;
    return found;
  },

  fsync: () => 0,
};
