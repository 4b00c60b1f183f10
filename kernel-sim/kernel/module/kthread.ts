/**
 * Kernel threads and the workers of work queues. Follows kernel/kthread.c and kernel/workqueue.c: a task without an address space
 * whose body is a C function, or a queue of C functions. Departs from Linux: one worker serves all queues, made when first needed.
 */
import type { RunningKernel } from '../kernel';
import { makeCred } from '../sched/cred';
import { newSignalStruct } from '../sched/fork';
import { TaskStruct } from '../sched/task';
import { SighandStruct } from '../signal/struct';
import type { Sleeping, WaitQueue } from '../types';

/** A task that runs `body` in the kernel. It is not runnable before `sched.wakeNew`. Its end leaves nothing behind. */
export function makeKernelThread(
  kernel: RunningKernel,
  name: string,
  body: (task: TaskStruct) => Sleeping<number>,
): TaskStruct {
  const { files, fs } = kernel.newFileState();
  const pid = kernel.allocPid();
  const task = new TaskStruct(pid, pid, kernel.init, makeCred(0, 0), files, fs, new SighandStruct(), kernel.now);
  newSignalStruct(kernel, task, null);
  // Nobody waits for it: as a child of kthreadd, which does not look.
  kernel.init.children.delete(task);
  task.signal.unkillable = true;
  task.comm = name.slice(0, 15);
  task.affinity = kernel.init.affinity;
  task.continuation = { body: body(task), done: () => endThread(kernel, task) };
  kernel.addTask(task);
  return task;
}

function endThread(kernel: RunningKernel, task: TaskStruct): void {
  task.exiting = true;
  kernel.sched.forget(task);
  kernel.sched.leave('exit');
  task.state = 'X';
  task.signal.live = 0;
  kernel.removeTask(task);
  task.mm = null;
}

/** One piece of work for the worker. */
type Work = () => Sleeping<unknown>;

export class Worker {
  private readonly pending: Work[] = [];
  private task: TaskStruct | null = null;
  private readonly idle: WaitQueue;
  private readonly done: WaitQueue;
  private busy = false;

  constructor(private readonly kernel: RunningKernel) {
    this.idle = kernel.newWaitQueue('worker');
    this.done = kernel.newWaitQueue('flush');
  }

  push(work: Work): void {
    this.pending.push(work);
    if (!this.task || !this.kernel.tasks.has(this.task.pid)) {
      this.task = makeKernelThread(this.kernel, 'kworker/0:0', () => this.loop());
      this.kernel.sched.wakeNew(this.task);
    }
    this.idle.wake();
  }

  /** Takes back what has not begun. */
  remove(work: Work): boolean {
    const at = this.pending.indexOf(work);
    if (at >= 0) this.pending.splice(at, 1);
    return at >= 0;
  }

  private *loop(): Sleeping<number> {
    for (;;) {
      const work = this.pending.shift();
      if (!work) {
        yield* this.idle.sleep('worker_thread', { interruptible: false });
        continue;
      }
      this.busy = true;
      yield* work();
      this.busy = false;
      this.done.wake();
    }
  }

  /** Until all that was queued is done. */
  *flush(): Sleeping<void> {
    // Work that waits for itself would wait for ever: Linux does too; here it goes on.
    if (this.kernel.current === this.task) return;
    while (this.busy || this.pending.length > 0) yield* this.done.sleep('flush_work', { interruptible: false });
  }
}
