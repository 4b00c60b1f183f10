/** ptrace(2). Follows kernel/ptrace.c: sys_ptrace. */
import { Reg } from '../../machine/types';
import * as P from '../abi/ptrace';
import { SI_USER, SIGKILL } from '../abi/signal';
import { EIO, ESRCH } from '../errno';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { sendSigInfo } from '../signal/send';
import { arg, coreRow } from '../syscalls/row';
import type { SyscallRow } from '../types';
import { attach, interrupt, traceme } from './attach';
import { REQUESTS, stoppedFor } from './requests';

function ptrace(
  kernel: RunningKernel,
  tracer: TaskStruct,
  request: number,
  pid: number,
  address: number,
  data: number,
): number {
  if (request === P.PTRACE_TRACEME) return traceme(tracer);
  const task = kernel.tasks.get(pid | 0);
  if (!task) return -ESRCH;
  if (request === P.PTRACE_ATTACH) return attach(kernel, tracer, task, false, 0);
  if (request === P.PTRACE_SEIZE) return address === 0 ? attach(kernel, tracer, task, true, data) : -EIO;
  const anyState = request === P.PTRACE_KILL || request === P.PTRACE_INTERRUPT;
  const trace = stoppedFor(tracer, task, anyState);
  if (typeof trace === 'number') return trace;
  if (request === P.PTRACE_INTERRUPT) return interrupt(kernel, task);
  if (request === P.PTRACE_KILL) {
    sendSigInfo(kernel, task, { signal: SIGKILL, code: SI_USER, pid: tracer.tgid, uid: tracer.cred.uid }, false);
    return 0;
  }
  const word = kernel.cpu.getReg(Reg.R10);
  return REQUESTS.get(request)?.({ kernel, tracer, task, trace, address, data, word }) ?? -EIO;
}

export const ptraceSyscalls: readonly SyscallRow[] = [
  coreRow(
    101,
    'ptrace',
    [arg('request', 'int'), arg('pid', 'pid'), arg('addr', 'ptr'), arg('data', 'ptr')],
    60,
    ptrace,
    {
      missing:
        'SINGLEBLOCK, SYSEMU, PEEKSIGINFO, seccomp and rseq requests, and registers of the debug unit, answer -EIO; GETREGSET knows NT_PRSTATUS and NT_PRFPREG.',
    },
  ),
];
