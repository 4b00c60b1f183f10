/** /proc/PID/uid_map, gid_map and setgroups as they are written. Follows kernel/user_namespace.c: map_write, proc_setgroups_write. */

import { CAP_SETGID, CAP_SETUID, CAP_SYS_ADMIN } from '../abi/capability';
import { EINVAL, EPERM } from '../errno';
import { nsCapable } from '../sched/cred';
import type { TaskStruct } from '../sched/task';
import { mapText, parseMap, toKernel } from './ids';
import type { IdExtent, UserNamespace } from './namespaces';
import { userNsOf } from './namespaces';

type Kind = 'uidMap' | 'gidMap';

export const showMap = (task: TaskStruct, kind: Kind): string => mapText(userNsOf(task.cred)[kind]);

export function writeMap(writer: TaskStruct, task: TaskStruct, kind: Kind, text: string): number {
  const ns = userNsOf(task.cred);
  if (ns.parent === null || ns[kind] !== null) return -EPERM;
  if (!nsCapable(writer.cred, CAP_SYS_ADMIN, ns)) return -EPERM;
  const extents = parseMap(text);
  if (!extents) return -EINVAL;
  if (!allowed(writer, ns, kind, extents)) return -EPERM;
  for (const { outside, count } of extents) {
    if (toKernel(ns.parent, kind, outside) < 0 || toKernel(ns.parent, kind, outside + count - 1) < 0) return -EPERM;
  }
  ns[kind] = extents;
  return text.length;
}

/** new_idmap_permitted: one's own id alone, or CAP_SETUID (CAP_SETGID) outside. */
function allowed(writer: TaskStruct, ns: UserNamespace, kind: Kind, extents: readonly IdExtent[]): boolean {
  const parent = ns.parent!;
  if (extents.length === 1 && extents[0].count === 1 && writer.cred.euid === ns.owner) {
    const id = toKernel(parent, kind, extents[0].outside);
    if (kind === 'uidMap' && id === writer.cred.euid) return true;
    if (kind === 'gidMap' && id === writer.cred.egid && !ns.setgroupsAllowed) return true;
  }
  return nsCapable(writer.cred, kind === 'uidMap' ? CAP_SETUID : CAP_SETGID, parent);
}

export const showSetgroups = (task: TaskStruct): string =>
  userNsOf(task.cred).setgroupsAllowed ? 'allow\n' : 'deny\n';

export function writeSetgroups(writer: TaskStruct, task: TaskStruct, text: string): number {
  const ns = userNsOf(task.cred);
  const word = text.trim();
  if (!nsCapable(writer.cred, CAP_SYS_ADMIN, ns)) return -EPERM;
  if (word !== 'allow' && word !== 'deny') return -EINVAL;
  if (word === 'allow') return ns.setgroupsAllowed ? text.length : -EPERM;
  if (ns.gidMap !== null) return -EPERM;
  ns.setgroupsAllowed = false;
  return text.length;
}
