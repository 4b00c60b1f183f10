/**
 * A call that sleeps under another signal mask: ppoll, pselect6, epoll_pwait. Follows kernel/signal.c: set_user_sigmask,
 * restore_saved_sigmask_unless. When a signal has ended the call, its delivery puts the old mask back.
 */
import { EFAULT, EINVAL, ERESTARTNOHAND } from '../errno';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { setBlocked } from '../signal/send';
import { isSleeping } from '../sleeping';
import type { Kernel, Sleeping, Task } from '../types';

const SIGSET_BYTES = 8;

/** Runs `call` with the mask at `address`; 0: with the mask as it is. */
export function withSignalMask(
  kernel: Kernel,
  task: Task,
  address: number,
  size: number,
  call: () => number | Sleeping<number>,
): number | Sleeping<number> {
  if (address === 0) return call();
  if (size !== SIGSET_BYTES) return -EINVAL;
  const bytes = new Uint8Array(SIGSET_BYTES);
  if (kernel.copyFromUser(task, address, bytes) < 0) return -EFAULT;
  const [running, thread] = [kernel as RunningKernel, task as TaskStruct];
  thread.savedMask = thread.blocked;
  setBlocked(running, thread, new DataView(bytes.buffer).getBigUint64(0, true));
  const result = call();
  return isSleeping(result) ? finishLater(running, thread, result) : restore(running, thread, result);
}

function* finishLater(kernel: RunningKernel, task: TaskStruct, call: Sleeping<number>): Sleeping<number> {
  return restore(kernel, task, yield* call);
}

function restore(kernel: RunningKernel, task: TaskStruct, result: number): number {
  if (result !== -ERESTARTNOHAND && task.savedMask !== null) {
    const mask = task.savedMask;
    task.savedMask = null;
    setBlocked(kernel, task, mask);
  }
  return result;
}
