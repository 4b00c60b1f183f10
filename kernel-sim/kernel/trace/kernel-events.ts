/**
 * Where the kernel's own doings become tracepoints and probe hits: one function for each, called from the place where it happens.
 * Each looks first whether somebody listens, so that it costs a call and a look when nobody does.
 */
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import type { Kernel } from '../types';
import type { PointName } from './points';
import type { ProbePoint } from './probes';

/** Beyond all RAM in the direct map: an address that names an object and can be read by nobody. */
const OBJECTS = -(0x7000 * 2 ** 32);
const objects = new WeakMap<Kernel, { addresses: WeakMap<object, number>; next: number }>();

/** A kernel address for an object that has none: the same for the same object, and the same in every run. */
export function objectAddress(kernel: Kernel, object: object): number {
  let table = objects.get(kernel);
  if (!table) {
    table = { addresses: new WeakMap(), next: 0 };
    objects.set(kernel, table);
  }
  let address = table.addresses.get(object);
  if (address === undefined) {
    address = OBJECTS + table.next++ * 0x100;
    table.addresses.set(object, address);
  }
  return address;
}

/** The point of a function, when somebody probes it. */
export function probed(kernel: Kernel, name: PointName): ProbePoint | null {
  const point = (kernel as RunningKernel).probes?.points[name];
  return point?.active ? point : null;
}

export const taskAddress = (kernel: RunningKernel, task: TaskStruct): number => kernel.modules.mirror.addressOf(task);

/** As sched_priority shows it: 120 + nice, or 99 − the real-time priority. */
const prio = (task: TaskStruct | null): number =>
  !task ? 120 : task.rtPriority > 0 ? 99 - task.rtPriority : 120 + task.nice;
const commOf = (task: TaskStruct | null, cpu: number): string => task?.comm ?? `swapper/${cpu}`;
const STATE: Readonly<Record<string, number>> = { R: 0x100, S: 1, D: 2, T: 4, t: 8, X: 16, Z: 32 };

/** Whom each CPU ran last, for prev of sched_switch. */
const lastRun = new WeakMap<RunningKernel, (TaskStruct | null)[]>();

/** sched_switch and finish_task_switch. `next` null: the idle task. */
export function traceSwitch(kernel: RunningKernel, next: TaskStruct | null): void {
  const { sched_switch } = kernel.tracepoints.events;
  const { finish_task_switch, schedule } = kernel.probes.points;
  let runs = lastRun.get(kernel);
  if (!runs) {
    runs = [];
    lastRun.set(kernel, runs);
  }
  const cpu = kernel.cpu.index;
  // A thread that has just ended is in no table any more.
  const { shownPid } = kernel.sched.rq;
  const last = runs[cpu]?.pid === shownPid ? runs[cpu] : null;
  const prev = shownPid === 0 ? null : (kernel.tasks.get(shownPid) ?? last);
  if (prev === next) return;
  runs[cpu] = next;
  // For whoever looks, the one that goes is still on the CPU.
  kernel.tracepoints.subject = prev;
  if (sched_switch.active) {
    const state = prev ? (STATE[prev.state] ?? 0) : 0x100;
    sched_switch.emit(
      [commOf(prev, cpu), prev?.pid ?? 0, prio(prev), state & 0xff, commOf(next, cpu), next?.pid ?? 0, prio(next)],
      [0, prev ? taskAddress(kernel, prev) : 0, next ? taskAddress(kernel, next) : 0, state],
    );
  }
  if (schedule.active) schedule.enter();
  kernel.tracepoints.subject = undefined;
  if (finish_task_switch.active) finish_task_switch.enter(prev ? taskAddress(kernel, prev) : 0);
}

/** sched_waking and sched_wakeup. */
export function traceWakeup(kernel: RunningKernel, task: TaskStruct, isNew = false): void {
  const { events } = kernel.tracepoints;
  const values = () => [task.comm, task.pid, prio(task), task.cpu];
  const raw = () => [taskAddress(kernel, task)];
  if (!isNew && events.sched_waking.active) events.sched_waking.emit(values(), raw());
  const wakeup = isNew ? events.sched_wakeup_new : events.sched_wakeup;
  if (wakeup.active) wakeup.emit(values(), raw());
  const point = isNew ? kernel.probes.points.wake_up_new_task : kernel.probes.points.try_to_wake_up;
  if (point.active) point.enter(taskAddress(kernel, task), 3);
}

export function traceFork(kernel: RunningKernel, parent: TaskStruct, child: TaskStruct, flags: number): void {
  const { task_newtask, sched_process_fork } = kernel.tracepoints.events;
  if (task_newtask.active) task_newtask.emit([child.pid, child.comm, flags, 0], [taskAddress(kernel, child), flags]);
  if (sched_process_fork.active)
    sched_process_fork.emit(
      [parent.comm, parent.pid, child.comm, child.pid],
      [taskAddress(kernel, parent), taskAddress(kernel, child)],
    );
  traceWakeup(kernel, child, true);
}

export function traceExec(kernel: RunningKernel, task: TaskStruct, oldPid: number): void {
  const { sched_process_exec } = kernel.tracepoints.events;
  if (sched_process_exec.active)
    sched_process_exec.emit([task.exePath, task.pid, oldPid], [taskAddress(kernel, task), oldPid, 0]);
}

export function traceExit(kernel: RunningKernel, task: TaskStruct, status: number): void {
  const { do_exit } = kernel.probes.points;
  if (do_exit.active) do_exit.enter(status);
  const { sched_process_exit } = kernel.tracepoints.events;
  if (sched_process_exit.active)
    sched_process_exit.emit([task.comm, task.pid, prio(task)], [taskAddress(kernel, task)]);
}

/** exceptions/page_fault_user and handle_mm_fault. */
export function traceFault(kernel: RunningKernel, address: number, errorCode: number): void {
  const { page_fault_user } = kernel.tracepoints.events;
  const ip = kernel.cpu.rip;
  if (page_fault_user.active) page_fault_user.emit([address, ip, errorCode]);
  const { handle_mm_fault } = kernel.probes.points;
  // FAULT_FLAG_WRITE, USER, INSTRUCTION.
  const flags = (errorCode & 2 ? 1 : 0) | 0x254 | (errorCode & 16 ? 0x100 : 0);
  if (handle_mm_fault.active) handle_mm_fault.enter(0, address, flags);
}

export function traceSignal(
  kernel: RunningKernel,
  target: TaskStruct,
  signal: number,
  code: number,
  group: boolean,
): void {
  const { signal_generate } = kernel.tracepoints.events;
  if (signal_generate.active) signal_generate.emit([signal, 0, code, target.comm, target.pid, group ? 1 : 0, 0]);
  const { do_send_sig_info } = kernel.probes.points;
  if (do_send_sig_info.active) do_send_sig_info.enter(signal, 0, taskAddress(kernel, target), group ? 1 : 0);
}

/** net/netif_receive_skb and net/net_dev_queue, dev_queue_xmit. */
export function tracePacket(on: Kernel, way: 'rx' | 'tx', skb: { length: number }, device: string): void {
  const kernel = on as RunningKernel;
  if (!kernel.tracepoints) return;
  const { netif_receive_skb, net_dev_queue } = kernel.tracepoints.events;
  const point = way === 'rx' ? netif_receive_skb : net_dev_queue;
  if (point.active) point.emit([objectAddress(kernel, skb), skb.length, device], [objectAddress(kernel, skb)]);
  if (way === 'tx') probed(kernel, 'dev_queue_xmit')?.enter(objectAddress(kernel, skb));
}
