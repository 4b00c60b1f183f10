/**
 * User and group ids, capabilities. Follows kernel/sys.c: set*uid, set*gid; kernel/groups.c; kernel/capability.c.
 */
import { CAP_FULL, CAP_SETGID, CAP_SETPCAP, CAP_SETUID } from '../abi/capability';
import { EFAULT, EINVAL, EPERM, ESRCH } from '../errno';
import type { RunningKernel } from '../kernel';
import { userNsOf } from '../nsproxy/namespaces';
import { arg, coreRow, inout, out } from '../syscalls/row';
import { Struct } from '../syscalls/struct';
import type { Cred, SyscallRow } from '../types';
import { type CapSet, capAnd, capOr, capSubset, capsOf, changeCred, nsCapable } from './cred';
import type { TaskStruct } from './task';

const UNCHANGED = -1;

/** One family of ids: the user's or the group's. */
interface IdKind {
  cap: number;
  get(cred: Cred): { real: number; effective: number; saved: number };
  make(ids: { real?: number; effective?: number; saved?: number }): Partial<Cred>;
}

const pick = (object: Record<string, number | undefined>): Partial<Cred> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

const USER: IdKind = {
  cap: CAP_SETUID,
  get: (cred) => ({ real: cred.uid, effective: cred.euid, saved: cred.suid }),
  make: ({ real, effective, saved }) => pick({ uid: real, euid: effective, fsuid: effective, suid: saved }),
};
const GROUP: IdKind = {
  cap: CAP_SETGID,
  get: (cred) => ({ real: cred.gid, effective: cred.egid, saved: cred.sgid }),
  make: ({ real, effective, saved }) => pick({ gid: real, egid: effective, fsgid: effective, sgid: saved }),
};

function setId(kind: IdKind) {
  return (_kernel: RunningKernel, task: TaskStruct, id32: number): number => {
    const id = id32 | 0;
    if (id === UNCHANGED) return -EINVAL;
    const { real, saved } = kind.get(task.cred);
    if (nsCapable(task.cred, kind.cap, userNsOf(task.cred))) {
      task.cred = changeCred(task.cred, kind.make({ real: id, effective: id, saved: id }), task.keepCaps);
    } else if (id === real || id === saved)
      task.cred = changeCred(task.cred, kind.make({ effective: id }), task.keepCaps);
    else return -EPERM;
    return 0;
  };
}

function setReId(kind: IdKind) {
  return (_kernel: RunningKernel, task: TaskStruct, real32: number, effective32: number): number => {
    const [newReal, newEffective] = [real32 | 0, effective32 | 0];
    const { real, effective, saved } = kind.get(task.cred);
    const free = nsCapable(task.cred, kind.cap, userNsOf(task.cred));
    if (newReal !== UNCHANGED && !free && newReal !== real && newReal !== effective) return -EPERM;
    if (newEffective !== UNCHANGED && !free && ![real, effective, saved].includes(newEffective)) return -EPERM;
    const next = {
      real: newReal === UNCHANGED ? undefined : newReal,
      effective: newEffective === UNCHANGED ? undefined : newEffective,
    };
    // The saved id follows the effective one when the real id is set, or the effective one differs from the old real id.
    const save = newReal !== UNCHANGED || (newEffective !== UNCHANGED && newEffective !== real);
    task.cred = changeCred(
      task.cred,
      kind.make({ ...next, saved: save ? (next.effective ?? effective) : undefined }),
      task.keepCaps,
    );
    return 0;
  };
}

function setResId(kind: IdKind) {
  return (_kernel: RunningKernel, task: TaskStruct, a: number, b: number, c: number): number => {
    const wanted = [a | 0, b | 0, c | 0];
    const { real, effective, saved } = kind.get(task.cred);
    const allowed = [real, effective, saved, UNCHANGED];
    if (!nsCapable(task.cred, kind.cap, userNsOf(task.cred)) && wanted.some((id) => !allowed.includes(id)))
      return -EPERM;
    const [newReal, newEffective, newSaved] = wanted.map((id) => (id === UNCHANGED ? undefined : id));
    task.cred = changeCred(
      task.cred,
      kind.make({ real: newReal, effective: newEffective, saved: newSaved }),
      task.keepCaps,
    );
    return 0;
  };
}

function getResId(kind: IdKind) {
  return (kernel: RunningKernel, task: TaskStruct, a: number, b: number, c: number): number => {
    const { real, effective, saved } = kind.get(task.cred);
    for (const [address, id] of [
      [a, real],
      [b, effective],
      [c, saved],
    ]) {
      if (new Struct(4).setI32(0, id).put(kernel, task, address) < 0) return -EFAULT;
    }
    return 0;
  };
}

function setFsId(which: 'fsuid' | 'fsgid') {
  return (_kernel: RunningKernel, task: TaskStruct, id32: number): number => {
    const id = id32 | 0;
    const { cred } = task;
    const old = cred[which];
    const own =
      which === 'fsuid' ? [cred.uid, cred.euid, cred.suid, cred.fsuid] : [cred.gid, cred.egid, cred.sgid, cred.fsgid];
    const cap = which === 'fsuid' ? CAP_SETUID : CAP_SETGID;
    if (id !== UNCHANGED && (nsCapable(cred, cap, userNsOf(cred)) || own.includes(id)))
      task.cred = { ...cred, [which]: id };
    return old;
  };
}

function getgroups(kernel: RunningKernel, task: TaskStruct, size: number, list: number): number {
  const { groups } = task.cred;
  if (size < 0) return -EINVAL;
  if (size === 0) return groups.length;
  if (size < groups.length) return -EINVAL;
  const struct = new Struct(groups.length * 4);
  for (const [index, gid] of groups.entries()) struct.setI32(index * 4, gid);
  return struct.put(kernel, task, list) < 0 ? -EFAULT : groups.length;
}

const NGROUPS_MAX = 65536;

function setgroups(kernel: RunningKernel, task: TaskStruct, size: number, list: number): number {
  const ns = userNsOf(task.cred);
  if (!nsCapable(task.cred, CAP_SETGID, ns) || !ns.setgroupsAllowed || ns.gidMap === null) return -EPERM;
  if (size < 0 || size > NGROUPS_MAX) return -EINVAL;
  const struct = Struct.get(kernel, task, list, size * 4);
  if (typeof struct === 'number') return struct;
  const groups = Array.from({ length: size }, (_, index) => struct.u32(index * 4)).sort((a, b) => a - b);
  task.cred = { ...task.cred, groups };
  return 0;
}

/** _LINUX_CAPABILITY_VERSION_3: two words of each set. */
const CAP_VERSIONS: ReadonlyMap<number, number> = new Map([
  [0x19980330, 1],
  [0x20071026, 2],
  [0x20080522, 2],
]);

/** Words per set for the caller's version; an unknown version gets ours written back. */
function capWords(kernel: RunningKernel, task: TaskStruct, header: number): { words: number; pid: number } | number {
  const struct = Struct.get(kernel, task, header, 8);
  if (typeof struct === 'number') return struct;
  const words = CAP_VERSIONS.get(struct.u32(0));
  if (words !== undefined) return { words, pid: struct.i32(4) };
  return struct.setI32(0, 0x20080522).put(kernel, task, header) < 0 ? -EFAULT : -EINVAL;
}

function capget(kernel: RunningKernel, task: TaskStruct, header: number, data: number): number {
  const found = capWords(kernel, task, header);
  if (typeof found === 'number') return data === 0 && found === -EINVAL ? 0 : found;
  const target = found.pid === 0 ? task : kernel.tasks.get(found.pid);
  if (!target) return -ESRCH;
  const struct = new Struct(found.words * 12);
  const { effective, permitted, inheritable } = capsOf(target.cred);
  for (let word = 0; word < found.words; word++) {
    struct.setI32(word * 12, effective[word]).setI32(word * 12 + 4, permitted[word]);
    struct.setI32(word * 12 + 8, inheritable[word]);
  }
  return struct.put(kernel, task, data);
}

/** cap_capset: permitted can only shrink, effective stays within it, inheritable within what is held and the bounding set. */
function capset(kernel: RunningKernel, task: TaskStruct, header: number, data: number): number {
  const found = capWords(kernel, task, header);
  if (typeof found === 'number') return found;
  if (found.pid !== 0 && found.pid !== task.pidNs.numberOf(task.pid)) return -EPERM;
  const struct = Struct.get(kernel, task, data, found.words * 12);
  if (typeof struct === 'number') return struct;
  const set = (at: number): CapSet => capAnd([struct.u32(at), found.words > 1 ? struct.u32(12 + at) : 0], CAP_FULL);
  const [effective, permitted, inheritable] = [set(0), set(4), set(8)];
  const old = capsOf(task.cred);
  const mayInherit = nsCapable(task.cred, CAP_SETPCAP, userNsOf(task.cred));
  if (!mayInherit && !capSubset(inheritable, capOr(old.inheritable, old.permitted))) return -EPERM;
  if (!capSubset(inheritable, capOr(old.inheritable, old.bounding))) return -EPERM;
  if (!capSubset(permitted, old.permitted) || !capSubset(effective, permitted)) return -EPERM;
  task.cred = {
    ...task.cred,
    capEffective: effective,
    capPermitted: permitted,
    capInheritable: inheritable,
    capAmbient: capAnd(old.ambient, capAnd(permitted, inheritable)),
  };
  return 0;
}

const ID = { result: 'uid' } as const;
const one = (name: string) => [arg(name, 'uid')];
const three = [arg('ruid', 'uid'), arg('euid', 'uid'), arg('suid', 'uid')];
const threeOut = [out('ruid', 'int-ptr'), out('euid', 'int-ptr'), out('suid', 'int-ptr')];

export const credSyscalls: readonly SyscallRow[] = [
  coreRow(102, 'getuid', [], 10, (_kernel, task) => task.cred.uid, ID),
  coreRow(104, 'getgid', [], 10, (_kernel, task) => task.cred.gid, ID),
  coreRow(105, 'setuid', one('uid'), 60, setId(USER)),
  coreRow(106, 'setgid', one('gid'), 60, setId(GROUP)),
  coreRow(107, 'geteuid', [], 10, (_kernel, task) => task.cred.euid, ID),
  coreRow(108, 'getegid', [], 10, (_kernel, task) => task.cred.egid, ID),
  coreRow(113, 'setreuid', three.slice(0, 2), 60, setReId(USER)),
  coreRow(114, 'setregid', three.slice(0, 2), 60, setReId(GROUP)),
  coreRow(115, 'getgroups', [arg('gidsetsize', 'int'), out('grouplist', 'ptr')], 40, getgroups),
  coreRow(116, 'setgroups', [arg('gidsetsize', 'int'), arg('grouplist', 'ptr')], 60, setgroups),
  coreRow(117, 'setresuid', three, 60, setResId(USER)),
  coreRow(118, 'getresuid', threeOut, 40, getResId(USER)),
  coreRow(119, 'setresgid', three, 60, setResId(GROUP)),
  coreRow(120, 'getresgid', threeOut, 40, getResId(GROUP)),
  coreRow(122, 'setfsuid', one('uid'), 40, setFsId('fsuid')),
  coreRow(123, 'setfsgid', one('gid'), 40, setFsId('fsgid')),
  coreRow(125, 'capget', [inout('header', 'ptr'), out('dataptr', 'ptr')], 60, capget),
  coreRow(126, 'capset', [inout('header', 'ptr'), arg('data', 'ptr')], 60, capset),
];
