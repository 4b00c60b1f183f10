/** mount -t overlay: lowerdir=A:B, upperdir, workdir. Follows fs/overlayfs/{super,params}.c and file.c. */
import { O_CREAT, O_EXCL, O_TRUNC } from '../../abi/fcntl';
import { EINVAL, EIO, ENOTDIR, EROFS } from '../../errno';
import { andThen, settle } from '../../sleeping';
import type {
  File,
  FileOperations,
  FileSystemType,
  IoBuffer,
  Kernel,
  MaySleep,
  Sleeping,
  SuperBlock,
  Task,
} from '../../types';
import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from '../../types';
import { contextOf } from '../context';
import { dotEntries } from '../dots';
import { putFile } from '../file';
import { BaseSuperBlock, isDirectory } from '../inode';
import { withInode } from '../inode-lock';
import { NameWalk } from '../namei';
import { openInode } from '../open';
import { isReadOnly } from '../read-only';
import { genericSeek } from '../seek';
import { specialOps } from '../special';
import { asOverlay, copyUp, type Layer, OverlayInode, type OverlayOperations, OverlaySuperBlock } from './inode';
import {
  listMerged,
  makeUnnamed,
  overlayDirectoryOps,
  overlayFileOps,
  overlayLinkOps,
  overlaySpecialOps,
} from './namei';

const realOf = (file: File): File => file.private as File;

/** Regular files: each open file of ours has one of the real file behind it. */
const regularFileOps: FileOperations = {
  *open(kernel, task, file): Sleeping<number> {
    const inode = asOverlay(file.inode);
    if (file.writable || (file.flags & O_TRUNC) !== 0) {
      const error = yield* copyUp(inode, (file.flags & O_TRUNC) !== 0 ? 0 : undefined);
      if (error < 0) return error;
    }
    const flags = file.flags & ~(O_CREAT | O_EXCL | O_TRUNC);
    const real = yield* settle(openInode(kernel, task, inode.realLayer, flags));
    if (typeof real === 'number') return real;
    file.private = real;
    return 0;
  },
  read(kernel, task, file, io, pos): MaySleep<number> {
    const real = realOf(file);
    return real.ops.read?.(kernel, task, real, io, pos) ?? -EINVAL;
  },
  write(kernel: Kernel, task: Task, file: File, io: IoBuffer, pos: number): MaySleep<number> {
    const real = realOf(file);
    const inode = asOverlay(file.inode);
    // The VFS may have taken set-ID bits away.
    real.inode.mode = inode.mode;
    const written = withInode(real.inode, () => real.ops.write?.(kernel, task, real, io, pos) ?? -EINVAL);
    return andThen(written, (result) => {
      inode.refresh();
      return result;
    });
  },
  llseek(file, offset, whence) {
    const real = realOf(file);
    real.pos = file.pos;
    return andThen((real.ops.llseek ?? genericSeek)(real, offset, whence), (to) => {
      if (to >= 0) file.pos = to;
      return to;
    });
  },
  fsync(kernel, file) {
    const real = realOf(file);
    return real.ops.fsync?.(kernel, real) ?? 0;
  },
  release(kernel, file) {
    if (file.private !== null) putFile(kernel, realOf(file));
  },
};

const directoryFileOps: FileOperations = {
  *iterate(_kernel, _task, file) {
    const entries = yield* listMerged(asOverlay(file.inode));
    return [...dotEntries(file), ...entries];
  },
  llseek: genericSeek,
  fsync: () => 0,
};

const OPERATIONS: OverlayOperations = {
  inode(mode) {
    const type = mode & S_IFMT;
    if (type === S_IFDIR) return overlayDirectoryOps;
    return type === S_IFREG ? overlayFileOps : type === S_IFLNK ? overlayLinkOps : overlaySpecialOps;
  },
  makeUnnamed,
  file(mode) {
    const type = mode & S_IFMT;
    if (type === S_IFDIR) return directoryFileOps;
    return type === S_IFREG ? regularFileOps : type === S_IFLNK ? {} : specialOps(mode);
  },
};

export const overlayType: FileSystemType = {
  name: 'overlay',
  nodev: true,
  mount(kernel, _source, text, by): MaySleep<SuperBlock | number> {
    return mount(kernel, text, by?.task ?? kernel.init);
  },
};

function* mount(kernel: Kernel, text: string, task: Task): Sleeping<SuperBlock | number> {
  const options = new Map<string, string>();
  for (const option of text.split(',')) {
    const at = option.indexOf('=');
    if (option === '') continue;
    const key = at < 0 ? option : option.slice(0, at);
    if (!KNOWN.has(key)) {
      kernel.printk(3, `overlayfs: unrecognized mount option "${option}" or missing value`);
      return -EINVAL;
    }
    options.set(key, at < 0 ? '' : option.slice(at + 1));
  }
  const { lowerdir = '', upperdir, workdir } = Object.fromEntries(options) as Record<string, string | undefined>;
  const complain = (words: string): number => {
    kernel.printk(3, `overlayfs: ${words}`);
    return -EINVAL;
  };
  if (lowerdir === '') return complain("missing 'lowerdir'");
  if (upperdir !== undefined && workdir === undefined) return complain("missing 'workdir'");
  const names = lowerdir.split(':');
  if (upperdir === undefined && names.length === 1)
    return complain('at least 2 lowerdir are needed while upperdir nonexistent');
  const lowers: Layer[] = [];
  for (const name of names) {
    const layer = yield* directoryAt(task, name);
    if (typeof layer === 'number') return layer;
    lowers.push(layer);
  }
  const upper = upperdir === undefined ? null : yield* directoryAt(task, upperdir);
  if (typeof upper === 'number') return upper;
  if (upper !== null && workdir !== undefined) {
    const error = yield* prepareWork(task, upper, workdir, complain);
    if (error < 0) return error;
  }
  const sb = new OverlaySuperBlock(kernel, overlayType, contextOf(kernel).anonymousDevice());
  sb.operations = OPERATIONS;
  sb.mounter = task;
  sb.upper = upper;
  sb.lowers = lowers;
  sb.optionText = [
    ['lowerdir', lowerdir],
    ['upperdir', upperdir],
    ['workdir', workdir],
  ]
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  // Layers may be unmounted where they are seen; their file systems stay (clone_private_mount).
  for (const { mount } of [...lowers, ...(upper === null ? [] : [upper])])
    if (mount.sb instanceof BaseSuperBlock) mount.sb.active++;
  sb.root = new OverlayInode(sb, upper, lowers, null, '');
  return sb;
}

const KNOWN = new Set([
  'lowerdir',
  'upperdir',
  'workdir',
  'index',
  'redirect_dir',
  'xino',
  'metacopy',
  'nfs_export',
  'volatile',
  'userxattr',
  'uuid',
]);

function* directoryAt(task: Task, path: string): Sleeping<Layer | number> {
  const walk = new NameWalk(task);
  const error = yield* settle(walk.toEnd(path, null, true));
  if (error < 0) return error;
  return isDirectory(walk.dentry.inode) ? { mount: walk.mount, dentry: walk.dentry } : -ENOTDIR;
}

/** The work directory lies in the same mount as the upper one, beside it, and gets a `work` of its own. */
function* prepareWork(task: Task, upper: Layer, path: string, complain: (words: string) => number): Sleeping<number> {
  const work = yield* directoryAt(task, path);
  if (typeof work === 'number') return work;
  if (work.mount !== upper.mount) return complain('workdir and upperdir must reside under the same mount');
  if (work.dentry.contains(upper.dentry) || upper.dentry.contains(work.dentry))
    return complain('workdir and upperdir must be separate subtrees');
  if (isReadOnly(upper.mount)) return -EROFS;
  const dir = work.dentry.inode;
  const there = yield* settle(dir.ops.lookup?.(dir, 'work') ?? -EIO);
  if (typeof there !== 'number') return 0;
  work.dentry.forgetAbsent('work');
  const made = yield* settle(dir.ops.mkdir?.(dir, 'work', 0, task) ?? -EIO);
  return typeof made === 'number' ? made : 0;
}
