/**
 * Exceptions of user code: pages to be brought in, and everything else as a signal.
 * Follows arch/x86/kernel/traps.c and arch/x86/mm/fault.c: exc_page_fault.
 */
import { PfError, Vector } from '../../machine/types';
import { RLIMIT_STACK } from '../abi/resource';
import * as S from '../abi/signal';
import { COST } from '../costs';
import type { RunningKernel } from '../kernel';
import { type FaultResult, handleFault } from '../mm/fault';
import type { TaskStruct } from '../sched/task';
import { forceSignal } from '../signal/send';
import { isSleeping, settle } from '../sleeping';
import { traceFault } from '../trace/kernel-events';
import type { Sleeping } from '../types';

/** Signal, si_code, and whether si_addr is the instruction. Vectors not named here are #GP-like: SIGSEGV. */
const SIGNAL_OF: Readonly<Record<number, readonly [signal: number, code: number, addressIsIp: boolean]>> = {
  [Vector.DE]: [S.SIGFPE, S.FPE_INTDIV, true],
  [Vector.DB]: [S.SIGTRAP, S.TRAP_TRACE, true],
  [Vector.BP]: [S.SIGTRAP, S.SI_KERNEL, false],
  [Vector.UD]: [S.SIGILL, S.ILL_ILLOPN, true],
  [Vector.MF]: [S.SIGFPE, S.FPE_FLTINV, true],
  [Vector.XM]: [S.SIGFPE, S.FPE_FLTINV, true],
  [Vector.AC]: [S.SIGBUS, S.BUS_ADRALN, false],
  [Vector.NP]: [S.SIGBUS, S.SI_KERNEL, false],
  [Vector.SS]: [S.SIGBUS, S.SI_KERNEL, false],
};

/** Serves the exception that `cpu.fault` tells of. A generator when a page must be waited for. */
export function handleTrap(kernel: RunningKernel, task: TaskStruct): Sleeping<number> | null {
  kernel.charge(COST.FAULT);
  const { fault } = kernel.cpu;
  if (fault.vector === Vector.PF) return pageFault(kernel, task);
  const [signal, code, addressIsIp] = SIGNAL_OF[fault.vector] ?? [S.SIGSEGV, S.SI_KERNEL, false];
  const address = addressIsIp ? kernel.cpu.ripNumber : 0;
  raise(kernel, task, signal, code, address, fault.vector, fault.errorCode, fault.address);
  return null;
}

function pageFault(kernel: RunningKernel, task: TaskStruct): Sleeping<number> | null {
  const { vector, errorCode, address: cr2 } = kernel.cpu.fault;
  const address = Number(BigInt.asIntN(64, cr2));
  const done = (result: FaultResult) => finish(kernel, task, result, address, cr2, vector, errorCode);
  // The kernel's half is never user's to touch.
  if (address < 0 || address >= 0x8000_0000_0000) {
    done({ signal: S.SIGSEGV, code: S.SEGV_MAPERR });
    return null;
  }
  traceFault(kernel, address, errorCode);
  const access = { write: (errorCode & PfError.WRITE) !== 0, fetch: (errorCode & PfError.FETCH) !== 0 };
  const attempt = () => handleFault(task.mm!, address, access, task.rlimits[RLIMIT_STACK][0]);
  if (kernel.reclaim.needed()) return reclaimFirst(kernel, attempt, done);
  const result = attempt();
  if (!isSleeping(result)) {
    done(result);
    return null;
  }
  task.majorFaults++;
  return (function* (): Sleeping<number> {
    done(yield* result);
    return 0;
  })();
}

/** Memory is short: who wants a page helps to free some first, and waits for the disk. */
function* reclaimFirst(
  kernel: RunningKernel,
  attempt: () => FaultResult | Sleeping<FaultResult>,
  done: (result: FaultResult) => void,
): Sleeping<number> {
  yield* kernel.reclaim.direct();
  done(yield* settle(attempt()));
  return 0;
}

function finish(
  kernel: RunningKernel,
  task: TaskStruct,
  result: FaultResult,
  address: number,
  cr2: bigint,
  vector: number,
  errorCode: number,
): void {
  if (result === 'out-of-memory') {
    // The instruction faults again after memory was freed, or never when this task was the victim.
    kernel.outOfMemory(task);
    return;
  }
  const signal = typeof result === 'object' ? result.signal : undefined;
  if (kernel.wants('fault')) {
    const outcome = typeof result === 'object' ? 'signal' : result;
    const { now, cpu } = kernel;
    kernel.emit({
      type: 'fault',
      at: now,
      cpu: cpu.index,
      pid: task.pid,
      vector,
      errorCode,
      address,
      ip: cpu.ripNumber,
      outcome,
      signal,
    });
  }
  if (typeof result === 'object') raise(kernel, task, result.signal, result.code, address, vector, errorCode, cr2);
  else task.minorFaults++;
}

function raise(
  kernel: RunningKernel,
  task: TaskStruct,
  signal: number,
  code: number,
  address: number,
  vector: number,
  error: number,
  cr2: bigint,
): void {
  if (vector !== Vector.PF && kernel.wants('fault')) {
    const { now, cpu } = kernel;
    kernel.emit({
      type: 'fault',
      at: now,
      cpu: cpu.index,
      pid: task.pid,
      vector,
      errorCode: error,
      address,
      ip: cpu.ripNumber,
      outcome: 'signal',
      signal,
    });
  }
  forceSignal(kernel, task, { signal, code, pid: 0, uid: 0, address, trap: { number: vector, error, cr2 } });
}
