/**
 * mount, umount2. Follows fs/namespace.c:do_mount.
 */
import { PATH_MAX } from '../../abi/limits';
import type { Kernel, MaySleep, SyscallRow, Task } from '../../types';
import { mountAt, pivotRoot, umountAt } from '../mount';
import { arg, row } from './row';

/** A string, or '' for a null pointer. */
function optional(kernel: Kernel, task: Task, address: number): string | number {
  return address === 0 ? '' : kernel.strncpyFromUser(task, address, PATH_MAX);
}

/** Flags once carried a magic number in the upper half. */
const MS_MGC_VAL = 0xc0ed0000;
const MS_MGC_MSK = 0xffff0000;

function mount(
  kernel: Kernel,
  task: Task,
  source: number,
  target: number,
  type: number,
  flags: number,
  data: number,
): MaySleep<number> {
  const texts = [type, source, data].map((address) => optional(kernel, task, address));
  const bad = texts.find((text) => typeof text === 'number');
  if (typeof bad === 'number') return bad;
  const [typeText, sourceText, dataText] = texts as string[];
  const at = kernel.strncpyFromUser(task, target, PATH_MAX);
  if (typeof at === 'number') return at;
  const plain = (flags & MS_MGC_MSK) >>> 0 === MS_MGC_VAL ? flags & ~MS_MGC_MSK : flags;
  return mountAt(kernel, task, sourceText || 'none', at, typeText, plain, dataText);
}

function umount(kernel: Kernel, task: Task, target: number, flags: number): MaySleep<number> {
  const path = kernel.strncpyFromUser(task, target, PATH_MAX);
  return typeof path === 'number' ? path : umountAt(kernel, task, path, flags);
}

function pivot(kernel: Kernel, task: Task, to: number, old: number): MaySleep<number> {
  const newRoot = kernel.strncpyFromUser(task, to, PATH_MAX);
  if (typeof newRoot === 'number') return newRoot;
  const putOld = kernel.strncpyFromUser(task, old, PATH_MAX);
  return typeof putOld === 'number' ? putOld : pivotRoot(kernel, task, newRoot, putOld);
}

export const mountSyscalls: readonly SyscallRow[] = [
  row(
    165,
    'mount',
    [
      arg('dev_name', 'str'),
      arg('dir_name', 'path'),
      arg('type', 'str'),
      arg('flags', 'mount-flags'),
      arg('data', 'str'),
    ],
    3000,
    (k, t, source, target, type, flags, data) => mount(k, t, source, target, type, flags, data),
    { missing: 'Propagation is simpler than in Linux: see fs/mount.ts.' },
  ),
  row(166, 'umount2', [arg('name', 'path'), arg('flags', 'umount-flags')], 2000, (k, t, target, flags) =>
    umount(k, t, target, flags | 0),
  ),
  row(155, 'pivot_root', [arg('new_root', 'path'), arg('put_old', 'path')], 2000, (k, t, to, old) =>
    pivot(k, t, to, old),
  ),
];
