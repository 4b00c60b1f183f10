/**
 * Names that come and go: unlink, rename, link, symlink, readlink, mknod. Follows fs/namei.c and fs/stat.c:do_readlinkat.
 */

import { CAP_DAC_READ_SEARCH } from '../../abi/capability';
import { AT_EMPTY_PATH, AT_FDCWD, AT_REMOVEDIR, AT_SYMLINK_FOLLOW } from '../../abi/fcntl';
import { EFAULT, EINVAL, ENOENT } from '../../errno';
import { andThen } from '../../sleeping';
import type { Kernel, MaySleep, SyscallRow, Task } from '../../types';
import { linkAt, mknodAt, symlinkAt } from '../create';
import { isSymlink } from '../inode';
import { capable } from '../permission';
import { rmdirAt, unlinkAt } from '../remove';
import { renameAt } from '../rename';
import { utf8Encode } from '../text';
import { touchAccessed } from '../times';
import { lookupAt, userPath, withPath } from './paths';
import { arg, DIRFD, MODE, out, PATH, row } from './row';

function unlink(kernel: Kernel, task: Task, dirfd: number, path: number, flags: number): MaySleep<number> {
  if ((flags & ~AT_REMOVEDIR) !== 0) return -EINVAL;
  const remove = (flags & AT_REMOVEDIR) !== 0 ? rmdirAt : unlinkAt;
  return withPath(kernel, task, dirfd, path, (text, from) => remove(kernel, task, text, from));
}

function rename(k: Kernel, t: Task, oldDir: number, oldPath: number, newDir: number, newPath: number, flags: number) {
  return withPath(k, t, oldDir, oldPath, (oldText, oldFrom) =>
    withPath(k, t, newDir, newPath, (newText, newFrom) => renameAt(k, t, oldText, oldFrom, newText, newFrom, flags)),
  );
}

function link(
  kernel: Kernel,
  task: Task,
  oldDir: number,
  oldPath: number,
  newDir: number,
  newPath: number,
  flags: number,
): MaySleep<number> {
  if ((flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH)) !== 0) return -EINVAL;
  const empty = (flags & AT_EMPTY_PATH) !== 0;
  // Linking by a bare descriptor would get around directory permissions.
  if (empty && !capable(task.cred, CAP_DAC_READ_SEARCH)) return -ENOENT;
  const old = lookupAt(kernel, task, oldDir, oldPath, (flags & AT_SYMLINK_FOLLOW) !== 0, { empty });
  return andThen(old, (at) => {
    if (typeof at === 'number') return at;
    return withPath(kernel, task, newDir, newPath, (text, from) => linkAt(task, at, text, from));
  });
}

function symlink(kernel: Kernel, task: Task, target: number, dirfd: number, path: number): MaySleep<number> {
  const text = userPath(kernel, task, target);
  if (typeof text === 'number') return text;
  return withPath(kernel, task, dirfd, path, (name, from) => symlinkAt(task, text, name, from));
}

/** Not NUL-terminated, cut to `size`. */
function readlink(kernel: Kernel, task: Task, dirfd: number, path: number, to: number, size: number): MaySleep<number> {
  if ((size | 0) <= 0) return -EINVAL;
  return andThen(lookupAt(kernel, task, dirfd, path, false, { empty: true }), (found) => {
    if (typeof found === 'number') return found;
    const { inode } = found.dentry;
    if (!isSymlink(inode) || inode.ops.readlink === undefined) {
      // An empty path on a descriptor that is no link: there is nothing to read.
      const text = userPath(kernel, task, path);
      return text === '' ? -ENOENT : -EINVAL;
    }
    touchAccessed(found.mount, inode);
    return andThen(inode.ops.readlink(inode, task), (target) => {
      if (typeof target === 'number') return target;
      const bytes = utf8Encode(target).subarray(0, size | 0);
      return kernel.copyToUser(task, to, bytes) < 0 ? -EFAULT : bytes.length;
    });
  });
}

const mknod = (k: Kernel, t: Task, dirfd: number, path: number, mode: number, device: number): MaySleep<number> =>
  withPath(k, t, dirfd, path, (text, from) => mknodAt(t, text, mode, device >>> 0, from));

const OLD = arg('oldname', 'path');
const NEW = arg('newname', 'path');
const OLD_DIR = arg('olddfd', 'dirfd');
const NEW_DIR = arg('newdfd', 'dirfd');
const BUFFER = out('buf', 'buf', 'result');
const AT_FLAGS = arg('flag', 'at-flags');

export const nameSyscalls: readonly SyscallRow[] = [
  row(87, 'unlink', [PATH], 1000, (k, t, path) => unlink(k, t, AT_FDCWD, path, 0)),
  row(263, 'unlinkat', [DIRFD, PATH, AT_FLAGS], 1000, (k, t, dirfd, path, flags) => unlink(k, t, dirfd, path, flags)),
  row(82, 'rename', [OLD, NEW], 1500, (k, t, from, to) => rename(k, t, AT_FDCWD, from, AT_FDCWD, to, 0)),
  row(264, 'renameat', [OLD_DIR, OLD, NEW_DIR, NEW], 1500, (k, t, fromDir, from, toDir, to) =>
    rename(k, t, fromDir, from, toDir, to, 0),
  ),
  row(
    316,
    'renameat2',
    [OLD_DIR, OLD, NEW_DIR, NEW, arg('flags', 'uint')],
    1500,
    (k, t, fromDir, from, toDir, to, flags) => rename(k, t, fromDir, from, toDir, to, flags),
  ),
  row(86, 'link', [OLD, NEW], 1200, (k, t, from, to) => link(k, t, AT_FDCWD, from, AT_FDCWD, to, 0)),
  row(
    265,
    'linkat',
    [OLD_DIR, OLD, NEW_DIR, NEW, arg('flags', 'at-flags')],
    1200,
    (k, t, fromDir, from, toDir, to, flags) => link(k, t, fromDir, from, toDir, to, flags),
  ),
  row(88, 'symlink', [OLD, NEW], 1200, (k, t, target, path) => symlink(k, t, target, AT_FDCWD, path)),
  row(266, 'symlinkat', [OLD, NEW_DIR, NEW], 1200, (k, t, target, dirfd, path) => symlink(k, t, target, dirfd, path)),
  row(89, 'readlink', [PATH, BUFFER, arg('bufsiz', 'size')], 500, (k, t, path, to, size) =>
    readlink(k, t, AT_FDCWD, path, to, size),
  ),
  row(267, 'readlinkat', [DIRFD, PATH, BUFFER, arg('bufsiz', 'size')], 500, (k, t, dirfd, path, to, size) =>
    readlink(k, t, dirfd, path, to, size),
  ),
  row(133, 'mknod', [PATH, MODE, arg('dev', 'dev')], 1200, (k, t, path, mode, device) =>
    mknod(k, t, AT_FDCWD, path, mode, device),
  ),
  row(259, 'mknodat', [DIRFD, PATH, MODE, arg('dev', 'dev')], 1200, (k, t, dirfd, path, mode, device) =>
    mknod(k, t, dirfd, path, mode, device),
  ),
];
