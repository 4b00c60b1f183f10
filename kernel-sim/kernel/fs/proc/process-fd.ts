/**
 * /proc/PID/fd and fdinfo: open files of a process. Follows fs/proc/fd.c. A link of `fd` leads straight to the open file,
 * even when its name is gone or it never had one.
 */
import { O_CLOEXEC } from '../../abi/fcntl';
import { EACCES, ENOENT } from '../../errno';
import type { File, Task } from '../../types';
import type { MountNode } from '../dcache';
import type { BaseInode, BaseSuperBlock } from '../inode';
import { mayInspect } from './access';
import { ProcDirectory, ProcFile, ProcLink } from './node';

/** One inode for each descriptor in use; forgotten when the descriptor holds another file. */
abstract class DescriptorDirectory extends ProcDirectory {
  private readonly inodes = new Map<number, { file: File; inode: BaseInode }>();

  constructor(
    sb: BaseSuperBlock,
    protected readonly task: Task,
    mode: number,
  ) {
    super(sb, mode);
  }

  protected abstract make(fd: number, file: File): BaseInode;

  find(name: string): BaseInode | undefined {
    return /^(0|[1-9]\d*)$/.test(name) ? this.inodeOf(Number(name)) : undefined;
  }

  *list(): Generator<[string, BaseInode]> {
    for (const [fd] of this.task.files.entries()) {
      const inode = this.inodeOf(fd);
      if (inode !== undefined) yield [String(fd), inode];
    }
  }

  private inodeOf(fd: number): BaseInode | undefined {
    const file = this.task.files.get(fd);
    if (file === undefined) {
      this.inodes.delete(fd);
      return undefined;
    }
    let known = this.inodes.get(fd);
    if (known?.file !== file) {
      known = { file, inode: this.make(fd, file) };
      this.inodes.set(fd, known);
    }
    known.inode.uid = this.task.cred.euid;
    known.inode.gid = this.task.cred.egid;
    return known.inode;
  }
}

/** Links with the file's own access as their mode: `lr-x------`. */
export class FdDirectory extends DescriptorDirectory {
  constructor(sb: BaseSuperBlock, task: Task) {
    super(sb, task, 0o500);
  }

  protected make(fd: number, file: File): BaseInode {
    const { task } = this;
    const mode = (file.readable ? 0o500 : 0) | (file.writable ? 0o300 : 0);
    const current = (reader: Task): File | number => {
      if (!mayInspect(reader, task)) return -EACCES;
      return task.files.get(fd) ?? -ENOENT;
    };
    const inode = new ProcLink(
      this.sb,
      mode,
      (reader) => {
        const open = current(reader);
        return typeof open === 'number' ? open : this.sb.kernel.vfs.pathName(open.path, reader.fs.root);
      },
      (reader) => {
        const open = current(reader);
        return typeof open === 'number' ? open : open.path;
      },
    );
    inode.size = 64;
    return inode;
  }
}

export class FdInfoDirectory extends DescriptorDirectory {
  constructor(sb: BaseSuperBlock, task: Task) {
    super(sb, task, 0o555);
  }

  protected make(fd: number): BaseInode {
    const { task } = this;
    return new ProcFile(this.sb, 0o400, (_kernel, reader) => {
      if (!mayInspect(reader, task)) return -EACCES;
      const file = task.files.get(fd);
      if (file === undefined) return -ENOENT;
      const flags = (file.flags & ~O_CLOEXEC) | (task.files.getCloexec(fd) ? O_CLOEXEC : 0);
      const mount = file.path.mount as MountNode;
      return `pos:\t${file.pos}\nflags:\t0${flags.toString(8)}\nmnt_id:\t${mount.id}\nino:\t${file.inode.ino}\n`;
    });
  }
}
