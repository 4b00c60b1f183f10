/**
 * Further places that fire: the end of tasks, signals, disks, sockets and packets, modules. As in kernel-events.ts each looks first
 * whether somebody listens. Follows the trace_… calls of kernel/exit.c, kernel/signal.c, block/blk-mq.c, net/ipv4/tcp.c, net/core/skbuff.c.
 */
import type { RunningKernel } from '../kernel';
import type { Module } from '../module/module';
import type { InetSock } from '../net/ipv4/inet-sock';
import type { TaskStruct } from '../sched/task';
import type { Kernel, Sleeping } from '../types';
import { objectAddress, probed, taskAddress } from './kernel-events';
import type { PointName } from './points';

const prio = (task: TaskStruct): number => (task.rtPriority > 0 ? 99 - task.rtPriority : 120 + task.nice);

/** Runs a function of the kernel; who probes it sees its arguments and its result. */
export function traced(
  kernel: Kernel,
  name: PointName,
  args: () => readonly number[],
  body: () => number | Sleeping<number>,
): number | Sleeping<number> {
  const point = probed(kernel, name);
  return point ? point.around(args(), body) : body();
}

export function traceMigrate(kernel: RunningKernel, task: TaskStruct, from: number, to: number): void {
  const { sched_migrate_task } = kernel.tracepoints.events;
  if (sched_migrate_task.active)
    sched_migrate_task.emit([task.comm, task.pid, prio(task), from, to], [taskAddress(kernel, task), to]);
}

/** Somebody begins to wait; pid 0: for any child. */
export function traceWait(kernel: RunningKernel, task: TaskStruct, pid: number): void {
  const { sched_process_wait } = kernel.tracepoints.events;
  if (sched_process_wait.active) sched_process_wait.emit([task.comm, pid, prio(task)], [0]);
}

export function traceFree(kernel: RunningKernel, task: TaskStruct): void {
  const { sched_process_free } = kernel.tracepoints.events;
  if (sched_process_free.active)
    sched_process_free.emit([task.comm, task.pid, prio(task)], [taskAddress(kernel, task)]);
}

/** signal_deliver: also for what is ignored or kills. */
export function traceDeliver(
  kernel: RunningKernel,
  signal: number,
  code: number,
  action: { handler: number; flags: number },
): void {
  const { signal_deliver } = kernel.tracepoints.events;
  if (signal_deliver.active) signal_deliver.emit([signal, 0, code, action.handler, action.flags], [signal, 0, 0]);
}

/** A copy of the kernel found no page: exceptions/page_fault_kernel. */
export function traceKernelFault(kernel: RunningKernel, address: number, write: boolean): void {
  const { page_fault_kernel } = kernel.tracepoints.events;
  const copies = kernel.modules.kallsyms.find(write ? '_copy_to_user' : '_copy_from_user') as { address?: number };
  if (page_fault_kernel.active) page_fault_kernel.emit([address, copies?.address ?? 0, write ? 2 : 0]);
}

/** Letters of a request as blktrace has them (blk_fill_rwbs). */
const RWBS = { read: 'R', write: 'W', flush: 'FF' } as const;

export function traceBlock(
  on: Kernel,
  what: 'issue' | 'complete',
  device: number,
  request: { op: 'read' | 'write' | 'flush'; sector: number; sectors: number },
): void {
  const kernel = on as RunningKernel;
  if (!kernel.tracepoints) return;
  const { block_rq_issue, block_rq_complete } = kernel.tracepoints.events;
  const { op, sector, sectors } = request;
  const address = () => objectAddress(kernel, request);
  if (what === 'issue' && block_rq_issue.active)
    block_rq_issue.emit(
      [device, sector, sectors, sectors * 512, RWBS[op], kernel.current?.comm ?? `swapper/${kernel.cpu.index}`],
      [address()],
    );
  if (what === 'complete' && block_rq_complete.active)
    block_rq_complete.emit([device, sector, sectors, 0, RWBS[op]], [address(), 0, sectors * 512]);
}

function addressBytes(address: number): Uint8Array {
  return Uint8Array.of(address >>> 24, address >>> 16, address >>> 8, address);
}
/** An IPv4 address as IPv6 has it: ::ffff:a.b.c.d. */
function mapped(address: number): Uint8Array {
  const bytes = new Uint8Array(16);
  bytes.fill(0xff, 10, 12);
  bytes.set(addressBytes(address), 12);
  return bytes;
}
const addresses = ({ saddr, daddr }: InetSock): Uint8Array[] => [
  addressBytes(saddr),
  addressBytes(daddr),
  mapped(saddr),
  mapped(daddr),
];

/** sock/inet_sock_set_state and tcp_set_state. */
export function traceTcpState(sock: InetSock, from: number, to: number): void {
  const kernel = sock.kernel as RunningKernel;
  if (!kernel.tracepoints) return;
  probed(kernel, 'tcp_set_state')?.enter(objectAddress(kernel, sock), to);
  const { inet_sock_set_state } = kernel.tracepoints.events;
  if (!inet_sock_set_state.active) return;
  const at = objectAddress(kernel, sock);
  inet_sock_set_state.emit(
    [at, from, to, sock.sport, sock.dport, sock.family, sock.protocol, ...addresses(sock)],
    [at, from, to],
  );
}

export function traceRetransmit(sock: InetSock, state: number): void {
  const kernel = sock.kernel as RunningKernel;
  if (!kernel.tracepoints?.events.tcp_retransmit_skb.active) return;
  const at = objectAddress(kernel, sock);
  kernel.tracepoints.events.tcp_retransmit_skb.emit(
    [0, at, state, sock.sport, sock.dport, sock.family, ...addresses(sock)],
    [at, 0],
  );
}

/** enum skb_drop_reason, the part that happens here. */
export const DropReason = { NOT_SPECIFIED: 1, NO_SOCKET: 2, SOCKET_FILTER: 5, NETFILTER_DROP: 7 } as const;

export function traceDrop(on: Kernel, skb: { protocol: number }, reason: number): void {
  const kernel = on as RunningKernel;
  if (!kernel.tracepoints?.events.kfree_skb.active) return;
  const at = objectAddress(kernel, skb);
  kernel.tracepoints.events.kfree_skb.emit([at, 0, skb.protocol, reason], [at, 0, reason]);
}

export function traceXmit(on: Kernel, skb: { length: number }, length: number, device: string): void {
  const kernel = on as RunningKernel;
  if (!kernel.tracepoints?.events.net_dev_xmit.active) return;
  const at = objectAddress(kernel, skb);
  kernel.tracepoints.events.net_dev_xmit.emit([at, length, 0, device], [at, 0, 0, length]);
}

export function traceModule(kernel: RunningKernel, what: 'coming' | 'live' | 'going' | 'gone', module: Module): void {
  const { module_load, module_free } = kernel.tracepoints.events;
  if (what === 'coming' && module_load.active) module_load.emit([module.taints, module.name], [0]);
  if (what === 'gone' && module_free.active) module_free.emit([module.name], [0]);
}

/** A timer_list of a module is due. */
export function traceTimer(kernel: RunningKernel, timer: number, fn: number, jiffies: number): void {
  const { timer_expire_entry } = kernel.tracepoints.events;
  if (timer_expire_entry.active) timer_expire_entry.emit([timer, jiffies, fn, jiffies], [timer, jiffies]);
}

const IDLE_EXIT = 0xffffffff;
export function traceIdle(kernel: RunningKernel, cpu: number, begins: boolean): void {
  const { cpu_idle } = kernel.tracepoints.events;
  if (cpu_idle.active) cpu_idle.emit([begins ? 1 : IDLE_EXIT, cpu], [begins ? 1 : IDLE_EXIT, cpu]);
}
