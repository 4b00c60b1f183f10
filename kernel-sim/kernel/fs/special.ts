/**
 * Files that are doors to something else: what opening a device node, FIFO or socket node does. Follows fs/inode.c:init_special_inode
 * and fs/char_dev.c:chrdev_open.
 */
import { blockNodeOps } from '../drivers/block/file-ops';
import { ENXIO } from '../errno';
import type { File, FileOperations, Kernel, Sleeping, Task } from '../types';
import { S_IFBLK, S_IFCHR, S_IFIFO, S_IFMT } from '../types';
import { contextOf } from './context';
import { fifoOps } from './fifo';
import { openFile } from './file';
import { majorOf, minorOf } from './inode';

/** File operations of a node of this type; directories and regular files bring their own. */
export function specialOps(mode: number): FileOperations {
  switch (mode & S_IFMT) {
    case S_IFCHR:
      return charNodeOps;
    case S_IFBLK:
      return blockNodeOps;
    case S_IFIFO:
      return fifoOps;
    default:
      return noDriverOps;
  }
}

/** Opening hands the file over to the driver of its device number. */
const charNodeOps: FileOperations = {
  open(kernel: Kernel, task: Task, file: File): number | Sleeping<number> {
    const ops = contextOf(kernel).charDevices.find(majorOf(file.inode.rdev), minorOf(file.inode.rdev));
    if (ops === undefined) return -ENXIO;
    openFile(file).ops = ops;
    return ops.open?.(kernel, task, file) ?? 0;
  },
};

const noDriverOps: FileOperations = { open: () => -ENXIO };
