/**
 * Advisory locks: fcntl(2) record locks, owned by a descriptor table, and flock(2), owned by an open file.
 * Follows fs/locks.c. Departs from it: no deadlock detection (EDEADLK), no leases, no mandatory locks.
 */
import { EAGAIN, ERESTARTSYS } from '../errno';
import type { File, FilesStruct, Inode, Kernel, Sleeping, WaitQueue } from '../types';
import { INTERRUPTED } from '../types';

export const F_RDLCK = 0;
export const F_WRLCK = 1;
export const F_UNLCK = 2;

export interface PosixLock {
  owner: FilesStruct | File;
  pid: number;
  type: number;
  /** First byte and one past the last; Infinity = to the end of the file. */
  start: number;
  end: number;
}

interface InodeLocks {
  posix: PosixLock[];
  flocks: Map<File, number>;
  released: WaitQueue | null;
}

const locks = new WeakMap<Inode, InodeLocks>();

function locksOf(inode: Inode): InodeLocks {
  let found = locks.get(inode);
  if (found === undefined) {
    found = { posix: [], flocks: new Map(), released: null };
    locks.set(inode, found);
  }
  return found;
}

/** The first lock that forbids this one, or undefined. */
export function posixConflict(inode: Inode, wanted: PosixLock): PosixLock | undefined {
  return locks
    .get(inode)
    ?.posix.find(
      (held) =>
        held.owner !== wanted.owner &&
        held.start < wanted.end &&
        wanted.start < held.end &&
        (held.type === F_WRLCK || wanted.type === F_WRLCK),
    );
}

/** F_SETLK: sets, changes or removes the lock on a range. 0 or -EAGAIN. */
export function setPosixLock(inode: Inode, wanted: PosixLock): number {
  if (wanted.type !== F_UNLCK && posixConflict(inode, wanted) !== undefined) return -EAGAIN;
  const all = locksOf(inode);
  const rest: PosixLock[] = [];
  for (const held of all.posix) {
    if (held.owner !== wanted.owner || held.end <= wanted.start || wanted.end <= held.start) rest.push(held);
    else {
      if (held.start < wanted.start) rest.push({ ...held, end: wanted.start });
      if (wanted.end < held.end) rest.push({ ...held, start: wanted.end });
    }
  }
  if (wanted.type !== F_UNLCK) rest.push(wanted);
  all.posix = rest.sort((a, b) => a.start - b.start);
  all.released?.wake();
  return 0;
}

/** F_SETLKW. */
export function* waitPosixLock(kernel: Kernel, inode: Inode, wanted: PosixLock): Sleeping<number> {
  for (;;) {
    const result = setPosixLock(inode, wanted);
    if (result !== -EAGAIN) return result;
    if ((yield* releasedQueue(kernel, inode).sleep('locks_lock_inode_wait')) === INTERRUPTED) return -ERESTARTSYS;
  }
}

/** close(2) of any descriptor of the file drops all record locks of that process on it, as POSIX wants. */
export function releasePosixLocks(inode: Inode, owner: PosixLock['owner']): void {
  const all = locks.get(inode);
  if (all === undefined || all.posix.length === 0) return;
  all.posix = all.posix.filter((held) => held.owner !== owner);
  all.released?.wake();
}

/** flock(2): `exclusive` or shared. 0 or -EAGAIN. */
export function setFlock(file: File, exclusive: boolean): number {
  const all = locksOf(file.inode);
  for (const [other, mode] of all.flocks) {
    if (other !== file && (exclusive || mode === F_WRLCK)) return -EAGAIN;
  }
  all.flocks.set(file, exclusive ? F_WRLCK : F_RDLCK);
  all.released?.wake();
  return 0;
}

export function* waitFlock(kernel: Kernel, file: File, exclusive: boolean): Sleeping<number> {
  for (;;) {
    const result = setFlock(file, exclusive);
    if (result !== -EAGAIN) return result;
    if ((yield* releasedQueue(kernel, file.inode).sleep('locks_lock_inode_wait')) === INTERRUPTED) return -ERESTARTSYS;
  }
}

export function releaseFlock(file: File): void {
  const all = locks.get(file.inode);
  if (all?.flocks.delete(file)) all.released?.wake();
}

function releasedQueue(kernel: Kernel, inode: Inode): WaitQueue {
  const all = locksOf(inode);
  all.released ??= kernel.newWaitQueue('file_lock');
  return all.released;
}
