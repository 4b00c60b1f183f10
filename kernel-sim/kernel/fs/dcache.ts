/**
 * Names in use (struct dentry) and the tree of mounts (struct mount). Follows fs/dcache.c, fs/namespace.c and fs/d_path.c.
 * A dentry gives a file its place: the path of an open file, of a working directory and of a mount point are found by going up.
 * Where a file system lives in memory it stays the truth about what exists: `lookupChild` asks it each time. File systems on
 * devices say `cachesNames`: then what is here answers.
 */
import type { Dentry, Inode, Mount, Path, SuperBlock } from '../types';
import type { MountNamespace, PeerGroup } from './mount-namespace';

/** Negative dentries kept of one directory. */
const MAX_ABSENT = 256;

export class DentryNode implements Dentry {
  /** Children that somebody has looked up. */
  private children: Map<string, DentryNode> | null = null;
  /** Names that were looked up in vain (negative dentries). */
  private absent: Set<string> | null = null;
  /** False once the name is removed: paths through it end in ` (deleted)`. */
  hashed = true;
  /** Mounts whose mount point this is, in any mount of the file system. */
  mounts: MountNode[] = [];
  /** Names of things without a directory: `pipe:[7]`, `anon_inode:[eventfd]`. */
  fixedName: string | null = null;

  constructor(
    public name: string,
    public parent: DentryNode | null,
    public inode: Inode,
  ) {}

  /** The dentry of `name` with that inode: the one in use, or a new one. */
  child(name: string, inode: Inode): DentryNode {
    const known = this.children?.get(name);
    if (known !== undefined) {
      if (known.inode === inode) return known;
      known.unhash();
    }
    const node = new DentryNode(name, this, inode);
    this.children ??= new Map();
    this.children.set(name, node);
    this.absent?.delete(name);
    return node;
  }

  forgetAbsent(name: string): void {
    this.absent?.delete(name);
  }

  isAbsent(name: string): boolean {
    return this.absent?.has(name) === true;
  }

  addAbsent(name: string): void {
    this.absent ??= new Set();
    if (this.absent.size >= MAX_ABSENT) this.absent.clear();
    this.absent.add(name);
  }

  /** Drops what is remembered here and below, except what `used` says is needed (shrink_dcache). True: nothing is left. */
  prune(used: (dentry: DentryNode) => boolean): boolean {
    this.absent = null;
    for (const [name, child] of this.children ?? [])
      if (child.prune(used) && !used(child) && child.mounts.length === 0) this.children?.delete(name);
    return (this.children?.size ?? 0) === 0;
  }

  /** The dentry in use for `name`, if there is one. */
  cached(name: string): DentryNode | undefined {
    return this.children?.get(name);
  }

  /** The name is gone; who holds the dentry keeps it. */
  unhash(): void {
    this.hashed = false;
    if (this.parent?.children?.get(this.name) === this) this.parent.children.delete(this.name);
  }

  /** d_move: rename gives it a new place. */
  move(parent: DentryNode, name: string): void {
    if (this.parent?.children?.get(this.name) === this) this.parent.children.delete(this.name);
    this.parent = parent;
    this.name = name;
    parent.children ??= new Map();
    parent.children.set(name, this);
    parent.absent?.delete(name);
  }

  /** True when `other` is this or lies below it. */
  contains(other: DentryNode): boolean {
    for (let at: DentryNode | null = other; at !== null; at = at.parent) if (at === this) return true;
    return false;
  }
}

export class MountNode implements Mount {
  constructor(
    readonly id: number,
    readonly source: string,
    readonly sb: SuperBlock,
    readonly root: DentryNode,
    parent: MountNode | null,
    public mountpoint: DentryNode | null,
    public flags: number,
    /** Whose tree it is in; null: none (pipefs, or taken off). */
    public namespace: MountNamespace | null = null,
  ) {
    this.parent = parent;
  }

  /** Mounts right on this one. */
  readonly children = new Set<MountNode>();
  private on: MountNode | null = null;

  get parent(): MountNode | null {
    return this.on;
  }

  set parent(parent: MountNode | null) {
    this.on?.children.delete(this);
    this.on = parent;
    parent?.children.add(this);
  }

  /** Peer group when shared, and the group that it is a slave of. */
  peers: PeerGroup | null = null;
  master: PeerGroup | null = null;
  unbindable = false;
  /** Open files on it. */
  pins = 0;
  /** Taken off while in use: its file system is let go with the last pin. */
  lazy = false;
}

/** A place in the tree; `Path` with our own classes. */
export interface Place extends Path {
  readonly mount: MountNode;
  readonly dentry: DentryNode;
}

/** Paths handed in from outside were all made here. */
export function place(path: Path): Place {
  return path as Place;
}

/** The topmost mount that covers this dentry here, or undefined. */
export function mountedOn(mount: MountNode, dentry: DentryNode): MountNode | undefined {
  const mounts = dentry.mounts;
  for (let i = mounts.length - 1; i >= 0; i--) if (mounts[i].parent === mount) return mounts[i];
  return undefined;
}

export const samePlace = (a: Path, b: Path): boolean => a.dentry === b.dentry && a.mount === b.mount;

/** d_path without the root's limits: going up through mounts. `reached` tells whether `root` was met on the way. */
export function ascend(path: Place, root: Path | null): { text: string; reached: boolean } {
  let { mount, dentry } = path;
  let text = '';
  for (;;) {
    if (root !== null && dentry === root.dentry && mount === root.mount) return { text: text || '/', reached: true };
    if (dentry === mount.root) {
      if (mount.parent === null || mount.mountpoint === null) return { text: text || '/', reached: root === null };
      dentry = mount.mountpoint;
      mount = mount.parent;
      continue;
    }
    if (dentry.parent === null) return { text: text || '/', reached: false };
    text = `/${dentry.name}${text}`;
    dentry = dentry.parent;
  }
}

/**
 * The path of an open file as /proc shows it: from the viewer's root, ` (deleted)` when the name is gone.
 * Things outside the root are shown from the top of their mount tree, as d_path does.
 */
export function pathName(path: Path, root: Path | null = null): string {
  const at = place(path);
  if (at.dentry.fixedName !== null) return at.dentry.fixedName;
  const { text } = ascend(at, root);
  return at.dentry.hashed || at.dentry.parent === null ? text : `${text} (deleted)`;
}
