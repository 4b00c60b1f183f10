/** System V semaphores. Follows ipc/sem.c: newary, do_semtimedop (all or nothing), semctl, exit_sem (SEM_UNDO). */
import { E2BIG, EACCES, EAGAIN, EFAULT, EFBIG, EIDRM, EINTR, EINVAL, ERANGE } from '../errno';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { arg, coreRow } from '../syscalls/row';
import { Struct } from '../syscalls/struct';
import { fromTimeSpec } from '../time/units';
import { INTERRUPTED, type Sleeping, type SyscallRow, TIMED_OUT, type WaitQueue } from '../types';
import * as I from './sysv';

const SEMMSL = 32000;
const SEMOPM = 500;
const SEMVMX = 32767;
const SEM_UNDO = 0x1000;

interface Semaphore {
  value: number;
  pid: number;
  /** How many wait for it to grow, and to become 0. */
  growing: number;
  zero: number;
}

export class SemSet {
  readonly semaphores: Semaphore[];
  otime = 0;
  ctime: number;
  readonly changed: WaitQueue;
  /** What the end of a process adds (SEM_UNDO), by its tgid. */
  readonly undo = new Map<number, number[]>();

  constructor(
    kernel: RunningKernel,
    readonly perm: I.IpcPerm,
    count: number,
  ) {
    this.semaphores = Array.from({ length: count }, () => ({ value: 0, pid: 0, growing: 0, zero: 0 }));
    this.ctime = I.secondsNow(kernel);
    this.changed = kernel.newWaitQueue('sem');
  }
}

function semget(kernel: RunningKernel, task: TaskStruct, key: number, count: number, flags: number): number {
  const { ipc } = task.nsproxy;
  if (count < 0 || count > SEMMSL) return -EINVAL;
  return kernel.sysv(ipc).sem.open(
    task,
    ipc,
    key | 0,
    flags,
    (perm) => (count === 0 ? -EINVAL : new SemSet(kernel, perm, count)),
    (found) => (count > found.semaphores.length ? -EINVAL : 0),
  );
}

interface Operation {
  number: number;
  change: number;
  flags: number;
}

/** Does all operations, or none. The first that must wait; null when all are done; a negative errno. */
function attempt(task: TaskStruct, set: SemSet, operations: readonly Operation[]): Operation | number | null {
  const values = set.semaphores.map(({ value }) => value);
  for (const operation of operations) {
    const value = values[operation.number];
    if (operation.change === 0 ? value !== 0 : value + operation.change < 0) return operation;
    if (value + operation.change > SEMVMX) return -ERANGE;
    values[operation.number] = value + operation.change;
  }
  for (const { number, change, flags } of operations) {
    const semaphore = set.semaphores[number];
    semaphore.value += change;
    semaphore.pid = task.tgid;
    if (!(flags & SEM_UNDO) || change === 0) continue;
    const undo = set.undo.get(task.tgid) ?? set.semaphores.map(() => 0);
    undo[number] -= change;
    set.undo.set(task.tgid, undo);
  }
  return null;
}

function semtimedop(
  kernel: RunningKernel,
  task: TaskStruct,
  id: number,
  address: number,
  count: number,
  timeout: number,
): number | Sleeping<number> {
  const { ipc } = task.nsproxy;
  if (count < 1 || id < 0) return -EINVAL;
  if (count > SEMOPM) return -E2BIG;
  const raw = Struct.get(kernel, task, address, count * 6);
  if (typeof raw === 'number') return raw;
  const view = new DataView(raw.bytes.buffer);
  const operations = Array.from({ length: count }, (_, i) => ({
    number: view.getUint16(i * 6, true),
    change: view.getInt16(i * 6 + 2, true),
    flags: view.getInt16(i * 6 + 4, true),
  }));
  const spec = timeout === 0 ? null : kernel.readTimespec(task, timeout);
  if (typeof spec === 'number') return spec;
  const set = kernel.sysv(ipc).sem.find(id | 0);
  if (!set) return -EINVAL;
  if (operations.some(({ number }) => number >= set.semaphores.length)) return -EFBIG;
  const alters = operations.some(({ change }) => change !== 0);
  if (!I.permitted(task, ipc, set.perm, alters ? 0o222 : 0o444)) return -EACCES;
  const until = spec ? kernel.now + fromTimeSpec(spec[0], spec[1]) : Number.POSITIVE_INFINITY;
  return operate(kernel, task, set, operations, until);
}

function* operate(
  kernel: RunningKernel,
  task: TaskStruct,
  set: SemSet,
  operations: readonly Operation[],
  until: number,
): Sleeping<number> {
  for (;;) {
    const blocked = attempt(task, set, operations);
    if (blocked === null) {
      set.otime = I.secondsNow(kernel);
      set.changed.wake();
      return 0;
    }
    if (typeof blocked === 'number') return blocked;
    if (blocked.flags & I.IPC_NOWAIT) return -EAGAIN;
    const kind = blocked.change === 0 ? 'zero' : 'growing';
    const semaphore = set.semaphores[blocked.number];
    semaphore[kind]++;
    const reason = yield* set.changed.sleep('do_semtimedop', { until });
    semaphore[kind]--;
    if (set.perm.removed) return -EIDRM;
    if (reason === INTERRUPTED) return -EINTR;
    if (reason === TIMED_OUT) return -EAGAIN;
  }
}

const GETPID = 11;
const GETVAL = 12;
const GETALL = 13;
const GETNCNT = 14;
const GETZCNT = 15;
const SETVAL = 16;
const SETALL = 17;

function semctl(
  kernel: RunningKernel,
  task: TaskStruct,
  id: number,
  number: number,
  command: number,
  value: number,
): number {
  const { ipc } = task.nsproxy;
  const table = kernel.sysv(ipc).sem;
  const set = table.find(id | 0);
  if (!set) return -EINVAL;
  const { perm, semaphores } = set;
  if (command === I.IPC_RMID || command === I.IPC_SET) {
    const allowed = I.mayControl(task, ipc, perm);
    if (allowed < 0) return allowed;
    if (command === I.IPC_RMID) {
      table.remove(set);
      set.changed.wake();
      return 0;
    }
    const struct = Struct.get(kernel, task, value, 104);
    if (typeof struct === 'number') return struct;
    I.setPerm(struct, perm);
    set.ctime = I.secondsNow(kernel);
    return 0;
  }
  const writes = command === SETVAL || command === SETALL;
  if (!I.permitted(task, ipc, perm, writes ? 0o222 : 0o444)) return -EACCES;
  if (command === I.IPC_STAT) {
    const struct = new Struct(104);
    I.putPerm(struct, perm);
    struct.setI64(48, set.otime).setI64(64, set.ctime).setI64(80, semaphores.length);
    return struct.put(kernel, task, value) < 0 ? -EFAULT : 0;
  }
  if (command === GETALL || command === SETALL) return all(kernel, task, set, command, value);
  const one = semaphores[number];
  if (!one || number < 0) return -EINVAL;
  switch (command) {
    case GETPID:
      return task.pidNs.numberOf(one.pid);
    case GETVAL:
      return one.value;
    case GETNCNT:
      return one.growing;
    case GETZCNT:
      return one.zero;
    case SETVAL: {
      const wanted = value | 0;
      if (wanted < 0 || wanted > SEMVMX) return -ERANGE;
      one.value = wanted;
      one.pid = task.tgid;
      for (const undo of set.undo.values()) undo[number] = 0;
      set.ctime = I.secondsNow(kernel);
      set.changed.wake();
      return 0;
    }
    default:
      return -EINVAL;
  }
}

function all(kernel: RunningKernel, task: TaskStruct, set: SemSet, command: number, address: number): number {
  const bytes = new Uint8Array(set.semaphores.length * 2);
  const view = new DataView(bytes.buffer);
  if (command === GETALL) {
    for (const [i, { value }] of set.semaphores.entries()) view.setUint16(i * 2, value, true);
    return kernel.copyToUser(task, address, bytes);
  }
  if (kernel.copyFromUser(task, address, bytes) < 0) return -EFAULT;
  const values = set.semaphores.map((_, i) => view.getUint16(i * 2, true));
  if (values.some((value) => value > SEMVMX)) return -ERANGE;
  for (const [i, semaphore] of set.semaphores.entries()) {
    semaphore.value = values[i];
    semaphore.pid = task.tgid;
  }
  set.undo.clear();
  set.ctime = I.secondsNow(kernel);
  set.changed.wake();
  return 0;
}

/** exit_sem: what the process has taken with SEM_UNDO comes back. */
export function exitSem(kernel: RunningKernel, task: TaskStruct): void {
  const tables = kernel.sysvIfUsed(task.nsproxy.ipc);
  for (const set of tables?.sem.entries ?? []) {
    const undo = set?.undo.get(task.tgid);
    if (!set || !undo) continue;
    set.undo.delete(task.tgid);
    for (const [i, semaphore] of set.semaphores.entries())
      semaphore.value = Math.max(0, Math.min(SEMVMX, semaphore.value + undo[i]));
    set.changed.wake();
  }
}

const SETS = arg('semid', 'int');
const OPERATIONS = [SETS, arg('tsops', 'ptr'), arg('nsops', 'uint')];

export const sysvSemSyscalls: readonly SyscallRow[] = [
  coreRow(64, 'semget', [arg('key', 'int'), arg('nsems', 'int'), arg('semflg', 'int')], 200, semget),
  coreRow(65, 'semop', OPERATIONS, 100, (kernel, task, id, operations, count) =>
    semtimedop(kernel, task, id, operations, count, 0),
  ),
  coreRow(66, 'semctl', [SETS, arg('semnum', 'int'), arg('cmd', 'int'), arg('arg', 'ulong')], 100, semctl, {
    missing: 'IPC_INFO, SEM_INFO and SEM_STAT answer -EINVAL.',
  }),
  coreRow(220, 'semtimedop', [...OPERATIONS, arg('timeout', 'timespec')], 100, semtimedop),
];
