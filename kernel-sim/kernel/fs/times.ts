/**
 * Access times with `relatime`, Linux's default. Follows fs/inode.c: relatime_need_update, touch_atime.
 */
import { MS_NOATIME, MS_NODIRATIME, MS_RDONLY, MS_RELATIME } from '../abi/mount';
import type { Inode, Mount, TimeSpec } from '../types';
import { currentTime, isDirectory } from './inode';

const DAY = 24 * 60 * 60;

/** A read happened: atime moves on when it is not newer than mtime or ctime, or older than a day. */
export function touchAccessed(mount: Mount, inode: Inode): void {
  if ((mount.flags & (MS_NOATIME | MS_RDONLY)) !== 0) return;
  if ((mount.flags & MS_NODIRATIME) !== 0 && isDirectory(inode)) return;
  const now = currentTime(inode);
  if ((mount.flags & MS_RELATIME) !== 0 && !relatimeNeedsUpdate(inode, now)) return;
  inode.atime = now;
}

function relatimeNeedsUpdate(inode: Inode, now: TimeSpec): boolean {
  return !later(inode.atime, inode.mtime) || !later(inode.atime, inode.ctime) || now[0] - inode.atime[0] >= DAY;
}

function later(a: TimeSpec, b: TimeSpec): boolean {
  return a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]);
}
