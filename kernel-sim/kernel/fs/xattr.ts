/**
 * Extended attributes: what keeps them, and who may see which. Follows fs/xattr.c (xattr_permission, simple_xattr) and xattr(7).
 */
import { CAP_SYS_ADMIN } from '../abi/capability';
import { EEXIST, ENODATA, EOPNOTSUPP, EPERM } from '../errno';
import type { Inode, MaySleep, Task } from '../types';
import { BaseInode, isDirectory, isRegular, S_ISVTX } from './inode';
import { capable, MAY_READ, MAY_WRITE, ownerOrCapable, permission } from './permission';

export const XATTR_CREATE = 1;
export const XATTR_REPLACE = 2;

/** Where one inode keeps its attributes. Names with their prefix; null: takes it away. */
export interface Xattrs {
  get(name: string): MaySleep<Uint8Array | number>;
  set(name: string, value: Uint8Array | null, flags: number): MaySleep<number>;
  list(): MaySleep<string[] | number>;
}

export const xattrsOf = (inode: Inode): Xattrs | null => (inode instanceof BaseInode ? inode.xattrs : null);

/** May the flags stand, given that the name is there or not? 0, -EEXIST or -ENODATA. */
export function checkFlags(exists: boolean, value: Uint8Array | null, flags: number): number {
  if (exists && (flags & XATTR_CREATE) !== 0) return -EEXIST;
  return !exists && (value === null || (flags & XATTR_REPLACE) !== 0) ? -ENODATA : 0;
}

/** Attributes that live in memory, of the kinds whose prefix is given. */
export class MemoryXattrs implements Xattrs {
  private readonly values = new Map<string, Uint8Array>();

  constructor(private readonly prefixes: readonly string[]) {}

  private knows(name: string): boolean {
    return this.prefixes.some((prefix) => name.startsWith(prefix) && name.length > prefix.length);
  }

  get(name: string): Uint8Array | number {
    return this.knows(name) ? (this.values.get(name) ?? -ENODATA) : -EOPNOTSUPP;
  }

  set(name: string, value: Uint8Array | null, flags: number): number {
    if (!this.knows(name)) return -EOPNOTSUPP;
    const error = checkFlags(this.values.has(name), value, flags);
    if (error < 0) return error;
    if (value === null) this.values.delete(name);
    else this.values.set(name, value);
    return 0;
  }

  list(): string[] {
    return [...this.values.keys()];
  }
}

/** xattr_permission. `write`: to set or remove. */
export function xattrPermission(task: Task, inode: Inode, name: string, write: boolean): number {
  if (name.startsWith('security.') || name.startsWith('system.')) {
    if (name.startsWith('security.') && write && !capable(task.cred, CAP_SYS_ADMIN)) return -EPERM;
    return 0;
  }
  if (name.startsWith('trusted.')) return capable(task.cred, CAP_SYS_ADMIN) ? 0 : write ? -EPERM : -ENODATA;
  if (name.startsWith('user.')) {
    if (!isRegular(inode) && !isDirectory(inode)) return write ? -EPERM : -ENODATA;
    const sticky = isDirectory(inode) && (inode.mode & S_ISVTX) !== 0;
    if (sticky && write && !ownerOrCapable(task.cred, inode)) return -EPERM;
  }
  return permission(task.cred, inode, write ? MAY_WRITE : MAY_READ);
}

/** listxattr tells of trusted attributes only those who may read them. */
export function isListed(task: Task, name: string): boolean {
  return !name.startsWith('trusted.') || capable(task.cred, CAP_SYS_ADMIN);
}
