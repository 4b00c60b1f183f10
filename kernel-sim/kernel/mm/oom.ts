/**
 * Memory is out: the process with the most of it dies, and its pages come back at once.
 * Follows mm/oom_kill.c: oom_badness, oom_kill_process, __oom_reap_task_mm. Init is never chosen.
 */
import { SIGKILL } from '../abi/signal';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { sendSigInfo } from '../signal/send';

/** Kills the largest process. False when `asker` itself was it, or nobody is left. */
export function oomKill(kernel: RunningKernel, asker: TaskStruct): boolean {
  const victim = selectVictim(kernel);
  if (!victim) {
    kernel.panic('System is deadlocked on memory');
    return false;
  }
  const mm = victim.mm!;
  report(kernel, asker, victim);
  sendSigInfo(kernel, victim, { signal: SIGKILL, code: 0x80, pid: 0, uid: 0 }, true, true);
  if (kernel.wants('mm')) {
    kernel.emit({
      type: 'mm',
      at: kernel.now,
      cpu: kernel.cpu.index,
      pid: victim.pid,
      op: 'oom',
      start: 0,
      end: mm.residentPages * 4096,
    });
  }
  // The reaper: nothing that a dead process could still need.
  for (const vma of mm.vmas) if (!vma.shared) mm.zap(vma.start, vma.end);
  return victim.tgid !== asker.tgid;
}

function selectVictim(kernel: RunningKernel): TaskStruct | null {
  let worst: TaskStruct | null = null;
  let points = 0;
  for (const task of kernel.tasks.values()) {
    if (!task.mm || task === kernel.init || !task.isLeader || task.signal.groupExit !== null) continue;
    const badness = task.mm.residentPages + task.mm.table.tables;
    if (badness > points) {
      points = badness;
      worst = task;
    }
  }
  return worst;
}

function report(kernel: RunningKernel, asker: TaskStruct, victim: TaskStruct): void {
  const mm = victim.mm!;
  const kb = (pages: number) => pages * 4;
  kernel.printk(
    4,
    `${asker.comm} invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0`,
  );
  kernel.printk(
    6,
    `oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),global_oom,task=${victim.comm},pid=${victim.pid},uid=${victim.cred.uid}`,
  );
  kernel.printk(
    3,
    `Out of memory: Killed process ${victim.pid} (${victim.comm}) total-vm:${kb(mm.totalPages)}kB, anon-rss:${kb(mm.residentPages)}kB, ` +
      `file-rss:0kB, shmem-rss:0kB, UID:${victim.cred.uid} pgtables:${kb(mm.table.tables)}kB oom_score_adj:0`,
  );
}
