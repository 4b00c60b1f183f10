/**
 * The mounts that a group of tasks sees (struct mnt_namespace), and peer groups of shared mounts (struct mount: mnt_share, mnt_master).
 * Follows fs/namespace.c (copy_mnt_ns) and fs/pnode.c. Departs from them: see mount.ts.
 */
import { CAP_SYS_ADMIN } from '../abi/capability';
import { INITIAL_USER, type UserNamespace } from '../nsproxy/namespaces';
import { nsCapable } from '../sched/cred';
import type { Task } from '../types';
import type { MountNode } from './dcache';

export class MountNamespace {
  /** In the order of mounting: /proc/mounts. The first is the root. */
  readonly mounts: MountNode[] = [];

  constructor(
    /** Inode number of /proc/PID/ns/mnt. */
    readonly id: number,
  ) {}
}

/** Mounts that pass on to each other what is mounted on them; `shared:ID` in mountinfo. */
export class PeerGroup {
  readonly members = new Set<MountNode>();
  /** They hear of this group and tell it nothing: `master:ID`. */
  readonly slaves = new Set<MountNode>();

  constructor(readonly id: number) {}
}

/** Tasks get a namespace proxy from sched; those without one are in the initial namespace. */
interface WithNamespaces {
  nsproxy?: { mnt?: MountNamespace; mntOwner?: UserNamespace } | null;
}

/** CAP_SYS_ADMIN where the task's mounts belong (may_mount). */
export function mayMount(task: Task): boolean {
  const owner = (task as Task & WithNamespaces).nsproxy?.mntOwner ?? INITIAL_USER;
  return nsCapable(task.cred, CAP_SYS_ADMIN, owner);
}

export function mountNsOf(task: Task, initial: MountNamespace): MountNamespace {
  return (task as Task & WithNamespaces).nsproxy?.mnt ?? initial;
}
