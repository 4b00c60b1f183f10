/**
 * /proc/PID/ns: a link for each namespace, and the file behind it, which setns(2) takes. Follows fs/nsfs.c, fs/proc/namespaces.c.
 */

import * as C from '../abi/clone';
import { EACCES, EINVAL, ENOENT, ENOTTY, EPERM } from '../errno';
import { namespaceFile, namespacePath } from '../fs/anonymous';
import { contextOf } from '../fs/context';
import { mountNsOf } from '../fs/mount-namespace';
import type { RunningKernel } from '../kernel';
import { netNsOf, netOf } from '../net/index';
import type { TaskStruct } from '../sched/task';
import type { File, FileOperations, Inode, Kernel, Path, Task } from '../types';
import { PidNamespace, UserNamespace, userNsOf } from './namespaces';

export interface NamespaceFile {
  readonly kind: NamespaceKind;
  readonly namespace: object;
  readonly owner: UserNamespace;
}

interface NamespaceKind {
  name: string;
  /** Before the number in the link's text, where it differs from the name. */
  label?: string;
  flag: number;
  of(kernel: RunningKernel, task: TaskStruct): { namespace: object; inum: number; owner: UserNamespace };
}

const own = <T extends { inum: number; owner: UserNamespace }>(namespace: T) => ({
  namespace,
  inum: namespace.inum,
  owner: namespace.owner,
});

export const KINDS: readonly NamespaceKind[] = [
  { name: 'cgroup', flag: C.CLONE_NEWCGROUP, of: (_kernel, task) => own(task.nsproxy.cgroup) },
  { name: 'ipc', flag: C.CLONE_NEWIPC, of: (_kernel, task) => own(task.nsproxy.ipc) },
  {
    name: 'mnt',
    flag: C.CLONE_NEWNS,
    of: (kernel, task) => {
      const namespace = mountNsOf(task, contextOf(kernel).initialMounts);
      return { namespace, inum: namespace.id, owner: task.nsproxy.mntOwner };
    },
  },
  {
    name: 'net',
    flag: C.CLONE_NEWNET,
    of: (kernel, task) => {
      const namespace = netNsOf(task, netOf(kernel));
      return { namespace, inum: namespace.inum, owner: task.nsproxy.netOwner };
    },
  },
  { name: 'pid', flag: C.CLONE_NEWPID, of: (_kernel, task) => own(task.pidNs) },
  {
    name: 'pid_for_children',
    label: 'pid',
    flag: C.CLONE_NEWPID,
    of: (_kernel, task) => own(task.nsproxy.pidForChildren),
  },
  {
    name: 'user',
    flag: C.CLONE_NEWUSER,
    of: (_kernel, { cred }) => {
      const namespace = userNsOf(cred);
      return { namespace, inum: namespace.inum, owner: namespace };
    },
  },
  { name: 'uts', flag: C.CLONE_NEWUTS, of: (_kernel, task) => own(task.nsproxy.uts) },
];

const files = new WeakMap<Inode, NamespaceFile>();

/** The namespace that an open file stands for. */
export const namespaceOf = (file: File): NamespaceFile | undefined => files.get(file.inode);

export function linkText(kernel: Kernel, task: Task, name: string): string | number {
  const kind = KINDS.find((each) => each.name === name);
  if (!kind) return -ENOENT;
  return `${kind.label ?? kind.name}:[${kind.of(kernel as RunningKernel, task as TaskStruct).inum}]`;
}

/** Where the link leads: an inode of nsfs for as long as somebody has it. */
export function linkPath(kernel: Kernel, task: Task, name: string): Path | number {
  const kind = KINDS.find((each) => each.name === name);
  if (!kind) return -ENOENT;
  if (task.state === 'Z') return -EACCES;
  const { namespace, inum, owner } = kind.of(kernel as RunningKernel, task as TaskStruct);
  const path = namespacePath(kernel, `${kind.label ?? kind.name}:[${inum}]`, inum, nsfsOps);
  if (path.dentry.inode) files.set(path.dentry.inode, { kind, namespace, owner });
  return path;
}

const NS_GET_USERNS = 0xb701;
const NS_GET_PARENT = 0xb702;
const NS_GET_NSTYPE = 0xb703;
const NS_GET_OWNER_UID = 0xb704;

const nsfsOps: FileOperations = {
  ioctl(kernel, task, file, command, arg) {
    const ns = namespaceOf(file);
    if (!ns) return -ENOTTY;
    switch (command >>> 0) {
      case NS_GET_NSTYPE:
        return ns.kind.flag;
      case NS_GET_USERNS:
        return ns.namespace instanceof UserNamespace
          ? related(kernel, task, 'user', ns.namespace.parent)
          : related(kernel, task, 'user', ns.owner);
      case NS_GET_PARENT:
        if (ns.namespace instanceof UserNamespace) return related(kernel, task, 'user', ns.namespace.parent);
        return ns.namespace instanceof PidNamespace ? related(kernel, task, 'pid', ns.namespace.parent) : -EINVAL;
      case NS_GET_OWNER_UID: {
        if (!(ns.namespace instanceof UserNamespace)) return -EINVAL;
        const bytes = new Uint8Array(4);
        new DataView(bytes.buffer).setUint32(0, ns.namespace.owner, true);
        return kernel.copyToUser(task, arg, bytes);
      }
      default:
        return -ENOTTY;
    }
  },
};

/** A descriptor for a namespace that is related to an open one; -EPERM beyond what the caller may see. */
function related(kernel: Kernel, task: Task, name: string, namespace: (UserNamespace | PidNamespace) | null): number {
  if (!namespace) return -EPERM;
  const kind = KINDS.find((each) => each.name === name);
  if (!kind) return -EINVAL;
  const opened = namespaceFile(kernel, `${name}:[${namespace.inum}]`, namespace.inum, nsfsOps);
  const owner = namespace instanceof PidNamespace ? namespace.owner : namespace;
  files.set(opened.inode, { kind, namespace, owner });
  return task.files.install(opened, { cloexec: true });
}
