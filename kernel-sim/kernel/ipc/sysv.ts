/**
 * What System V shared memory, semaphores and message queues have in common: keys, identifiers, owners and rights.
 * Follows ipc/util.c: ipcget, ipc_check_perms, ipcctl_obtain_check. One set of tables for each ipc namespace.
 */
import { CAP_IPC_OWNER, CAP_SYS_ADMIN } from '../abi/capability';
import { EACCES, EEXIST, EINVAL, ENOENT, ENOSPC, EPERM } from '../errno';
import type { RunningKernel } from '../kernel';
import type { IpcNamespace } from '../nsproxy/namespaces';
import { nsCapable } from '../sched/cred';
import type { TaskStruct } from '../sched/task';
import type { Struct } from '../syscalls/struct';

export const IPC_PRIVATE = 0;
export const IPC_CREAT = 0o1000;
export const IPC_EXCL = 0o2000;
export const IPC_NOWAIT = 0o4000;
export const IPC_RMID = 0;
export const IPC_SET = 1;
export const IPC_STAT = 2;
export const IPC_INFO = 3;

/** struct kern_ipc_perm. */
export interface IpcPerm {
  id: number;
  key: number;
  uid: number;
  gid: number;
  cuid: number;
  cgid: number;
  mode: number;
  seq: number;
  removed: boolean;
}

/** SEQ_MULTIPLIER: an identifier is place + 32768 × how often the place was used. */
const SEQ_MULTIPLIER = 32768;

export class IpcTable<T extends { perm: IpcPerm }> {
  readonly entries: (T | undefined)[] = [];
  private seq = 0;

  constructor(private readonly most: number) {}

  /** ipcget: finds by key, or makes with `make`. */
  open(
    task: TaskStruct,
    ns: IpcNamespace,
    key: number,
    flags: number,
    make: (perm: IpcPerm) => T | number,
    check: (found: T) => number,
  ): number {
    if (key !== IPC_PRIVATE) {
      const found = this.entries.find((entry) => entry?.perm.key === key);
      if (found) {
        if ((flags & (IPC_CREAT | IPC_EXCL)) === (IPC_CREAT | IPC_EXCL)) return -EEXIST;
        const wrong = check(found);
        if (wrong < 0) return wrong;
        return permitted(task, ns, found.perm, flags) ? found.perm.id : -EACCES;
      }
      if (!(flags & IPC_CREAT)) return -ENOENT;
    }
    let place = this.entries.indexOf(undefined);
    if (place < 0) place = this.entries.length;
    if (place >= this.most) return -ENOSPC;
    const { euid, egid } = task.cred;
    const id = place + SEQ_MULTIPLIER * this.seq;
    const made = make({
      id,
      key,
      uid: euid,
      gid: egid,
      cuid: euid,
      cgid: egid,
      mode: flags & 0o777,
      seq: this.seq,
      removed: false,
    });
    if (typeof made === 'number') return made;
    this.seq = (this.seq + 1) % 32768;
    this.entries[place] = made;
    return id;
  }

  find(id: number): T | undefined {
    const entry = id < 0 ? undefined : this.entries[id % SEQ_MULTIPLIER];
    return entry?.perm.id === id ? entry : undefined;
  }

  remove(entry: T): void {
    entry.perm.removed = true;
    this.entries[entry.perm.id % SEQ_MULTIPLIER] = undefined;
  }
}

/** ipcperms: `flags` as a mode of which any class's bits are wanted. */
export function permitted(task: TaskStruct, ns: IpcNamespace, perm: IpcPerm, flags: number): boolean {
  const wanted = (flags >> 6) | (flags >> 3) | flags;
  let granted = perm.mode;
  const { euid, egid, groups } = task.cred;
  const inGroup = (gid: number) => egid === gid || groups.includes(gid);
  if (euid === perm.cuid || euid === perm.uid) granted >>= 6;
  else if (inGroup(perm.cgid) || inGroup(perm.gid)) granted >>= 3;
  return (wanted & ~granted & 7) === 0 || nsCapable(task.cred, CAP_IPC_OWNER, ns.owner);
}

/** For IPC_RMID and IPC_SET: owner, maker or CAP_SYS_ADMIN. */
export function mayControl(task: TaskStruct, ns: IpcNamespace, perm: IpcPerm): number {
  const { euid } = task.cred;
  return euid === perm.cuid || euid === perm.uid || nsCapable(task.cred, CAP_SYS_ADMIN, ns.owner) ? 0 : -EPERM;
}

/** struct ipc64_perm, 48 bytes. */
export function putPerm(struct: Struct, perm: IpcPerm): void {
  struct.setI32(0, perm.key).setI32(4, perm.uid).setI32(8, perm.gid).setI32(12, perm.cuid).setI32(16, perm.cgid);
  struct.setI32(20, perm.mode).setI32(24, perm.seq);
}

export function setPerm(struct: Struct, perm: IpcPerm): void {
  perm.uid = struct.u32(4);
  perm.gid = struct.u32(8);
  perm.mode = (perm.mode & ~0o777) | (struct.u32(20) & 0o777);
}

export const secondsNow = (kernel: RunningKernel): number => kernel.realtime()[0];
export const BAD_ID = -EINVAL;
