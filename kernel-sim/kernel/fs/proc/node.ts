/**
 * The three kinds of procfs inodes: texts made when they are read, directories, links. Follows fs/proc/generic.c and fs/seq_file.c.
 */
import { EFAULT, EINVAL, EIO, ENOENT, EPERM } from '../../errno';
import type { DirEntry, File, FileOperations, Inode, InodeOperations, Kernel, Path, Task } from '../../types';
import { S_IFDIR, S_IFLNK, S_IFREG } from '../../types';
import { dotEntries } from '../dots';
import { BaseInode, type BaseSuperBlock, direntType } from '../inode';
import { genericSeek } from '../seek';
import { utf8Decode, utf8Encode } from '../text';

/** The text of a file, or a negative errno. `reader` is who reads. */
export type Show = (kernel: Kernel, reader: Task) => string | Uint8Array | number;
/** Takes what is written. Bytes taken or a negative errno. */
export type Store = (kernel: Kernel, writer: Task, text: string) => number;

/** Inodes whose owner is asked for at each look-up. */
abstract class ProcInode extends BaseInode {
  /** chmod and chown are not for procfs. */
  protected static readonly noAttributes: Pick<InodeOperations, 'setattr'> = { setattr: () => -EPERM };
}

export class ProcFile extends ProcInode {
  /** `> file` opens with O_TRUNC: there is nothing to cut. */
  private static readonly operations: InodeOperations = { ...ProcInode.noAttributes, truncate: () => 0 };
  readonly ops: InodeOperations = ProcFile.operations;
  readonly fileOps: FileOperations = textOps;

  constructor(
    sb: BaseSuperBlock,
    mode: number,
    readonly show: Show,
    readonly store: Store | null = null,
  ) {
    super(sb, S_IFREG | mode);
  }
}

const textOps: FileOperations = {
  /** The text is made by the first read and again after going back to the start. */
  read(kernel, task, file, io, pos) {
    if (pos === 0 || !(file.private instanceof Uint8Array)) {
      const text = (file.inode as ProcFile).show(kernel, task);
      if (typeof text === 'number') return text;
      file.private = typeof text === 'string' ? utf8Encode(text) : text;
    }
    const bytes = file.private as Uint8Array;
    const wanted = Math.min(bytes.length - pos, io.remaining);
    if (wanted <= 0) return 0;
    const moved = io.put(bytes, pos, wanted);
    return moved === 0 ? -EFAULT : moved;
  },
  write(kernel, task, file, io) {
    const { store } = file.inode as ProcFile;
    if (store === null) return -EIO;
    const bytes = new Uint8Array(Math.min(io.remaining, 4096));
    if (io.get(bytes, 0, bytes.length) < bytes.length) return -EFAULT;
    return store(kernel, task, utf8Decode(bytes));
  },
  llseek: genericSeek,
};

/** A symbolic link whose text is made when it is read; `jump` goes straight to an open file's place. */
export class ProcLink extends ProcInode {
  readonly ops: InodeOperations;
  readonly fileOps: FileOperations = {};

  constructor(
    sb: BaseSuperBlock,
    mode: number,
    readlink: (reader: Task) => string | number,
    jump?: (reader: Task) => Path | number,
  ) {
    super(sb, S_IFLNK | mode);
    this.ops = {
      ...ProcInode.noAttributes,
      readlink: (_inode, reader) => readlink(reader),
      ...(jump === undefined ? {} : { jump: (_inode: Inode, reader: Task) => jump(reader) }),
    };
  }
}

/** A directory: fixed entries, or whatever `find` and `names` say. */
export abstract class ProcDirectory extends ProcInode {
  readonly ops: InodeOperations = directoryOps;
  readonly fileOps: FileOperations = directoryFileOps;

  constructor(sb: BaseSuperBlock, mode = 0o555) {
    super(sb, S_IFDIR | mode);
    this.nlink = 2;
  }

  abstract find(name: string): BaseInode | undefined;
  abstract list(): Iterable<[name: string, inode: BaseInode]>;
}

export class ProcFixed extends ProcDirectory {
  constructor(
    sb: BaseSuperBlock,
    private readonly entries: ReadonlyMap<string, BaseInode>,
    mode = 0o555,
  ) {
    super(sb, mode);
    for (const inode of entries.values()) if (inode instanceof ProcDirectory) this.nlink++;
  }

  find(name: string): BaseInode | undefined {
    return this.entries.get(name);
  }

  list(): Iterable<[string, BaseInode]> {
    return this.entries;
  }
}

/** Nothing can be made here: its look-up answers ENOENT where others say "free". */
const nothingNew = () => -ENOENT;

const directoryOps: InodeOperations = {
  lookup: (dir, name) => (dir as ProcDirectory).find(name) ?? -ENOENT,
  setattr: () => -EPERM,
  create: nothingNew,
  mkdir: nothingNew,
  mknod: nothingNew,
  symlink: nothingNew,
  link: nothingNew,
};

const directoryFileOps: FileOperations = {
  iterate(_kernel, _task, file: File): DirEntry[] {
    const list = dotEntries(file);
    for (const [name, inode] of (file.inode as ProcDirectory).list()) {
      list.push({ name, ino: inode.ino, type: direntType(inode.mode) });
    }
    return list;
  },
  llseek: genericSeek,
};

/** A number written to a sysctl. */
export function parseNumber(text: string): number | null {
  const match = /^\s*(-?\d+)\s*$/.exec(text);
  return match === null ? null : Number(match[1]);
}

export const INVALID = -EINVAL;
