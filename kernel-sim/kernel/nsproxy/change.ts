/**
 * New namespaces: for the child of clone(2), for the caller of unshare(2). Follows kernel/nsproxy.c: copy_namespaces,
 * unshare_nsproxy_namespaces; kernel/user_namespace.c: create_user_ns; kernel/pid_namespace.c: create_pid_namespace.
 */

import { CAP_FULL, CAP_NONE, CAP_SYS_ADMIN } from '../abi/capability';
import * as C from '../abi/clone';
import { EINVAL, ENOSPC, EPERM } from '../errno';
import { contextOf } from '../fs/context';
import { mountNsOf } from '../fs/mount-namespace';
import { copyMountNamespace, dropMountNamespace } from '../fs/mount-tree';
import type { RunningKernel } from '../kernel';
import { createNetNamespace } from '../net/index';
import { has } from '../sched/clone-flags';
import { nsCapable } from '../sched/cred';
import type { TaskStruct } from '../sched/task';
import type { Cred, FsStruct } from '../types';
import { fromKernel } from './ids';
import {
  CgroupNamespace,
  IpcNamespace,
  type NsProxy,
  PidNamespace,
  UserNamespace,
  UtsNamespace,
  userNsOf,
} from './namespaces';

/** Deeper than this nobody may nest (MAX_PID_NS_LEVEL, and 32 for user namespaces). */
const MAX_LEVEL = 32;

export const anyNamespace = (flags: number): boolean => C.CLONE_NAMESPACES.some((flag) => has(flags, flag));

/** create_user_ns: its maker has all capabilities in it, and none outside. -EPERM when the maker's ids are not mapped, -ENOSPC too deep. */
export function newUserNamespace(kernel: RunningKernel, task: TaskStruct): Cred | number {
  const { cred } = task;
  const parent = userNsOf(cred);
  if (parent.level >= MAX_LEVEL) return -ENOSPC;
  if (fromKernel(parent, 'uidMap', cred.euid) < 0 || fromKernel(parent, 'gidMap', cred.egid) < 0) return -EPERM;
  const userNs = new UserNamespace(contextOf(kernel).namespaceId(), parent, cred.euid, cred.egid);
  return {
    ...cred,
    userNs,
    capEffective: CAP_FULL,
    capPermitted: CAP_FULL,
    capBounding: CAP_FULL,
    capInheritable: CAP_NONE,
    capAmbient: CAP_NONE,
  };
}

/** create_new_namespaces. `fs` is what moves to copied mounts; -EPERM without CAP_SYS_ADMIN in the owner. */
export function newNamespaces(
  kernel: RunningKernel,
  from: NsProxy,
  flags: number,
  cred: Cred,
  fs: FsStruct,
  task: TaskStruct,
): NsProxy | number {
  const wanted = (flag: number) => has(flags, flag);
  if (!C.CLONE_NAMESPACES.some((flag) => flag !== C.CLONE_NEWUSER && wanted(flag))) return from;
  const owner = userNsOf(cred);
  if (!nsCapable(cred, CAP_SYS_ADMIN, owner)) return -EPERM;
  if (wanted(C.CLONE_NEWPID) && from.pidForChildren.level >= MAX_LEVEL) return -ENOSPC;
  const context = contextOf(kernel);
  const number = () => context.namespaceId();
  return {
    uts: wanted(C.CLONE_NEWUTS) ? new UtsNamespace(number(), owner, { ...from.uts.names }) : from.uts,
    ipc: wanted(C.CLONE_NEWIPC) ? new IpcNamespace(number(), owner) : from.ipc,
    cgroup: wanted(C.CLONE_NEWCGROUP) ? new CgroupNamespace(number(), owner) : from.cgroup,
    mnt: wanted(C.CLONE_NEWNS) ? copyMountNamespace(kernel, mountNsOf(task, context.initialMounts), fs) : from.mnt,
    mntOwner: wanted(C.CLONE_NEWNS) ? owner : from.mntOwner,
    net: wanted(C.CLONE_NEWNET) ? createNetNamespace(kernel) : from.net,
    netOwner: wanted(C.CLONE_NEWNET) ? owner : from.netOwner,
    pidForChildren: wanted(C.CLONE_NEWPID)
      ? new PidNamespace(number(), owner, from.pidForChildren)
      : from.pidForChildren,
  };
}

/** Combinations that make no sense: threads share user and pid namespace, a new root does not go with a shared one. */
export function badNamespaceFlags(flags: number): number {
  if (has(flags, C.CLONE_NEWNS) && has(flags, C.CLONE_FS)) return -EINVAL;
  if (has(flags, C.CLONE_NEWUSER) && has(flags, C.CLONE_FS)) return -EINVAL;
  const shared = has(flags, C.CLONE_THREAD);
  return shared && (has(flags, C.CLONE_NEWUSER) || has(flags, C.CLONE_NEWPID)) ? -EINVAL : 0;
}

/** alloc_pid: a number in each pid namespace from the child's up. The first one in it is its reaper. */
export function enterPidNamespace(child: TaskStruct, ns: PidNamespace): void {
  child.pidNs = ns;
  for (let at: PidNamespace | null = ns; at?.parent; at = at.parent) {
    at.add(child.pid);
    at.reaper ??= child.leader;
  }
  if (ns.parent !== null && ns.reaper === child) child.signal.unkillable = true;
}

/** The last task with these mounts is gone: the mounts go too (put_mnt_ns). Lazily, where a disk would have to be waited for. */
export function leaveMounts(kernel: RunningKernel, task: TaskStruct): void {
  const { mnt } = task.nsproxy;
  if (!mnt) return;
  for (const other of kernel.tasks.values()) if (other !== task && !other.exiting && other.nsproxy.mnt === mnt) return;
  dropMountNamespace(mnt).next(0);
}

export function leavePidNamespaces(task: TaskStruct): void {
  for (let at: PidNamespace | null = task.pidNs; at?.parent; at = at.parent) at.remove(task.pid);
}
