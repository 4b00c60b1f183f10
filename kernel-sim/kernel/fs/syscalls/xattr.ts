/** setxattr, getxattr, listxattr, removexattr and their relatives. Follows fs/xattr.c. */
import { AT_FDCWD } from '../../abi/fcntl';
import { E2BIG, EBADF, EFAULT, EINVAL, EOPNOTSUPP, ERANGE, EROFS } from '../../errno';
import { andThen } from '../../sleeping';
import type { Kernel, MaySleep, SyscallRow, Task } from '../../types';
import type { Place } from '../dcache';
import { touchChanged } from '../inode';
import { notifyFile } from '../notify';
import { isReadOnly } from '../read-only';
import { utf8Encode } from '../text';
import { isListed, XATTR_CREATE, XATTR_REPLACE, xattrPermission, xattrsOf } from '../xattr';
import { fileOf, lookupAt } from './paths';
import { arg, FD, out, PATH, row } from './row';

const NAME = arg('name', 'str');
const VALUE = arg('value', 'ptr');
const SIZE = arg('size', 'size');
const XATTR_NAME_MAX = 255;
const XATTR_SIZE_MAX = 65536;

type Answer = (k: Kernel, t: Task, at: Place, a: number, b: number, c: number, d: number) => MaySleep<number>;

function nameAt(kernel: Kernel, task: Task, address: number): string | number {
  const text = kernel.strncpyFromUser(task, address, XATTR_NAME_MAX + 1);
  if (typeof text === 'number') return text === -EFAULT ? text : -ERANGE;
  return text === '' ? -ERANGE : text;
}

const set: Answer = (kernel, task, at, nameAddress, from, size, flags) => {
  if ((flags & ~(XATTR_CREATE | XATTR_REPLACE)) !== 0) return -EINVAL;
  const name = nameAt(kernel, task, nameAddress);
  if (typeof name === 'number') return name;
  if (size > XATTR_SIZE_MAX || size < 0) return -E2BIG;
  const value = new Uint8Array(size);
  if (size > 0 && kernel.copyFromUser(task, from, value) < 0) return -EFAULT;
  return change(task, at, name, value, flags | 0);
};

const remove: Answer = (kernel, task, at, nameAddress) => {
  const name = nameAt(kernel, task, nameAddress);
  return typeof name === 'number' ? name : change(task, at, name, null, 0);
};

function change(task: Task, at: Place, name: string, value: Uint8Array | null, flags: number): MaySleep<number> {
  const { inode } = at.dentry;
  if (isReadOnly(at.mount)) return -EROFS;
  const denied = xattrPermission(task, inode, name, true);
  if (denied < 0) return denied;
  const xattrs = xattrsOf(inode);
  if (xattrs === null) return -EOPNOTSUPP;
  return andThen(xattrs.set(name, value, flags), (result) => {
    if (result < 0) return result;
    touchChanged(inode);
    notifyFile('attrib', inode, null, '');
    return 0;
  });
}

const get: Answer = (kernel, task, at, nameAddress, to, size) => {
  const name = nameAt(kernel, task, nameAddress);
  if (typeof name === 'number') return name;
  const { inode } = at.dentry;
  const denied = xattrPermission(task, inode, name, false);
  if (denied < 0) return denied;
  return andThen(xattrsOf(inode)?.get(name) ?? -EOPNOTSUPP, (value) =>
    typeof value === 'number' ? value : give(kernel, task, value, to, size),
  );
};

const list: Answer = (kernel, task, at, to, size) =>
  andThen(xattrsOf(at.dentry.inode)?.list() ?? [], (names) => {
    if (typeof names === 'number') return names;
    const visible = names.filter((name) => isListed(task, name));
    return give(kernel, task, utf8Encode(visible.map((name) => `${name}\0`).join('')), to, size);
  });

/** Size 0 asks how much there is. */
function give(kernel: Kernel, task: Task, bytes: Uint8Array, to: number, size: number): number {
  if (size === 0) return bytes.length;
  if (bytes.length > size) return -ERANGE;
  return kernel.copyToUser(task, to, bytes) < 0 ? -EFAULT : bytes.length;
}

function byPath(kernel: Kernel, task: Task, path: number, follow: boolean, then: (at: Place) => MaySleep<number>) {
  return andThen(lookupAt(kernel, task, AT_FDCWD, path, follow), (found) =>
    typeof found === 'number' ? found : then(found),
  );
}

function byFd(task: Task, fd: number, then: (at: Place) => MaySleep<number>): MaySleep<number> {
  const file = fileOf(task, fd);
  return file === undefined || file.isPath ? -EBADF : then(file.path);
}

/** Calls by path, by path without following, by descriptor: three numbers in a row. */
function family(first: number, verb: string, rest: Parameters<typeof row>[2], answer: Answer): SyscallRow[] {
  return [
    row(first, `${verb}xattr`, [PATH, ...rest], 500, (k, t, path, a, b, c, d) =>
      byPath(k, t, path, true, (at) => answer(k, t, at, a, b, c, d)),
    ),
    row(first + 1, `l${verb}xattr`, [PATH, ...rest], 500, (k, t, path, a, b, c, d) =>
      byPath(k, t, path, false, (at) => answer(k, t, at, a, b, c, d)),
    ),
    row(first + 2, `f${verb}xattr`, [FD, ...rest], 200, (k, t, fd, a, b, c, d) =>
      byFd(t, fd, (at) => answer(k, t, at, a, b, c, d)),
    ),
  ];
}

export const xattrSyscalls: readonly SyscallRow[] = [
  ...family(188, 'set', [NAME, VALUE, SIZE, arg('flags', 'int')], set),
  ...family(191, 'get', [NAME, out('value', 'ptr'), SIZE], get),
  ...family(194, 'list', [out('list', 'ptr'), SIZE], list),
  ...family(197, 'remove', [NAME], remove),
];
