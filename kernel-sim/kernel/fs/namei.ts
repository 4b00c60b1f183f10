/**
 * From a path to a place in the tree. Follows fs/namei.c: link_path_walk, walk_component, step_into, pick_link, follow_dotdot.
 * `NameWalk` is struct nameidata: where the walk stands, and the last component that is still to be looked up.
 */
import { MAXSYMLINKS, NAME_MAX } from '../abi/limits';
import { EACCES, ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR } from '../errno';
import { andThen, isSleeping, whenOk } from '../sleeping';
import type { Cred, Inode, MaySleep, Path, Sleeping, Task } from '../types';
import { DentryNode, type MountNode, mountedOn, type Place, place } from './dcache';
import { BaseInode, iget, iput, isDirectory, isSymlink, S_ISVTX } from './inode';
import { withInode } from './inode-lock';
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
  /** What is still to be walked, and where in it the walk stands. */
  private rest = '';
  private at = 0;

  constructor(
    private readonly task: Task,
    private readonly cred: Cred = task.cred,
    /** RESOLVE_NO_SYMLINKS of openat2(2). */
    private readonly noSymlinks = false,
  ) {}

  /** Walks all but the last component. `from` = null: the working directory. 0 or a negative errno. */
  toParent(path: string, from: Path | null): MaySleep<number> {
    if (path === '') return -ENOENT;
    if (path.charCodeAt(0) === SLASH) this.enter(place(this.task.fs.root));
    else {
      this.enter(place(from ?? this.task.fs.cwd));
      if (!isDirectory(this.dentry.inode)) return -ENOTDIR;
    }
    return this.components(path);
  }

  /** Walks to the end. 0 or a negative errno; then `mount` and `dentry` are the answer. */
  toEnd(path: string, from: Path | null, followLast: boolean): MaySleep<number> {
    return whenOk(this.toParent(path, from), () => this.arrive(followLast));
  }

  private arrive(followLast: boolean): MaySleep<number> {
    return andThen(this.last(), (next) => {
      if (typeof next === 'number') return next;
      if (next === null) return 0;
      if (isSymlink(next.dentry.inode) && (followLast || this.trailingSlash))
        return whenOk(this.followLast(next), () => this.arrive(followLast));
      this.enter(next);
      return this.trailingSlash && !isDirectory(this.dentry.inode) ? -ENOTDIR : 0;
    });
  }

  /** Looks the last component up: its place (a symlink is not followed), null when the walk has arrived already. */
  last(locked = false): MaySleep<Place | null | number> {
    if (this.lastType === LAST_NORM) return this.lookup(this.name, locked);
    if (this.lastType === LAST_DOTDOT) this.up();
    return null;
  }

  /** Goes on from a symlink found as last component: to the parent of what it names. */
  followLast(link: Place): MaySleep<number> {
    if (!this.mayFollow(link.dentry.inode)) return -EACCES;
    return andThen(this.readLink(link), (target) => {
      if (typeof target === 'number') return target;
      if (target === null) {
        this.lastType = LAST_ROOT;
        return 0;
      }
      return this.components(this.trailingSlash ? `${target}/` : target);
    });
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

  private components(path: string): MaySleep<number> {
    this.rest = path;
    this.at = 0;
    return this.proceed();
  }

  /** The loop over components. Its place is in fields, so that it can go on after a sleep. */
  private proceed(): MaySleep<number> {
    for (;;) {
      const { rest } = this;
      const start = skipSlashes(rest, this.at);
      if (start === rest.length) {
        this.lastType = LAST_ROOT;
        this.trailingSlash = true;
        return 0;
      }
      const error = permission(this.cred, this.dentry.inode, MAY_EXEC);
      if (error < 0) return error;
      let end = rest.indexOf('/', start);
      if (end < 0) end = rest.length;
      const name = rest.slice(start, end);
      this.at = skipSlashes(rest, end);
      if (this.at === rest.length) {
        this.name = name;
        this.lastType = name === '.' ? LAST_DOT : name === '..' ? LAST_DOTDOT : LAST_NORM;
        this.trailingSlash = this.at > end;
        return 0;
      }
      if (name === '..') this.up();
      else if (name !== '.') {
        const next = this.lookup(name);
        const step = isSleeping(next) ? andThen(next, (found) => this.step(found)) : this.step(next);
        if (isSleeping(step)) return whenOk(step, () => this.proceed());
        if (step < 0) return step;
      }
      if (!isDirectory(this.dentry.inode)) return -ENOTDIR;
    }
  }

  /** Into what was found on the way, or along the symbolic link that it is. */
  private step(next: Place | number): MaySleep<number> {
    if (typeof next === 'number') return next;
    if (!isSymlink(next.dentry.inode)) {
      this.enter(next);
      return isDirectory(next.dentry.inode) ? 0 : -ENOTDIR;
    }
    return andThen(this.readLink(next), (target) => {
      if (typeof target === 'number') return target;
      if (target !== null) {
        this.rest = `${target}/${this.rest.slice(this.at)}`;
        this.at = 0;
      }
      return isDirectory(this.dentry.inode) ? 0 : -ENOTDIR;
    });
  }

  /** One name in the directory where the walk stands, mounts on it included. */
  private lookup(name: string, locked = false): MaySleep<Place | number> {
    const { mount } = this;
    const found = lookupChild(this.dentry, name, locked);
    if (isSleeping(found))
      return andThen(found, (dentry) => (typeof dentry === 'number' ? dentry : coveredBy(mount, dentry)));
    return typeof found === 'number' ? found : coveredBy(mount, found);
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
  private readLink(link: Place): MaySleep<string | null | number> {
    if (this.noSymlinks || this.links++ >= MAXSYMLINKS) return -ELOOP;
    const inode = link.dentry.inode;
    touchAccessed(link.mount, inode);
    if (inode.ops.jump !== undefined) {
      const to = inode.ops.jump(inode, this.task);
      if (typeof to === 'number') return to;
      this.enter(place(to));
      return null;
    }
    return andThen(inode.ops.readlink?.(inode, this.task) ?? -ENOENT, (target) => {
      if (typeof target === 'number') return target;
      if (target === '') return -ENOENT;
      if (target.charCodeAt(0) === SLASH) this.enter(place(this.task.fs.root));
      return target;
    });
  }
}

/**
 * One name in one directory, mounts not looked at. `locked`: the caller holds the directory's lock.
 * Names known to the dentry cache are answered from it where the file system allows that (d_lookup), also when they are not there.
 */
export function lookupChild(dir: DentryNode, name: string, locked = false): MaySleep<DentryNode | number> {
  if (name.length > NAME_MAX / 3 && utf8Length(name) > NAME_MAX) return -ENAMETOOLONG;
  const lookup = dir.inode.ops.lookup;
  if (lookup === undefined) return -ENOTDIR;
  if (dir.inode.sb.cachesNames === true) {
    const known = dir.cached(name) ?? (dir.isAbsent(name) ? -ENOENT : undefined);
    if (known !== undefined) return known;
    if (!locked) return withInode(dir.inode, () => lookupChild(dir, name, true));
  }
  const inode = lookup(dir.inode, name);
  return isSleeping(inode) ? lookupLater(dir, name, inode) : remember(dir, name, inode);
}

/** lookup_slow: the directory stays in memory while the file system reads. */
function* lookupLater(dir: DentryNode, name: string, call: Sleeping<Inode | number>): Sleeping<DentryNode | number> {
  iget(dir.inode);
  try {
    return remember(dir, name, yield* call);
  } finally {
    iput(dir.inode);
  }
}

function remember(dir: DentryNode, name: string, inode: Inode | number): DentryNode | number {
  if (inode instanceof BaseInode && inode.unkept) return new DentryNode(name, dir, inode);
  if (typeof inode !== 'number') return dir.child(name, inode);
  dir.cached(name)?.unhash();
  if (inode === -ENOENT && dir.inode.sb.cachesNames === true) dir.addAbsent(name);
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
