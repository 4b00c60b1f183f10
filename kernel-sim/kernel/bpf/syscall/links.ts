/** Links and the older ways to attach: LINK_CREATE, LINK_UPDATE, LINK_DETACH, RAW_TRACEPOINT_OPEN, PROG_ATTACH, PROG_QUERY. */
import { EBADF, EFAULT, EINVAL, ENOLINK, EOPNOTSUPP, EPERM } from '../../errno';
import type { RunningKernel } from '../../kernel';
import { PerfEvent } from '../../perf/event';
import type { TaskStruct } from '../../sched/task';
import { cgroupAttach, cgroupDetach, cgroupLink, cgroupQuery, isCgroupType } from '../attach/cgroup';
import { attachToEvent } from '../attach/perf';
import { attachRawTracepoint } from '../attach/raw-tracepoint';
import { attachXdpLink } from '../attach/xdp';
import { type BpfLink, bpfOf } from '../system';
import { ProgType } from '../types';
import type { Attr } from './attr';
import { fromFd, newFd } from './objects';
import { netCapable } from './rights';

/** enum bpf_attach_type, the part in use. */
export const AttachType = {
  CGROUP_INET_INGRESS: 0,
  CGROUP_INET_EGRESS: 1,
  CGROUP_INET_SOCK_CREATE: 2,
  CGROUP_INET4_BIND: 8,
  CGROUP_INET6_BIND: 9,
  CGROUP_INET4_CONNECT: 10,
  CGROUP_INET6_CONNECT: 11,
  CGROUP_UDP4_SENDMSG: 14,
  XDP: 37,
  PERF_EVENT: 41,
} as const;
const BPF_LINK_TYPE_PERF_EVENT = 7;

function finish(kernel: RunningKernel, task: TaskStruct, link: BpfLink | number): number {
  if (typeof link === 'number') return link;
  const system = bpfOf(kernel);
  system.addLink(link);
  system.emit({ op: 'attach', id: link.program.id, name: link.program.name, detail: `${link.kind}:${link.target}` });
  return newFd(kernel, task, { kind: 'link', link });
}

export function rawTracepointOpen(kernel: RunningKernel, task: TaskStruct, attr: Attr): number {
  if (attr.only(12) < 0) return -EINVAL;
  const found = fromFd(task, attr.i32(8), 'prog');
  if (typeof found === 'number') return found;
  const { program } = found;
  if (program.type !== ProgType.RAW_TRACEPOINT) return -EINVAL;
  const name = kernel.strncpyFromUser(task, attr.pointer(0), 127);
  if (typeof name === 'number') return -EFAULT;
  return finish(kernel, task, attachRawTracepoint(bpfOf(kernel), program, name));
}

export function linkCreate(kernel: RunningKernel, task: TaskStruct, attr: Attr): number {
  const found = fromFd(task, attr.i32(0), 'prog');
  if (typeof found === 'number') return found;
  const { program } = found;
  const system = bpfOf(kernel);
  switch (program.type) {
    case ProgType.XDP:
      if (!netCapable(task.cred)) return -EPERM;
      return finish(kernel, task, attachXdpLink(system, program, attr.i32(4), attr.u32(12)));
    case ProgType.KPROBE:
    case ProgType.TRACEPOINT:
    case ProgType.PERF_EVENT:
      return finish(kernel, task, perfLink(kernel, task, attr, program));
    case ProgType.CGROUP_SKB:
    case ProgType.CGROUP_SOCK:
    case ProgType.CGROUP_SOCK_ADDR:
      return finish(kernel, task, cgroupLink(system, task, program, attr.i32(4), attr.u32(8), attr.u32(12)));
    default:
      return -EINVAL;
  }
}

function perfLink(
  kernel: RunningKernel,
  task: TaskStruct,
  attr: Attr,
  program: import('../program').BpfProgram,
): BpfLink | number {
  if (attr.u32(8) !== AttachType.PERF_EVENT || attr.u32(12) !== 0) return -EINVAL;
  const file = task.files.get(attr.i32(4));
  if (!file) return -EBADF;
  if (!(file.private instanceof PerfEvent)) return -EINVAL;
  const event = file.private;
  const error = attachToEvent(kernel, event, program, attr.u64(16));
  if (error < 0) return error;
  event.get();
  return {
    id: 0,
    refs: 1,
    kind: 'perf_event',
    type: BPF_LINK_TYPE_PERF_EVENT,
    program,
    target: event.what,
    detach() {
      event.source.setProgram?.(event, null);
      event.program?.release();
      event.program = null;
      event.put();
    },
  };
}

export function linkUpdate(_kernel: RunningKernel, task: TaskStruct, attr: Attr): number {
  if (attr.only(16) < 0 || attr.u32(8) & ~4) return -EINVAL;
  const link = fromFd(task, attr.i32(0), 'link');
  if (typeof link === 'number') return link;
  const program = fromFd(task, attr.i32(4), 'prog');
  if (typeof program === 'number') return program;
  return link.link.update?.(program.program) ?? -EINVAL;
}

const detached = new WeakSet<BpfLink>();

export function linkDetach(_kernel: RunningKernel, task: TaskStruct, attr: Attr): number {
  if (attr.only(4) < 0) return -EINVAL;
  const found = fromFd(task, attr.i32(0), 'link');
  if (typeof found === 'number') return found;
  const { link } = found;
  if (link.kind === 'raw_tracepoint' || link.kind === 'perf_event') return -EOPNOTSUPP;
  if (detached.has(link)) return -ENOLINK;
  detached.add(link);
  link.detach();
  link.detach = () => {};
  return 0;
}

export function progAttach(kernel: RunningKernel, task: TaskStruct, attr: Attr): number {
  if (attr.only(20) < 0) return -EINVAL;
  const found = fromFd(task, attr.i32(4), 'prog');
  if (typeof found === 'number') return found;
  const type = attr.u32(8);
  if (!isCgroupType(type)) return -EINVAL;
  return cgroupAttach(bpfOf(kernel), task, found.program, attr.i32(0), type, attr.u32(12), attr.i32(16));
}
export function progDetach(kernel: RunningKernel, task: TaskStruct, attr: Attr): number {
  if (attr.only(20) < 0 || !isCgroupType(attr.u32(8))) return -EINVAL;
  return cgroupDetach(bpfOf(kernel), task, attr.i32(0), attr.i32(4), attr.u32(8));
}
export function progQuery(kernel: RunningKernel, task: TaskStruct, attr: Attr): number {
  if (!netCapable(task.cred)) return -EPERM;
  return cgroupQuery(kernel, bpfOf(kernel), task, attr);
}
