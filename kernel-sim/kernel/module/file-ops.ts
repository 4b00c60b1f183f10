/**
 * A C `struct file_operations` (or `proc_ops`) as the VFS wants it. Follows fs/read_write.c, fs/ioctl.c, fs/proc/inode.c in how the
 * functions are called: user addresses go to C as they are, and C reaches them by copy_to_user.
 */
import { EFAULT, EINVAL, ENOTTY } from '../errno';
import { UserBuffer } from '../mm/uaccess';
import type { File, FileOperations, IoBuffer, Sleeping } from '../types';
import type { FileCopy } from './file-mirror';
import type { Module } from './module';
import { at } from './structs';
import type { ModuleSystem } from './system';
import { addTaskWork } from './task-work';

/** Where the function pointers of one kind of table are. */
export interface OpsLayout {
  owner: number | null;
  open: number;
  read: number;
  write: number;
  llseek: number;
  release: number;
  ioctl: number;
  /** Functions on the way, innermost first. */
  via: { open: readonly string[]; read: readonly string[]; write: readonly string[]; ioctl: readonly string[] };
}

const BOTTOM = ['do_syscall_64', 'entry_SYSCALL_64_after_hwframe'];
const OPEN = ['do_dentry_open', 'do_filp_open', 'do_sys_openat2', ...BOTTOM];

export const FILE_OPS: OpsLayout = {
  owner: at('file_operations', 'owner'),
  open: at('file_operations', 'open'),
  read: at('file_operations', 'read'),
  write: at('file_operations', 'write'),
  llseek: at('file_operations', 'llseek'),
  release: at('file_operations', 'release'),
  ioctl: at('file_operations', 'unlocked_ioctl'),
  via: {
    open: ['chrdev_open', ...OPEN],
    read: ['vfs_read', 'ksys_read', ...BOTTOM],
    write: ['vfs_write', 'ksys_write', ...BOTTOM],
    ioctl: [...BOTTOM],
  },
};

export const PROC_OPS: OpsLayout = {
  owner: null,
  open: at('proc_ops', 'proc_open'),
  read: at('proc_ops', 'proc_read'),
  write: at('proc_ops', 'proc_write'),
  llseek: at('proc_ops', 'proc_lseek'),
  release: at('proc_ops', 'proc_release'),
  ioctl: at('proc_ops', 'proc_ioctl'),
  via: {
    open: ['proc_reg_open', ...OPEN],
    read: ['proc_reg_read', ...FILE_OPS.via.read],
    write: ['proc_reg_write', ...FILE_OPS.via.write],
    ioctl: [...BOTTOM],
  },
};

export interface OpsOptions {
  layout: OpsLayout;
  /** Sets fields of the inode copy before `open` (i_cdev, i_private). */
  inode?: (inode: number) => void;
  /** private_data before `open` (misc devices). */
  privateData?: number;
}

/** The table at `fops` as ours. */
export function wrapOps(system: ModuleSystem, fops: number, options: OpsOptions): FileOperations {
  const { layout } = options;
  const pointer = (offset: number): number => system.memory.i64(fops + offset);
  const { files } = system;
  const ownerOf = (): Module | undefined => {
    if (layout.owner === null) return system.moduleAt(fops);
    const address = pointer(layout.owner);
    return address === 0 ? undefined : [...system.modules.values()].find((module) => module.self === address);
  };

  function* open(file: File): Sleeping<number> {
    const owner = ownerOf();
    if (owner && !owner.get()) return -19;
    const copy = files.open(file, fops, (inode) => options.inode?.(inode));
    if (!copy) {
      owner?.put();
      return -12;
    }
    if (options.privateData !== undefined)
      system.memory.setI64(copy.address + at('file', 'private_data'), options.privateData);
    const function_ = pointer(layout.open);
    const result =
      function_ === 0 ? 0 : (yield* system.call(function_, [copy.inode, copy.address], layout.via.open)) | 0;
    if (result !== 0) {
      files.close(file);
      owner?.put();
    }
    return result;
  }

  /** read and write: the position goes by pointer. */
  function* transfer(
    file: File,
    io: IoBuffer,
    pos: number,
    function_: number,
    via: readonly string[],
  ): Sleeping<number> {
    const copy = files.of(file)!;
    // A kernel buffer (sendfile, splice) has no user address: Linux needs read_iter for it.
    if (!(io instanceof UserBuffer)) return -EINVAL;
    files.enter(file, copy);
    const { memory } = system;
    const address = io.userAddress;
    const wanted = io.remaining;
    memory.setI64(copy.pos, pos);
    const result = yield* system.call(function_, [copy.address, address, wanted, copy.pos], via);
    if (result > wanted) return -EFAULT;
    // The VFS moves the position by the result; the driver may have moved it otherwise, or not at all.
    const moved = memory.i64(copy.pos);
    if (result >= 0) file.pos += moved - pos - result;
    memory.setI64(copy.address + at('file', 'f_pos'), moved);
    return result;
  }

  return {
    open: (_kernel, _task, file) => open(file),
    read(_kernel, _task, file, io, pos) {
      const function_ = pointer(layout.read);
      return function_ === 0 ? -EINVAL : transfer(file, io, pos, function_, layout.via.read);
    },
    write(_kernel, _task, file, io, pos) {
      const function_ = pointer(layout.write);
      return function_ === 0 ? -EINVAL : transfer(file, io, pos, function_, layout.via.write);
    },
    ioctl(_kernel, _task, file, command, arg) {
      const function_ = pointer(layout.ioctl);
      if (function_ === 0) return -ENOTTY;
      const copy = files.of(file)!;
      files.enter(file, copy);
      return (function* (): Sleeping<number> {
        const result = yield* system.call(function_, [copy.address, command >>> 0, arg], layout.via.ioctl);
        // -ENOIOCTLCMD is not for users.
        return result === -515 ? -ENOTTY : result;
      })();
    },
    llseek(file, offset, whence) {
      const function_ = pointer(layout.llseek);
      // Without one: no_llseek in 6.1 for files that cannot seek, else the position is just kept.
      if (function_ === 0) return noopSeek(file, offset, whence);
      const copy = files.of(file)!;
      files.enter(file, copy);
      return (function* (): Sleeping<number> {
        const result = yield* system.call(function_, [copy.address, offset, whence], ['vfs_llseek', ...BOTTOM]);
        if (result >= 0) file.pos = system.memory.i64(copy.address + at('file', 'f_pos'));
        return result;
      })();
    },
    release(_kernel, file) {
      const copy = files.of(file);
      if (!copy) return;
      addTaskWork(system, () => release(file, copy));
    },
  };

  function* release(file: File, copy: FileCopy): Sleeping<void> {
    const owner = ownerOf();
    const function_ = pointer(layout.release);
    if (function_ !== 0)
      yield* system.call(function_, [copy.inode, copy.address], ['__fput', 'task_work_run', ...BOTTOM]);
    files.close(file);
    owner?.put();
  }
}

/** default_llseek: within 0 and what fits, the end is the inode's size. */
function noopSeek(file: File, offset: number, whence: number): number {
  let to = offset;
  if (whence === 1) to += file.pos;
  else if (whence === 2) to += file.inode.size;
  else if (whence !== 0) return -EINVAL;
  if (to < 0) return -EINVAL;
  file.pos = to;
  return to;
}
