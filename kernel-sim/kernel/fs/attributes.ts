/**
 * Changing what an inode says of itself: mode, owner, times. Follows fs/attr.c: setattr_prepare, notify_change, chown_ok, chgrp_ok.
 */
import { CAP_CHOWN, CAP_FSETID } from '../abi/capability';
import { UTIME_NOW, UTIME_OMIT } from '../abi/time';
import { EACCES, EINVAL, EPERM, EROFS } from '../errno';
import { whenOk } from '../sleeping';
import type { Inode, MaySleep, Task, TimeSpec } from '../types';
import { S_IFMT } from '../types';
import type { Place } from './dcache';
import { currentTime, isDirectory, S_IALLUGO, S_ISGID, S_ISUID, touchChanged } from './inode';
import { notifyFile } from './notify';
import { capable, inGroup, MAY_WRITE, ownerOrCapable, permission } from './permission';
import { isReadOnly } from './read-only';

type Changes = Parameters<NonNullable<Inode['ops']['setattr']>>[1];

/** The file system may refuse; otherwise the fields are set. */
function apply({ dentry }: Place, changes: Changes): MaySleep<number> {
  const { inode } = dentry;
  return whenOk(inode.ops.setattr?.(inode, changes) ?? 0, () => {
    Object.assign(inode, changes);
    touchChanged(inode);
    notifyFile('attrib', inode, dentry.parent?.inode ?? null, dentry.name);
    return 0;
  });
}

export function changeMode(task: Task, at: Place, mode: number): MaySleep<number> {
  const { inode } = at.dentry;
  if (isReadOnly(at.mount)) return -EROFS;
  if (!ownerOrCapable(task.cred, inode)) return -EPERM;
  let bits = mode & S_IALLUGO;
  if (!inGroup(task.cred, inode.gid) && !capable(task.cred, CAP_FSETID)) bits &= ~S_ISGID;
  return apply(at, { mode: (inode.mode & S_IFMT) | bits });
}

/** -1 leaves uid or gid as it is. Changing an owner takes set-ID bits of files away, even when root does it. */
export function changeOwner(task: Task, at: Place, user: number, group: number): MaySleep<number> {
  const { inode } = at.dentry;
  if (isReadOnly(at.mount)) return -EROFS;
  const uid = (user | 0) === -1 ? inode.uid : user >>> 0;
  const gid = (group | 0) === -1 ? inode.gid : group >>> 0;
  const { cred } = task;
  if (!capable(cred, CAP_CHOWN)) {
    const owner = cred.fsuid === inode.uid;
    if ((user | 0) !== -1 && !(owner && uid === inode.uid)) return -EPERM;
    if ((group | 0) !== -1 && !(owner && (inGroup(cred, gid) || gid === inode.gid))) return -EPERM;
  }
  const setGroupToo = (inode.mode & 0o010) !== 0 ? S_ISGID : 0;
  const mode = isDirectory(inode) ? inode.mode : inode.mode & ~(S_ISUID | setGroupToo);
  return apply(at, { uid, gid, mode });
}

/** utimensat(2): null = both now, which a user who may write the file can do; otherwise only the owner. */
export function changeTimes(task: Task, at: Place, times: readonly [TimeSpec, TimeSpec] | null): MaySleep<number> {
  const { inode } = at.dentry;
  if (isReadOnly(at.mount)) return -EROFS;
  const [atime, mtime] = times ?? [NOW, NOW];
  if (!isValid(atime[1]) || !isValid(mtime[1])) return -EINVAL;
  if (atime[1] === UTIME_OMIT && mtime[1] === UTIME_OMIT) return 0;
  const bothNow = atime[1] === UTIME_NOW && mtime[1] === UTIME_NOW;
  if (!ownerOrCapable(task.cred, inode)) {
    if (!bothNow) return -EPERM;
    if (permission(task.cred, inode, MAY_WRITE) < 0) return -EACCES;
  }
  return apply(at, { atime: resolve(inode, atime, inode.atime), mtime: resolve(inode, mtime, inode.mtime) });
}

function isValid(nsec: number): boolean {
  return (nsec >= 0 && nsec < 1e9) || nsec === UTIME_NOW || nsec === UTIME_OMIT;
}

const NOW: TimeSpec = [0, UTIME_NOW];

function resolve(inode: Inode, wanted: TimeSpec, old: TimeSpec): TimeSpec {
  if (wanted[1] === UTIME_OMIT) return old;
  return wanted[1] === UTIME_NOW ? currentTime(inode) : wanted;
}
