/**
 * Who may do what to an inode: owner, group, others, capabilities, sticky directories.
 * Follows fs/namei.c (generic_permission, may_create, may_delete, check_sticky) and fs/attr.c. ACLs do not exist here.
 */
import { CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER } from '../abi/capability';
import { EACCES, EISDIR, ENOENT, ENOTDIR, EPERM } from '../errno';
import { fromKernel } from '../nsproxy/ids';
import { userNsOf } from '../nsproxy/namespaces';
import type { Cred, Inode } from '../types';
import { isDirectory, S_ISVTX } from './inode';

export const MAY_EXEC = 1;
export const MAY_WRITE = 2;
export const MAY_READ = 4;

/** In the first user namespace. */
export function capable(cred: Cred, capability: number): boolean {
  return userNsOf(cred).parent === null && holds(cred, capability);
}

const holds = (cred: Cred, capability: number): boolean =>
  (cred.capEffective[capability >> 5] & (1 << (capability & 31))) !== 0;

/** capable_wrt_inode_uidgid: in another user namespace only over files whose owner and group are mapped there. */
function capableOver(cred: Cred, inode: Inode, capability: number): boolean {
  const ns = userNsOf(cred);
  const mapped =
    ns.parent === null || (fromKernel(ns, 'uidMap', inode.uid) >= 0 && fromKernel(ns, 'gidMap', inode.gid) >= 0);
  return mapped && holds(cred, capability);
}

export function inGroup(cred: Cred, gid: number): boolean {
  return cred.fsgid === gid || cred.groups.includes(gid);
}

/** Owner of the file, or CAP_FOWNER. */
export function ownerOrCapable(cred: Cred, inode: Inode): boolean {
  return cred.fsuid === inode.uid || capableOver(cred, inode, CAP_FOWNER);
}

/** 0 or -EACCES. `mask` = MAY_READ | MAY_WRITE | MAY_EXEC. */
export function permission(cred: Cred, inode: Inode, mask: number): number {
  const shift = cred.fsuid === inode.uid ? 6 : inGroup(cred, inode.gid) ? 3 : 0;
  if ((mask & 7 & ~(inode.mode >> shift)) === 0) return 0;
  if (isDirectory(inode)) {
    if ((mask & MAY_WRITE) === 0 && capableOver(cred, inode, CAP_DAC_READ_SEARCH)) return 0;
    return capableOver(cred, inode, CAP_DAC_OVERRIDE) ? 0 : -EACCES;
  }
  if ((mask & 7) === MAY_READ && capableOver(cred, inode, CAP_DAC_READ_SEARCH)) return 0;
  // Root may not execute what nobody may execute.
  if (((mask & MAY_EXEC) === 0 || (inode.mode & 0o111) !== 0) && capableOver(cred, inode, CAP_DAC_OVERRIDE)) return 0;
  return -EACCES;
}

/** May a name be made in `dir`? A removed directory takes no new names. */
export function mayCreate(cred: Cred, dir: Inode): number {
  if (dir.nlink === 0) return -ENOENT;
  return permission(cred, dir, MAY_WRITE | MAY_EXEC);
}

/** In a sticky directory only the owner of file or directory may take a name away. */
function stickyForbids(cred: Cred, dir: Inode, victim: Inode): boolean {
  if ((dir.mode & S_ISVTX) === 0) return false;
  return cred.fsuid !== victim.uid && cred.fsuid !== dir.uid && !capable(cred, CAP_FOWNER);
}

/** May `victim` lose its name in `dir`? `wantDirectory`: rmdir, or rename of a directory. */
export function mayDelete(cred: Cred, dir: Inode, victim: Inode, wantDirectory: boolean): number {
  const error = permission(cred, dir, MAY_WRITE | MAY_EXEC);
  if (error < 0) return error;
  if (stickyForbids(cred, dir, victim)) return -EPERM;
  if (wantDirectory) {
    if (!isDirectory(victim)) return -ENOTDIR;
  } else if (isDirectory(victim)) return -EISDIR;
  return dir.nlink === 0 ? -ENOENT : 0;
}
