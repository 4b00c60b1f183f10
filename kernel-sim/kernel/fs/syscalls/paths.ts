/**
 * From the arguments of a system call to paths and files. Follows fs/namei.c: getname_flags, user_path_at.
 */
import { AT_FDCWD } from '../../abi/fcntl';
import { PATH_MAX } from '../../abi/limits';
import { EBADF } from '../../errno';
import { whenOk } from '../../sleeping';
import type { Cred, Kernel, MaySleep, Path, Task } from '../../types';
import type { Place } from '../dcache';
import { type OpenFile, openFile } from '../file';
import { NameWalk } from '../namei';

/** The path at a user address, or -EFAULT, -ENAMETOOLONG. Empty paths are for the walk to refuse. */
export function userPath(kernel: Kernel, task: Task, address: number): string | number {
  return kernel.strncpyFromUser(task, address, PATH_MAX);
}

/** The open file of a descriptor, O_PATH ones included; undefined: -EBADF. */
export function fileOf(task: Task, fd: number): OpenFile | undefined {
  const file = task.files.get(fd | 0);
  return file === undefined ? undefined : openFile(file);
}

/** Where a relative path starts: null = the working directory. */
export function startOf(task: Task, dirfd: number, path: string): Path | null | number {
  if (path.startsWith('/') || (dirfd | 0) === AT_FDCWD) return null;
  return fileOf(task, dirfd)?.path ?? -EBADF;
}

/** The existing thing that (dirfd, path) names. `empty`: AT_EMPTY_PATH, an empty path is the descriptor itself. */
export function lookupAt(
  kernel: Kernel,
  task: Task,
  dirfd: number,
  address: number,
  follow: boolean,
  options: { empty?: boolean; cred?: Cred } = {},
): MaySleep<Place | number> {
  const path = userPath(kernel, task, address);
  if (typeof path === 'number') return path;
  if (path === '' && options.empty === true) {
    if ((dirfd | 0) === AT_FDCWD) return task.fs.cwd as Place;
    return fileOf(task, dirfd)?.path ?? -EBADF;
  }
  const from = startOf(task, dirfd, path);
  if (typeof from === 'number') return from;
  const walk = new NameWalk(task, options.cred ?? task.cred);
  return whenOk<Place>(walk.toEnd(path, from, follow), () => walk);
}

/** Path and start for calls that make or remove a name: `then` gets both. */
export function withPath(
  kernel: Kernel,
  task: Task,
  dirfd: number,
  address: number,
  then: (path: string, from: Path | null) => MaySleep<number>,
): MaySleep<number> {
  const path = userPath(kernel, task, address);
  if (typeof path === 'number') return path;
  const from = startOf(task, dirfd, path);
  return typeof from === 'number' ? from : then(path, from);
}
