/**
 * Programs on cgroups: packets in and out, sockets made, addresses bound and connected to. Follows kernel/bpf/cgroup.c.
 * A cgroup is named by a descriptor of its directory in cgroup2; programs run from the task's cgroup up to the root.
 */
import { EBADF, EFAULT, EINVAL, ENOENT, EPERM } from '../../errno';
import type { RunningKernel } from '../../kernel';
import type { TaskStruct } from '../../sched/task';
import type { BpfProgram } from '../program';
import type { Attr } from '../syscall/attr';
import { fromFd } from '../syscall/objects';
import type { BpfLink, BpfSystem } from '../system';
import { ProgType } from '../types';

const BPF_LINK_TYPE_CGROUP = 3;
const BPF_F_ALLOW_OVERRIDE = 1;
const BPF_F_ALLOW_MULTI = 2;
const BPF_F_REPLACE = 4;

/** Attach types that a program type may have. */
const FITS: Readonly<Record<number, readonly number[]>> = {
  [ProgType.CGROUP_SKB]: [0, 1],
  [ProgType.CGROUP_SOCK]: [2, 12, 13, 34],
  [ProgType.CGROUP_SOCK_ADDR]: [8, 9, 10, 11, 14, 15, 19, 20],
};

interface Attachment {
  program: BpfProgram;
  flags: number;
}

/** Programs of one cgroup, by attach type. */
export class CgroupPrograms {
  private readonly lists = new Map<number, Attachment[]>();

  list(type: number): readonly Attachment[] {
    return this.lists.get(type) ?? [];
  }

  attach(program: BpfProgram, type: number, flags: number): number {
    const list = this.lists.get(type) ?? [];
    const multi = (flags & BPF_F_ALLOW_MULTI) !== 0;
    if (list.length > 0 && ((list[0].flags & BPF_F_ALLOW_MULTI) !== 0) !== multi) return -EPERM;
    if (list.some((entry) => entry.program === program)) return -EINVAL;
    program.get();
    if (multi) this.lists.set(type, [...list, { program, flags }]);
    else {
      for (const old of list) old.program.put();
      this.lists.set(type, [{ program, flags }]);
    }
    return 0;
  }

  /** Without a program: the only one there is. */
  detach(program: BpfProgram | null, type: number): number {
    const list = this.lists.get(type) ?? [];
    const entry = program ? list.find((other) => other.program === program) : list.length === 1 ? list[0] : undefined;
    if (!entry) return -ENOENT;
    this.lists.set(
      type,
      list.filter((other) => other !== entry),
    );
    entry.program.put();
    return 0;
  }
}

function target(system: BpfSystem, task: TaskStruct, fd: number): { id: bigint; programs: CgroupPrograms } | number {
  const file = task.files.get(fd);
  return file ? system.cgroupOf(file) : -EBADF;
}

function fits(program: BpfProgram, type: number): boolean {
  return FITS[program.type]?.includes(type) ?? false;
}

export function cgroupAttach(
  system: BpfSystem,
  task: TaskStruct,
  program: BpfProgram,
  fd: number,
  type: number,
  flags: number,
): number {
  if (flags & ~(BPF_F_ALLOW_OVERRIDE | BPF_F_ALLOW_MULTI | BPF_F_REPLACE)) return -EINVAL;
  if (!fits(program, type)) return -EINVAL;
  const cgroup = target(system, task, fd);
  if (typeof cgroup === 'number') return cgroup;
  const error = cgroup.programs.attach(program, type, flags);
  if (error === 0) system.emit({ op: 'attach', id: program.id, name: program.name, detail: `cgroup:${cgroup.id}` });
  return error;
}

export function cgroupDetach(system: BpfSystem, task: TaskStruct, fd: number, programFd: number, type: number): number {
  const cgroup = target(system, task, fd);
  if (typeof cgroup === 'number') return cgroup;
  const found = programFd > 0 ? fromFd(task, programFd, 'prog') : null;
  return cgroup.programs.detach(found && typeof found !== 'number' ? found.program : null, type);
}

export function cgroupLink(
  system: BpfSystem,
  task: TaskStruct,
  program: BpfProgram,
  fd: number,
  type: number,
): BpfLink | number {
  if (!fits(program, type)) return -EINVAL;
  const cgroup = target(system, task, fd);
  if (typeof cgroup === 'number') return cgroup;
  const error = cgroup.programs.attach(program, type, BPF_F_ALLOW_MULTI);
  if (error < 0) return error;
  return {
    id: 0,
    refs: 1,
    kind: 'cgroup',
    type: BPF_LINK_TYPE_CGROUP,
    program,
    target: String(cgroup.id),
    detach: () => void cgroup.programs.detach(program, type),
  };
}

/** BPF_PROG_QUERY: attach flags, count and ids. */
export function cgroupQuery(kernel: RunningKernel, system: BpfSystem, task: TaskStruct, attr: Attr): number {
  const cgroup = target(system, task, attr.i32(0));
  if (typeof cgroup === 'number') return cgroup;
  const list = cgroup.programs.list(attr.u32(4));
  const room = attr.u32(24);
  const told = attr.put32(kernel, task, 12, list[0]?.flags ?? 0) || attr.put32(kernel, task, 24, list.length);
  if (told < 0) return -EFAULT;
  if (room === 0 || attr.pointer(16) === 0) return 0;
  const ids = Uint32Array.from(list.slice(0, room), ({ program }) => program.id);
  return kernel.copyToUser(task, attr.pointer(16), new Uint8Array(ids.buffer));
}
