/**
 * From a path to a place in the tree. Follows fs/namei.c: link_path_walk, walk_component, step_into, pick_link, follow_dotdot.
 * `NameWalk` is struct nameidata: where the walk stands, and the last component that is still to be looked up.
 */
import { MAXSYMLINKS, NAME_MAX } from '../abi/limits';
import { EACCES, ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR } from '../errno';
import type { Cred, Inode, Path, Task } from '../types';
import { DentryNode, type MountNode, mountedOn, type Place, place } from './dcache';
import { BaseInode, isDirectory, isSymlink, S_ISVTX } from './inode';
import { MAY_EXEC, permission } from './permission';
import { utf8Length } from './text';
import { touchAccessed } from './times';

/** What the last component is (enum last_type). ROOT: there is none, the walk has arrived. */
export const LAST_NORM = 0;
export const LAST_ROOT = 1;
export const LAST_DOT = 2;
export const LAST_DOTDOT = 3;
export type LastType = typeof LAST_NORM | typeof LAST_ROOT | typeof LAST_DOT | typeof LAST_DOTDOT;

export class NameWalk {
  mount!: MountNode;
  dentry!: DentryNode;
  /** Last component, not yet looked up. */
  name = '';
  lastType: LastType = LAST_ROOT;
  /** Slashes after the last component: it must be a directory. */
  trailingSlash = false;
  private links = 0;

  constructor(
    private readonly task: Task,
    private readonly cred: Cred = task.cred,
    /** RESOLVE_NO_SYMLINKS of openat2(2). */
    private readonly noSymlinks = false,
  ) {}

  /** Walks all but the last component. `from` = null: the working directory. 0 or a negative errno. */
  toParent(path: string, from: Path | null): number {
    if (path === '') return -ENOENT;
    if (path.charCodeAt(0) === SLASH) this.enter(place(this.task.fs.root));
    else {
      this.enter(place(from ?? this.task.fs.cwd));
      if (!isDirectory(this.dentry.inode)) return -ENOTDIR;
    }
    return this.components(path);
  }

  /** Walks to the end. 0 or a negative errno; then `mount` and `dentry` are the answer. */
  toEnd(path: string, from: Path | null, followLast: boolean): number {
    let error = this.toParent(path, from);
    while (error === 0) {
      const next = this.last();
      if (typeof next === 'number') return next;
      if (next === null) return 0;
      if (isSymlink(next.dentry.inode) && (followLast || this.trailingSlash)) {
        error = this.followLast(next);
        continue;
      }
      this.enter(next);
      return this.trailingSlash && !isDirectory(this.dentry.inode) ? -ENOTDIR : 0;
    }
    return error;
  }

  /** Looks the last component up: its place (a symlink is not followed), null when the walk has arrived already. */
  last(): Place | null | number {
    if (this.lastType === LAST_NORM) return this.lookup(this.name);
    if (this.lastType === LAST_DOTDOT) this.up();
    return null;
  }

  /** Goes on from a symlink found as last component: to the parent of what it names. */
  followLast(link: Place): number {
    if (!this.mayFollow(link.dentry.inode)) return -EACCES;
    const target = this.readLink(link);
    if (typeof target === 'number') return target;
    if (target === null) {
      this.lastType = LAST_ROOT;
      return 0;
    }
    return this.components(this.trailingSlash ? `${target}/` : target);
  }

  /**
   * fs.protected_symlinks = 1, as Debian sets it: in a sticky directory that all may write, a link in last place is followed
   * only when it belongs to who follows it or to the directory's owner (may_follow_link).
   */
  private mayFollow(link: Inode): boolean {
    const dir = this.dentry.inode;
    if (this.cred.fsuid === link.uid || dir.uid === link.uid) return true;
    return (dir.mode & (S_ISVTX | 0o002)) !== (S_ISVTX | 0o002);
  }

  private enter(at: Place): void {
    this.mount = at.mount;
    this.dentry = at.dentry;
  }

  private components(path: string): number {
    let rest = path;
    let at = 0;
    for (;;) {
      at = skipSlashes(rest, at);
      if (at === rest.length) {
        this.lastType = LAST_ROOT;
        this.trailingSlash = true;
        return 0;
      }
      const error = permission(this.cred, this.dentry.inode, MAY_EXEC);
      if (error < 0) return error;
      let end = rest.indexOf('/', at);
      if (end < 0) end = rest.length;
      const name = rest.slice(at, end);
      at = skipSlashes(rest, end);
      if (at === rest.length) {
        this.name = name;
        this.lastType = name === '.' ? LAST_DOT : name === '..' ? LAST_DOTDOT : LAST_NORM;
        this.trailingSlash = at > end;
        return 0;
      }
      if (name === '..') this.up();
      else if (name !== '.') {
        const next = this.lookup(name);
        if (typeof next === 'number') return next;
        if (isSymlink(next.dentry.inode)) {
          const target = this.readLink(next);
          if (typeof target === 'number') return target;
          if (target !== null) {
            rest = `${target}/${rest.slice(at)}`;
            at = 0;
            continue;
          }
        } else this.enter(next);
      }
      if (!isDirectory(this.dentry.inode)) return -ENOTDIR;
    }
  }

  /** One name in the directory where the walk stands, mounts on it included. */
  private lookup(name: string): Place | number {
    if (name.length > NAME_MAX / 3 && utf8Length(name) > NAME_MAX) return -ENAMETOOLONG;
    const found = lookupChild(this.dentry, name);
    if (typeof found === 'number') return found;
    return coveredBy(this.mount, found);
  }

  /** `..`: stays at the task's root, leaves mounts by their mount point. */
  private up(): void {
    const root = this.task.fs.root;
    let { mount, dentry } = this;
    while (!(dentry === root.dentry && mount === root.mount)) {
      if (dentry !== mount.root) {
        this.enter(coveredBy(mount, dentry.parent ?? dentry));
        return;
      }
      if (mount.parent === null || mount.mountpoint === null) break;
      dentry = mount.mountpoint;
      mount = mount.parent;
    }
    this.enter(coveredBy(mount, dentry));
  }

  /** The link's text; null when it was a jump (/proc/PID/fd/N), which has been made. */
  private readLink(link: Place): string | null | number {
    if (this.noSymlinks || this.links++ >= MAXSYMLINKS) return -ELOOP;
    const inode = link.dentry.inode;
    touchAccessed(link.mount, inode);
    if (inode.ops.jump !== undefined) {
      const to = inode.ops.jump(inode, this.task);
      if (typeof to === 'number') return to;
      this.enter(place(to));
      return null;
    }
    const target = inode.ops.readlink?.(inode, this.task) ?? -ENOENT;
    if (typeof target === 'number') return target;
    if (target === '') return -ENOENT;
    if (target.charCodeAt(0) === SLASH) this.enter(place(this.task.fs.root));
    return target;
  }
}

/** One name in one directory, mounts not looked at. */
export function lookupChild(dir: DentryNode, name: string): DentryNode | number {
  const lookup = dir.inode.ops.lookup;
  if (lookup === undefined) return -ENOTDIR;
  const inode = lookup(dir.inode, name);
  if (inode instanceof BaseInode && inode.unkept) return new DentryNode(name, dir, inode);
  if (typeof inode !== 'number') return dir.child(name, inode);
  dir.cached(name)?.unhash();
  return inode;
}

/** The root of the topmost mount on this dentry, or the dentry itself. */
export function coveredBy(mount: MountNode, dentry: DentryNode): Place {
  let at: Place = { mount, dentry };
  for (;;) {
    if (at.dentry.mounts.length === 0) return at;
    const over = mountedOn(at.mount, at.dentry);
    if (over === undefined) return at;
    at = { mount: over, dentry: over.root };
  }
}

const SLASH = 0x2f;

function skipSlashes(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SLASH) at++;
  return at;
}
