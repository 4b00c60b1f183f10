/** System V message queues. Follows ipc/msg.c: do_msgsnd, do_msgrcv (types: first, equal, lowest up to), msgctl. */
import { E2BIG, EACCES, EAGAIN, EFAULT, EIDRM, EINTR, EINVAL, ENOMSG } from '../errno';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { arg, coreRow } from '../syscalls/row';
import { Struct } from '../syscalls/struct';
import { INTERRUPTED, type Sleeping, type SyscallRow, type WaitQueue } from '../types';
import * as I from './sysv';

const MSGMAX = 8192;
const MSGMNB = 16384;
const MSG_NOERROR = 0o10000;
const MSG_EXCEPT = 0o20000;

interface Message {
  type: number;
  bytes: Uint8Array;
}

export class MsgQueue {
  readonly messages: Message[] = [];
  bytes = 0;
  limit = MSGMNB;
  stime = 0;
  rtime = 0;
  ctime: number;
  sender = 0;
  receiver = 0;
  readonly room: WaitQueue;
  readonly filled: WaitQueue;

  constructor(
    kernel: RunningKernel,
    readonly perm: I.IpcPerm,
  ) {
    this.ctime = I.secondsNow(kernel);
    this.room = kernel.newWaitQueue('msg');
    this.filled = kernel.newWaitQueue('msg');
  }
}

function msgget(kernel: RunningKernel, task: TaskStruct, key: number, flags: number): number {
  const { ipc } = task.nsproxy;
  return kernel.sysv(ipc).msg.open(
    task,
    ipc,
    key | 0,
    flags,
    (perm) => new MsgQueue(kernel, perm),
    () => 0,
  );
}

function* msgsnd(
  kernel: RunningKernel,
  task: TaskStruct,
  id: number,
  address: number,
  size: number,
  flags: number,
): Sleeping<number> {
  const { ipc } = task.nsproxy;
  if (size < 0 || size > MSGMAX || id < 0) return -EINVAL;
  const raw = Struct.get(kernel, task, address, 8 + size);
  if (typeof raw === 'number') return raw;
  const type = raw.i64(0);
  if (type < 1) return -EINVAL;
  const queue = kernel.sysv(ipc).msg.find(id | 0);
  if (!queue) return -EINVAL;
  for (;;) {
    if (!I.permitted(task, ipc, queue.perm, 0o222)) return -EACCES;
    if (queue.bytes + size <= queue.limit && queue.messages.length + 1 <= queue.limit) break;
    if (flags & I.IPC_NOWAIT) return -EAGAIN;
    const reason = yield* queue.room.sleep('do_msgsnd');
    if (queue.perm.removed) return -EIDRM;
    if (reason === INTERRUPTED) return -EINTR;
  }
  queue.messages.push({ type, bytes: raw.bytes.slice(8) });
  queue.bytes += size;
  queue.stime = I.secondsNow(kernel);
  queue.sender = task.tgid;
  queue.filled.wake();
  return 0;
}

/** Index of the message that a receiver of `type` gets, −1 for none. */
function choose(queue: MsgQueue, type: number, flags: number): number {
  if (type === 0) return queue.messages.length > 0 ? 0 : -1;
  if (type > 0) return queue.messages.findIndex((m) => (flags & MSG_EXCEPT ? m.type !== type : m.type === type));
  let best = -1;
  for (const [i, message] of queue.messages.entries())
    if (message.type <= -type && (best < 0 || message.type < queue.messages[best].type)) best = i;
  return best;
}

function* msgrcv(
  kernel: RunningKernel,
  task: TaskStruct,
  id: number,
  address: number,
  size: number,
  type: number,
  flags: number,
): Sleeping<number> {
  const { ipc } = task.nsproxy;
  if (size < 0 || id < 0) return -EINVAL;
  const queue = kernel.sysv(ipc).msg.find(id | 0);
  if (!queue) return -EINVAL;
  for (;;) {
    if (!I.permitted(task, ipc, queue.perm, 0o444)) return -EACCES;
    const index = choose(queue, type, flags);
    if (index >= 0) return take(kernel, task, queue, index, address, size, flags);
    if (flags & I.IPC_NOWAIT) return -ENOMSG;
    const reason = yield* queue.filled.sleep('do_msgrcv');
    if (queue.perm.removed) return -EIDRM;
    if (reason === INTERRUPTED) return -EINTR;
  }
}

function take(
  kernel: RunningKernel,
  task: TaskStruct,
  queue: MsgQueue,
  index: number,
  address: number,
  size: number,
  flags: number,
): number {
  const message = queue.messages[index];
  if (message.bytes.length > size && !(flags & MSG_NOERROR)) return -E2BIG;
  const bytes = message.bytes.subarray(0, size);
  queue.messages.splice(index, 1);
  queue.bytes -= message.bytes.length;
  queue.rtime = I.secondsNow(kernel);
  queue.receiver = task.tgid;
  queue.room.wake();
  if (new Struct(8).setI64(0, message.type).put(kernel, task, address) < 0) return -EFAULT;
  return kernel.copyToUser(task, address + 8, bytes) < 0 ? -EFAULT : bytes.length;
}

function msgctl(kernel: RunningKernel, task: TaskStruct, id: number, command: number, address: number): number {
  const { ipc } = task.nsproxy;
  const table = kernel.sysv(ipc).msg;
  const queue = table.find(id | 0);
  if (!queue) return -EINVAL;
  if (command === I.IPC_STAT) {
    if (!I.permitted(task, ipc, queue.perm, 0o444)) return -EACCES;
    const struct = new Struct(120);
    I.putPerm(struct, queue.perm);
    struct.setI64(48, queue.stime).setI64(56, queue.rtime).setI64(64, queue.ctime).setI64(72, queue.bytes);
    struct.setI64(80, queue.messages.length).setI64(88, queue.limit);
    struct.setI32(96, task.pidNs.numberOf(queue.sender)).setI32(100, task.pidNs.numberOf(queue.receiver));
    return struct.put(kernel, task, address) < 0 ? -EFAULT : 0;
  }
  if (command !== I.IPC_RMID && command !== I.IPC_SET) return -EINVAL;
  const allowed = I.mayControl(task, ipc, queue.perm);
  if (allowed < 0) return allowed;
  if (command === I.IPC_RMID) {
    table.remove(queue);
    queue.room.wake();
    queue.filled.wake();
    return 0;
  }
  const struct = Struct.get(kernel, task, address, 120);
  if (typeof struct === 'number') return struct;
  I.setPerm(struct, queue.perm);
  queue.limit = Math.min(struct.i64(88), MSGMNB);
  queue.ctime = I.secondsNow(kernel);
  queue.room.wake();
  return 0;
}

const QUEUE = arg('msqid', 'int');
const TEXT = [QUEUE, arg('msgp', 'ptr'), arg('msgsz', 'size')];

export const sysvMsgSyscalls: readonly SyscallRow[] = [
  coreRow(68, 'msgget', [arg('key', 'int'), arg('msgflg', 'int')], 200, msgget),
  coreRow(69, 'msgsnd', [...TEXT, arg('msgflg', 'int')], 120, msgsnd),
  coreRow(70, 'msgrcv', [...TEXT, arg('msgtyp', 'long'), arg('msgflg', 'int')], 120, msgrcv, {
    missing: 'MSG_COPY changes nothing.',
  }),
  coreRow(71, 'msgctl', [QUEUE, arg('cmd', 'int'), arg('buf', 'ptr')], 100, msgctl, {
    missing: 'IPC_INFO, MSG_INFO and MSG_STAT answer -EINVAL.',
  }),
];
