/** unshare(2) and setns(2). Follows kernel/fork.c: ksys_unshare and kernel/nsproxy.c: sys_setns. */

import { CAP_SYS_ADMIN } from '../abi/capability';
import * as C from '../abi/clone';
import { EBADF, EINVAL, EPERM } from '../errno';
import type { MountNamespace } from '../fs/mount-namespace';
import type { RunningKernel } from '../kernel';
import { has } from '../sched/clone-flags';
import { capsOf, nsCapable } from '../sched/cred';
import type { TaskStruct } from '../sched/task';
import { arg, coreRow } from '../syscalls/row';
import type { Cred, SyscallRow } from '../types';
import { newNamespaces, newUserNamespace } from './change';
import { type NamespaceFile, namespaceOf } from './files';
import {
  CgroupNamespace,
  IpcNamespace,
  type NsProxy,
  PidNamespace,
  UserNamespace,
  UtsNamespace,
  userNsOf,
} from './namespaces';

const UNSHARABLE =
  C.CLONE_FS +
  C.CLONE_FILES +
  C.CLONE_THREAD +
  C.CLONE_SIGHAND +
  C.CLONE_VM +
  C.CLONE_SYSVSEM +
  C.CLONE_NAMESPACES.reduce((sum, flag) => sum + flag, 0);

function unshare(kernel: RunningKernel, task: TaskStruct, flags32: number): number {
  let flags = flags32 >>> 0;
  if ((flags & ~UNSHARABLE) !== 0) return -EINVAL;
  // Mounts of one's own need a root of one's own; so does a user namespace.
  if (has(flags, C.CLONE_NEWUSER)) flags = (flags | C.CLONE_THREAD | C.CLONE_FS) >>> 0;
  if (has(flags, C.CLONE_NEWNS)) flags = (flags | C.CLONE_FS) >>> 0;
  if (flags & (C.CLONE_THREAD | C.CLONE_SIGHAND | C.CLONE_VM) && task.group.length > 1) return -EINVAL;
  let cred: Cred | number = task.cred;
  if (has(flags, C.CLONE_NEWUSER)) cred = newUserNamespace(kernel, task);
  if (typeof cred === 'number') return cred;
  const fs = flags & C.CLONE_FS && task.fs.users > 1 ? task.fs.clone() : task.fs;
  const proxy = newNamespaces(kernel, task.nsproxy, flags, cred, fs, task);
  if (typeof proxy === 'number') return proxy;
  if (fs !== task.fs) {
    task.fs.users--;
    task.fs = fs;
  }
  if (flags & C.CLONE_FILES && task.files.users > 1) {
    task.files.users--;
    task.files = task.files.clone();
  }
  task.cred = cred;
  task.setNamespaces(proxy);
  return 0;
}

function setns(_kernel: RunningKernel, task: TaskStruct, fd: number, type32: number): number {
  const file = task.files.get(fd | 0);
  if (!file) return -EBADF;
  const ns = namespaceOf(file);
  if (!ns) return -EINVAL;
  const type = type32 >>> 0;
  if (type !== 0 && type !== ns.kind.flag) return -EINVAL;
  return join(task, ns);
}

function join(task: TaskStruct, { kind, namespace, owner }: NamespaceFile): number {
  const { cred, nsproxy } = task;
  if (namespace instanceof UserNamespace) return joinUser(task, namespace);
  if (!nsCapable(cred, CAP_SYS_ADMIN, owner) || !nsCapable(cred, CAP_SYS_ADMIN, userNsOf(cred))) return -EPERM;
  const change = (part: Partial<NsProxy>) => {
    task.setNamespaces({ ...nsproxy, ...part });
    return 0;
  };
  if (namespace instanceof UtsNamespace) return change({ uts: namespace });
  if (namespace instanceof IpcNamespace) return change({ ipc: namespace });
  if (namespace instanceof CgroupNamespace) return change({ cgroup: namespace });
  if (namespace instanceof PidNamespace) {
    // Only inwards: one's own, or one made within it.
    for (let at: PidNamespace | null = namespace; at; at = at.parent)
      if (at === task.pidNs) return change({ pidForChildren: namespace });
    return -EINVAL;
  }
  if (kind.flag === C.CLONE_NEWNET) return change({ net: namespace, netOwner: owner });
  if (task.fs.users > 1) return -EINVAL;
  // The root of its tree becomes root and working directory.
  const root = (namespace as MountNamespace).mounts.find((mount) => mount.parent === null);
  if (!root) return -EINVAL;
  task.fs.root = { mount: root, dentry: root.root };
  task.fs.cwd = task.fs.root;
  return change({ mnt: namespace as MountNamespace, mntOwner: owner });
}

/** userns_install: not one's own again, with all capabilities there. */
function joinUser(task: TaskStruct, namespace: UserNamespace): number {
  const { cred } = task;
  if (namespace === userNsOf(cred) || task.group.length > 1 || task.fs.users > 1) return -EINVAL;
  if (!nsCapable(cred, CAP_SYS_ADMIN, namespace)) return -EPERM;
  const { bounding } = capsOf(cred);
  task.cred = { ...cred, userNs: namespace, capEffective: bounding, capPermitted: bounding };
  return 0;
}

export const namespaceSyscalls: readonly SyscallRow[] = [
  coreRow(272, 'unshare', [arg('flags', 'clone-flags')], 800, unshare, {
    missing: 'No time namespaces; System V semaphore undo lists are not shared to begin with.',
  }),
  coreRow(308, 'setns', [arg('fd', 'fd'), arg('nstype', 'clone-flags')], 400, setns, {
    missing: 'A pidfd answers -EINVAL.',
  }),
];
