/**
 * Extended attributes: no file system here keeps any. Follows fs/xattr.c in what such a file system answers.
 */
import { AT_FDCWD } from '../../abi/fcntl';
import { EBADF, EFAULT, EOPNOTSUPP, ERANGE } from '../../errno';
import { andThen } from '../../sleeping';
import type { Kernel, MaySleep, SyscallRow, Task } from '../../types';
import { fileOf, lookupAt } from './paths';
import { arg, FD, out, PATH, row } from './row';

const NAME = arg('name', 'str');
const VALUE = arg('value', 'ptr');
const SIZE = arg('size', 'size');
const XATTR_NAME_MAX = 255;

function named(kernel: Kernel, task: Task, name: number): number {
  const text = kernel.strncpyFromUser(task, name, XATTR_NAME_MAX + 1);
  if (typeof text === 'number') return text === -EFAULT ? text : -ERANGE;
  return text === '' ? -ERANGE : -EOPNOTSUPP;
}

/** The file must exist before the name is looked at. */
function at(kernel: Kernel, task: Task, path: number, follow: boolean, then: () => number): MaySleep<number> {
  return andThen(lookupAt(kernel, task, AT_FDCWD, path, follow), (found) =>
    typeof found === 'number' ? found : then(),
  );
}

const on = (task: Task, fd: number, then: () => number): number => {
  const file = fileOf(task, fd);
  return file === undefined || file.isPath ? -EBADF : then();
};

/** Calls by path, by path without following, by descriptor: three numbers in a row. */
function family(
  first: number,
  verb: string,
  rest: Parameters<typeof row>[2],
  answer: (k: Kernel, t: Task, name: number) => number,
): SyscallRow[] {
  return [
    row(first, `${verb}xattr`, [PATH, ...rest], 500, (k, t, path, name) =>
      at(k, t, path, true, () => answer(k, t, name)),
    ),
    row(first + 1, `l${verb}xattr`, [PATH, ...rest], 500, (k, t, path, name) =>
      at(k, t, path, false, () => answer(k, t, name)),
    ),
    row(first + 2, `f${verb}xattr`, [FD, ...rest], 200, (k, t, fd, name) => on(t, fd, () => answer(k, t, name))),
  ];
}

export const xattrSyscalls: readonly SyscallRow[] = [
  ...family(188, 'set', [NAME, VALUE, SIZE, arg('flags', 'int')], named),
  ...family(191, 'get', [NAME, out('value', 'ptr'), SIZE], named),
  ...family(194, 'list', [out('list', 'ptr'), SIZE], () => 0),
  ...family(197, 'remove', [NAME], named),
];
