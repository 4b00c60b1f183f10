/**
 * Process numbers as one mount of procfs shows them: those of the pid namespace in which it was mounted. Follows fs/proc/root.c and
 * include/linux/proc_fs.h: proc_pid_ns. Without namespaces (tests of procfs alone) they are the kernel's.
 */
import type { SuperBlock, Task } from '../../types';

export interface PidNamespaceView {
  readonly parent: object | null;
  readonly level: number;
  numberOf(pid: number): number;
  pidOf(number: number): number;
}

export interface WithPidNamespace {
  pidNs: PidNamespaceView | undefined;
}

export function pidNsOf(task: Task | null): PidNamespaceView | undefined {
  return (task as (Task & { pidNs?: PidNamespaceView }) | null)?.pidNs;
}

const nsOf = (sb: SuperBlock): PidNamespaceView | undefined => (sb as SuperBlock & Partial<WithPidNamespace>).pidNs;

/** The number of the kernel's `pid` here; 0 for who cannot be seen. */
export const numberIn = (sb: SuperBlock, pid: number): number => nsOf(sb)?.numberOf(pid) ?? pid;

/** The kernel's number, −1 for none. */
export const pidIn = (sb: SuperBlock, number: number): number => nsOf(sb)?.pidOf(number) ?? number;

/** NSpid and its kin: one number for each level from that of the mount down to the process's own. */
export function numbersFrom(sb: SuperBlock, task: Task, pid: number): string {
  const numbers: number[] = [];
  const top = nsOf(sb)?.level ?? 0;
  let ns = pidNsOf(task);
  if (!ns) return String(pid);
  for (; ns && ns.level >= top; ns = ns.parent as PidNamespaceView | undefined) numbers.unshift(ns.numberOf(pid));
  return numbers.join('\t');
}
