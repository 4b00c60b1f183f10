/**
 * Programs on cgroups: BPF_PROG_ATTACH, BPF_PROG_DETACH, BPF_LINK_CREATE and BPF_PROG_QUERY with a descriptor of a directory of
 * cgroup2. Follows kernel/bpf/cgroup.c. When they run is in cgroup-run.ts.
 */
import { EBADF, EFAULT, EINVAL, ENOENT, ENOSPC } from '../../errno';
import type { Cgroup } from '../../fs/cgroup/group';
import type { RunningKernel } from '../../kernel';
import type { TaskStruct } from '../../sched/task';
import type { BpfProgram } from '../program';
import type { Attr } from '../syscall/attr';
import { fromFd } from '../syscall/objects';
import type { BpfLink, BpfSystem } from '../system';
import { ProgType } from '../types';
import { BPF_F_ALLOW_MULTI, BPF_F_ALLOW_OVERRIDE, BPF_F_REPLACE } from './cgroup-programs';

const BPF_LINK_TYPE_CGROUP = 3;

/** Attach types that a program type may have. */
const FITS: Readonly<Record<number, readonly number[]>> = {
  [ProgType.CGROUP_SKB]: [0, 1],
  [ProgType.CGROUP_SOCK]: [2, 12, 13, 34],
  [ProgType.CGROUP_SOCK_ADDR]: [8, 9, 10, 11, 14, 15, 19, 20, 29, 30, 31, 32],
};

/** bpf_prog_load_check_attach: what a program of a cgroup may be verified for. */
export function loadsFor(type: number, expected: number): boolean {
  return FITS[type]?.includes(expected) ?? true;
}

/** Attach types that bpf(2) knows for cgroups. */
export const isCgroupType = (type: number): boolean => Object.values(FITS).some((types) => types.includes(type));

function target(system: BpfSystem, task: TaskStruct, fd: number): Cgroup | number {
  const file = task.files.get(fd);
  return file ? system.cgroupOf(file) : -EBADF;
}

/** A program was verified for one attach type; only CGROUP_SKB may go to both of its own. */
function fits(program: BpfProgram, type: number): boolean {
  if (!FITS[program.type]?.includes(type)) return false;
  const expected = program.attributes.expectedAttachType;
  return program.type === ProgType.CGROUP_SKB || expected === type;
}

export function cgroupAttach(
  system: BpfSystem,
  task: TaskStruct,
  program: BpfProgram,
  fd: number,
  type: number,
  flags: number,
  replaceFd: number,
): number {
  if (flags & ~(BPF_F_ALLOW_OVERRIDE | BPF_F_ALLOW_MULTI | BPF_F_REPLACE)) return -EINVAL;
  if (!fits(program, type)) return -EINVAL;
  const cgroup = target(system, task, fd);
  if (typeof cgroup === 'number') return cgroup;
  let replace: BpfProgram | null = null;
  if (flags & BPF_F_ALLOW_MULTI && flags & BPF_F_REPLACE) {
    const found = fromFd(task, replaceFd, 'prog');
    if (typeof found === 'number') return found;
    if (found.program.type !== program.type) return -EINVAL;
    replace = found.program;
  }
  const error = cgroup.programs.attach(program, type, flags, null, replace);
  if (error === 0) system.emit({ op: 'attach', id: program.id, name: program.name, detail: `cgroup:${cgroup.path}` });
  return error;
}

export function cgroupDetach(system: BpfSystem, task: TaskStruct, fd: number, programFd: number, type: number): number {
  const cgroup = target(system, task, fd);
  if (typeof cgroup === 'number') return cgroup;
  const found = programFd > 0 ? fromFd(task, programFd, 'prog') : null;
  const program = found && typeof found !== 'number' ? found.program : null;
  const error = cgroup.programs.detach(program, type, null);
  if (error === 0 && program)
    system.emit({ op: 'detach', id: program.id, name: program.name, detail: `cgroup:${cgroup.path}` });
  return error;
}

export function cgroupLink(
  system: BpfSystem,
  task: TaskStruct,
  program: BpfProgram,
  fd: number,
  type: number,
  flags: number,
): BpfLink | number {
  if (flags !== 0 || !fits(program, type)) return -EINVAL;
  const cgroup = target(system, task, fd);
  if (typeof cgroup === 'number') return cgroup;
  const link = {
    id: 0,
    refs: 1,
    kind: 'cgroup',
    type: BPF_LINK_TYPE_CGROUP,
    program,
    target: cgroup.path,
    detach: () => void cgroup.programs.detach(null, type, link),
    update(next: BpfProgram): number {
      if (next.type !== link.program.type) return -EINVAL;
      const error = cgroup.programs.replace(link, type, next);
      if (error < 0) return error === -ENOENT ? -67 : error; // ENOLINK
      next.get();
      link.program.put();
      link.program = next;
      return 0;
    },
    /** cgroup_id, attach_type. */
    info() {
      const bytes = new Uint8Array(16);
      const view = new DataView(bytes.buffer);
      view.setBigUint64(0, cgroup.id, true);
      view.setUint32(8, type, true);
      return bytes;
    },
  };
  const error = cgroup.programs.attach(program, type, BPF_F_ALLOW_MULTI, link, null);
  return error < 0 ? error : link;
}

const BPF_F_QUERY_EFFECTIVE = 1;

/** BPF_PROG_QUERY: attach flags, count and ids. */
export function cgroupQuery(kernel: RunningKernel, system: BpfSystem, task: TaskStruct, attr: Attr): number {
  const cgroup = target(system, task, attr.i32(0));
  if (typeof cgroup === 'number') return cgroup;
  const type = attr.u32(4);
  const flags = attr.u32(8);
  if (!isCgroupType(type) || flags & ~BPF_F_QUERY_EFFECTIVE) return -EINVAL;
  const effective = (flags & BPF_F_QUERY_EFFECTIVE) !== 0;
  const list = effective ? cgroup.programs.effective(type) : cgroup.programs.list(type);
  const room = attr.u32(24);
  const shown = effective ? 0 : cgroup.programs.flags(type);
  const told = attr.put32(kernel, task, 12, shown) || attr.put32(kernel, task, 24, list.length);
  if (told < 0) return -EFAULT;
  if (room === 0 || attr.pointer(16) === 0 || list.length === 0) return 0;
  const ids = Uint32Array.from(list.slice(0, room), ({ id }) => id);
  if (kernel.copyToUser(task, attr.pointer(16), new Uint8Array(ids.buffer)) < 0) return -EFAULT;
  return room < list.length ? -ENOSPC : 0;
}
