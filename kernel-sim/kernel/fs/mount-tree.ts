/**
 * Changing the tree of mounts: attach, detach, copy, and telling the peers of shared mounts.
 * Follows fs/namespace.c (attach_recursive_mnt, umount_tree, copy_tree, copy_mnt_ns) and fs/pnode.c (propagate_mnt, propagate_umount).
 */
import { settle } from '../sleeping';
import type { FsStruct, Kernel, MaySleep, Sleeping, SuperBlock } from '../types';
import { contextOf } from './context';
import { DentryNode, MountNode, type Place, place } from './dcache';
import { BaseSuperBlock } from './inode';
import { MountNamespace, PeerGroup } from './mount-namespace';

/** The root dentry of a file system: one for all its mounts. */
export function rootDentry(sb: SuperBlock): DentryNode {
  if (!(sb instanceof BaseSuperBlock)) return new DentryNode('', null, sb.root);
  sb.rootDentry ??= new DentryNode('', null, sb.root);
  return sb.rootDentry;
}

/** Makes a mount of `root` over `at`, or the root of everything (null). Flags are the mount's own. */
export function attach(
  kernel: Kernel,
  source: string,
  sb: SuperBlock,
  root: DentryNode,
  at: Place | null,
  flags: number,
): MountNode {
  const context = contextOf(kernel);
  const mount = new MountNode(context.mountId(), source, sb, root, null, null, flags);
  if (at === null) join(mount, context.initialMounts);
  else {
    hang(mount, at);
    propagate(kernel, mount, at);
  }
  return mount;
}

function join(mount: MountNode, namespace: MountNamespace): void {
  mount.namespace = namespace;
  namespace.mounts.push(mount);
  if (mount.sb instanceof BaseSuperBlock) mount.sb.active++;
}

/** Puts a mount that is in no tree over a place. */
export function hang(mount: MountNode, at: Place): void {
  mount.parent = at.mount;
  mount.mountpoint = at.dentry;
  at.dentry.mounts.push(mount);
  if (at.mount.namespace !== null) join(mount, at.mount.namespace);
}

/** Everyone who must see a mount that appears on `on`: peers, and slaves of the group, and theirs. */
function* receivers(on: MountNode, seen = new Set<MountNode>([on])): Iterable<MountNode> {
  const group = on.peers;
  if (group === null) return;
  for (const other of [...group.members, ...group.slaves]) {
    if (seen.has(other)) continue;
    seen.add(other);
    yield other;
    if (group.slaves.has(other)) yield* receivers(other, seen);
  }
}

/** propagate_mnt: the new mount, with what is below it, appears on all peers. Mounts on a shared mount are shared. */
export function propagate(kernel: Kernel, mount: MountNode, at: Place): void {
  if (at.mount.peers === null) return;
  makeShared(kernel, mount);
  for (const other of receivers(at.mount)) {
    if (!other.root.contains(at.dentry)) continue;
    const copy = copyTree(kernel, mount, mount.root);
    if (other.peers === null && other.master !== null) makeSlave(copy);
    graft(copy, { mount: other, dentry: at.dentry });
  }
}

/** Hangs a copied tree, whose inner mounts are joined already to each other, over a place. */
function graft(tree: MountNode, at: Place): void {
  hang(tree, at);
  const { namespace } = at.mount;
  if (namespace !== null) for (const below of childrenOf(tree)) joinTree(below, namespace);
}

function joinTree(mount: MountNode, namespace: MountNamespace): void {
  join(mount, namespace);
  for (const below of childrenOf(mount)) joinTree(below, namespace);
}

/** Mounts right on this one, whether or not they are in a namespace. */
export function childrenOf(mount: MountNode): MountNode[] {
  return [...mount.children];
}

/** copy_tree: this mount, seen from `root`, and all that is mounted below `root`. Not yet in any namespace. */
export function copyTree(kernel: Kernel, mount: MountNode, root: DentryNode, withUnbindable = false): MountNode {
  const copy = cloneMount(kernel, mount, root);
  for (const below of childrenOf(mount)) {
    if (below.mountpoint === null || !root.contains(below.mountpoint)) continue;
    if (below.unbindable && !withUnbindable) continue;
    const inner = copyTree(kernel, below, below.root, withUnbindable);
    inner.parent = copy;
    inner.mountpoint = below.mountpoint;
    below.mountpoint.mounts.push(inner);
  }
  return copy;
}

/** clone_mnt: a second mount of the same thing, in the same peer group. */
export function cloneMount(kernel: Kernel, mount: MountNode, root: DentryNode): MountNode {
  const copy = new MountNode(contextOf(kernel).mountId(), mount.source, mount.sb, root, null, null, mount.flags);
  if (mount.peers !== null) {
    copy.peers = mount.peers;
    mount.peers.members.add(copy);
  }
  if (mount.master !== null) {
    copy.master = mount.master;
    mount.master.slaves.add(copy);
  }
  return copy;
}

/** A bind or rbind of `from` over `at`. */
export function bindTree(kernel: Kernel, from: Place, at: Place, recursive: boolean): MountNode {
  const tree = recursive ? copyTree(kernel, from.mount, from.dentry) : cloneMount(kernel, from.mount, from.dentry);
  graft(tree, at);
  propagate(kernel, tree, at);
  return tree;
}

/** MS_MOVE: the tree is taken off where it is and put over `at`. */
export function moveTree(kernel: Kernel, mount: MountNode, at: Place): void {
  unhang(mount);
  mount.parent = at.mount;
  mount.mountpoint = at.dentry;
  at.dentry.mounts.push(mount);
  propagate(kernel, mount, at);
}

/** Takes the mount off its place, without forgetting it. */
export function unhang(mount: MountNode): void {
  const over = mount.mountpoint?.mounts;
  if (over?.includes(mount)) over.splice(over.indexOf(mount), 1);
  mount.parent = null;
  mount.mountpoint = null;
}

/** umount_tree: this mount and what is below it leave the tree, and their twins on peers. Open files keep working. */
export function* detachTree(mount: MountNode): Sleeping<void> {
  const at = mount.parent === null || mount.mountpoint === null ? null : { on: mount.parent, dentry: mount.mountpoint };
  const twins: MountNode[] = [];
  for (const other of at === null ? [] : receivers(at.on)) {
    const twin = at?.dentry.mounts.find((each) => each.parent === other && each.sb === mount.sb);
    if (twin !== undefined) twins.push(twin);
  }
  for (const each of [mount, ...twins]) yield* settle(detachOne(each));
}

function detachOne(mount: MountNode): MaySleep<void> {
  const below = childrenOf(mount);
  const { namespace } = mount;
  unhang(mount);
  mount.namespace = null;
  makePrivate(mount);
  if (namespace?.mounts.includes(mount)) namespace.mounts.splice(namespace.mounts.indexOf(mount), 1);
  return (function* () {
    for (const each of below) yield* settle(detachOne(each));
    const { sb } = mount;
    if (namespace === null || !(sb instanceof BaseSuperBlock)) return;
    sb.active--;
    if (sb.active > 0) return;
    if (mount.pins === 0) yield* settle(sb.deactivate());
    else {
      mount.lazy = true;
      yield* settle((sb as SuperBlock).sync?.() ?? 0);
    }
  })();
}

// ---------------------------------------------------------------- propagation types

export function makeShared(kernel: Kernel, mount: MountNode): void {
  mount.unbindable = false;
  if (mount.peers !== null) return;
  mount.peers = new PeerGroup(contextOf(kernel).peerGroupId());
  mount.peers.members.add(mount);
}

export function makePrivate(mount: MountNode): void {
  leavePeers(mount);
  mount.master?.slaves.delete(mount);
  mount.master = null;
  mount.unbindable = false;
}

/** A shared mount becomes a slave of its former peers; without peers it becomes private. */
export function makeSlave(mount: MountNode): void {
  const group = mount.peers;
  leavePeers(mount);
  mount.unbindable = false;
  if (group === null || group.members.size === 0) return;
  mount.master = group;
  group.slaves.add(mount);
}

function leavePeers(mount: MountNode): void {
  mount.peers?.members.delete(mount);
  mount.peers = null;
}

// ---------------------------------------------------------------- namespaces

/**
 * copy_mnt_ns (CLONE_NEWNS): a namespace with a copy of each mount of `from`. Root and working directory in `fs` move to the copies,
 * so give it the new task's own FsStruct.
 */
export function copyMountNamespace(kernel: Kernel, from: MountNamespace, fs: FsStruct): MountNamespace {
  const namespace = new MountNamespace(contextOf(kernel).namespaceId());
  const root = from.mounts.find((mount) => mount.parent === null) ?? from.mounts[0];
  const copies = new Map<MountNode, MountNode>();
  const tree = copyTree(kernel, root, root.root, true);
  pair(root, tree, copies);
  joinTree(tree, namespace);
  const moved = (path: Place): Place => ({ mount: copies.get(path.mount) ?? path.mount, dentry: path.dentry });
  fs.root = moved(place(fs.root));
  fs.cwd = moved(place(fs.cwd));
  return namespace;
}

/** Which copy belongs to which original: copyTree keeps the order of children. */
function pair(original: MountNode, copy: MountNode, into: Map<MountNode, MountNode>): void {
  into.set(original, copy);
  const [old, made] = [childrenOf(original), childrenOf(copy)];
  old.forEach((mount, i) => {
    pair(mount, made[i], into);
  });
}

/** The last task of a namespace is gone: its mounts go. */
export function* dropMountNamespace(namespace: MountNamespace): Sleeping<void> {
  for (const mount of [...namespace.mounts]) if (mount.parent === null) yield* settle(detachOne(mount));
}
