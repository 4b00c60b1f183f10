/**
 * What a task sees of the system: its namespaces. Follows include/linux/nsproxy.h, {uts,pid,user,ipc}_namespace.h and
 * include/linux/proc_ns.h (numbers of the first ones). Mounts are the file system's (fs/mount-namespace.ts), network the
 * network's (net/namespace.ts). Departs from Linux: no time namespaces; cgroup namespaces have a number and nothing else.
 */
import type { MountNamespace } from '../fs/mount-namespace';

/** One line of uid_map: `count` ids from `inside` on are `outside` and on in the parent namespace. */
export interface IdExtent {
  inside: number;
  outside: number;
  count: number;
}

export class UserNamespace {
  /** null: not written yet. */
  uidMap: readonly IdExtent[] | null = null;
  gidMap: readonly IdExtent[] | null = null;
  setgroupsAllowed = true;

  constructor(
    readonly inum: number,
    readonly parent: UserNamespace | null,
    /** Who made it, as the first namespace counts. */
    readonly owner: number,
    readonly group: number,
  ) {}

  get level(): number {
    return this.parent === null ? 0 : this.parent.level + 1;
  }

  /** Is `other` this one or made within it? */
  contains(other: UserNamespace): boolean {
    for (let ns: UserNamespace | null = other; ns; ns = ns.parent) if (ns === this) return true;
    return false;
  }
}

export class UtsNamespace {
  constructor(
    readonly inum: number,
    readonly owner: UserNamespace,
    readonly names: { nodename: string; domainname: string },
  ) {}
}

export class IpcNamespace {
  constructor(
    readonly inum: number,
    readonly owner: UserNamespace,
  ) {}
}

export class CgroupNamespace {
  constructor(
    readonly inum: number,
    readonly owner: UserNamespace,
  ) {}
}

/** Numbers of its own for processes; those of the first namespace are the kernel's. */
export class PidNamespace {
  private readonly inside = new Map<number, number>();
  private readonly outside = new Map<number, number>();
  private next = 1;
  /** Number 1: adopts orphans; when it ends, everybody in here does. */
  reaper: object | null = null;
  dead = false;

  constructor(
    readonly inum: number,
    readonly owner: UserNamespace,
    readonly parent: PidNamespace | null,
  ) {}

  get level(): number {
    return this.parent === null ? 0 : this.parent.level + 1;
  }

  /** Gives a process of the kernel's number `pid` one of ours. */
  add(pid: number): number {
    while (this.outside.has(this.next)) this.next = this.next >= 32767 ? 300 : this.next + 1;
    const number = this.next++;
    this.inside.set(pid, number);
    this.outside.set(number, pid);
    return number;
  }

  remove(pid: number): void {
    // What it was called is still asked for: by wait4, which has just let it go.
    const number = this.inside.get(pid);
    if (number !== undefined && this.outside.get(number) === pid) this.outside.delete(number);
  }

  /** What we call the kernel's `pid`; 0 for who is not in here (pid_nr_ns). */
  numberOf(pid: number): number {
    return this.parent === null ? pid : (this.inside.get(pid) ?? 0);
  }

  /** The kernel's number, −1 when we have none of that name (find_pid_ns). */
  pidOf(number: number): number {
    return this.parent === null ? number : (this.outside.get(number) ?? -1);
  }
}

/** struct nsproxy: shared by tasks until one of them changes something. */
export interface NsProxy {
  readonly uts: UtsNamespace;
  readonly ipc: IpcNamespace;
  readonly cgroup: CgroupNamespace;
  /** Absent: the first one. */
  readonly mnt?: MountNamespace;
  readonly net?: object;
  /** Where children go: pid_ns_for_children. */
  readonly pidForChildren: PidNamespace;
  /** Who owns the mount and network namespaces, for capabilities. */
  readonly mntOwner: UserNamespace;
  readonly netOwner: UserNamespace;
}

export interface InitialNamespaces {
  readonly user: UserNamespace;
  readonly pid: PidNamespace;
  readonly proxy: NsProxy;
}

const WHOLE: readonly IdExtent[] = [{ inside: 0, outside: 0, count: 0xffffffff }];

/** The first user namespace: all ids as they are. The same for every machine, as nothing in it can change. */
export const INITIAL_USER = new UserNamespace(0xeffffffd, null, 0, 0);
INITIAL_USER.uidMap = WHOLE;
INITIAL_USER.gidMap = WHOLE;

export const userNsOf = (cred: { readonly userNs?: UserNamespace }): UserNamespace => cred.userNs ?? INITIAL_USER;

const INIT = { ipc: 0xefffffff, uts: 0xeffffffe, pid: 0xeffffffc, cgroup: 0xeffffffb } as const;

export function initialNamespaces(names: UtsNamespace['names']): InitialNamespaces {
  const user = INITIAL_USER;
  const pid = new PidNamespace(INIT.pid, user, null);
  const proxy: NsProxy = {
    uts: new UtsNamespace(INIT.uts, user, names),
    ipc: new IpcNamespace(INIT.ipc, user),
    cgroup: new CgroupNamespace(INIT.cgroup, user),
    pidForChildren: pid,
    mntOwner: user,
    netOwner: user,
  };
  return { user, pid, proxy };
}
