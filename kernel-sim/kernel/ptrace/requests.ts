/**
 * What a tracer asks of a stopped task. Follows kernel/ptrace.c: ptrace_request, ptrace_resume, ptrace_get_syscall_info, and
 * arch/x86/kernel/ptrace.c: arch_ptrace.
 */
import { Reg } from '../../machine/types';
import * as P from '../abi/ptrace';
import { NSIG, SIGTRAP } from '../abi/signal';
import { EFAULT, EINVAL, EIO, ESRCH } from '../errno';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { fxrstor, fxsave } from '../signal/frame';
import { setBlocked } from '../signal/send';
import { decodeSigInfo, encodeSigInfo } from '../signal/siginfo';
import { Struct } from '../syscalls/struct';
import { badOptions, detach } from './attach';
import { accessRemote } from './memory';
import { readRegisters, setStep, USER_REGS_BYTES, withRegisters, writeRegister, writeRegisters } from './registers';
import type { Traced } from './state';

/** A request and who asks; `address` and `data` as the caller gave them. */
export interface Asked {
  kernel: RunningKernel;
  tracer: TaskStruct;
  task: TaskStruct;
  trace: Traced;
  address: number;
  data: number;
  /** `data` with all its 64 bits. */
  word: bigint;
}
export type Request = (asked: Asked) => number;

/** sizeof(struct user), and where its debug registers lie. */
const USER_BYTES = 928;
const USER_DEBUG = 848;

function reply({ kernel, tracer, data }: Asked, struct: Struct): number {
  return struct.put(kernel, tracer, data);
}

// ---------------------------------------------------------------- memory and registers

const peek: Request = (asked) => {
  const word = new Uint8Array(8);
  const { mm } = asked.task;
  if (!mm || accessRemote(mm, asked.address, word, false) < 8) return -EIO;
  return reply(asked, new Struct(word));
};

const poke: Request = ({ task, address, word }) => {
  const { bytes } = new Struct(8).setI64(0, word);
  return task.mm && accessRemote(task.mm, address, bytes, true) === 8 ? 0 : -EIO;
};

const peekUser: Request = (asked) => {
  const { kernel, task, address } = asked;
  if (address % 8 !== 0 || address < 0 || address >= USER_BYTES) return -EIO;
  const known = address < USER_REGS_BYTES;
  return reply(asked, new Struct(8).setI64(0, known ? readRegisters(kernel, task).u64(address) : 0));
};

/** Registers; debug registers take only what they hold anyway, which is 0. */
const pokeUser: Request = ({ kernel, task, address, word }) => {
  if (address % 8 !== 0 || address < 0 || address >= USER_BYTES) return -EIO;
  if (address < USER_REGS_BYTES) return writeRegister(kernel, task, address / 8, word);
  return address >= USER_DEBUG && word === 0n ? 0 : -EIO;
};

const getRegs: Request = (asked) => reply(asked, readRegisters(asked.kernel, asked.task));

const setRegs: Request = ({ kernel, tracer, task, data }) => {
  const struct = Struct.get(kernel, tracer, data, USER_REGS_BYTES);
  return typeof struct === 'number' ? struct : writeRegisters(kernel, task, struct);
};

const getFpRegs: Request = (asked) => reply(asked, new Struct(withRegisters(asked.kernel, asked.task, fxsave)));

const setFpRegs: Request = ({ kernel, tracer, task, data }) => {
  const struct = Struct.get(kernel, tracer, data, 512);
  if (typeof struct === 'number') return struct;
  withRegisters(kernel, task, (cpu) => fxrstor(cpu, struct.bytes));
  return 0;
};

/** PTRACE_GETREGSET and SETREGSET: `data` is an iovec, whose length is set to what was moved. */
function regset(asked: Asked, write: boolean): number {
  const { kernel, tracer, task, address, data } = asked;
  const iov = Struct.get(kernel, tracer, data, 16);
  if (typeof iov === 'number') return iov;
  if (address !== P.NT_PRSTATUS && address !== P.NT_PRFPREG) return -EINVAL;
  const [base, length] = [iov.i64(0), iov.i64(8)];
  if (length % 8 !== 0) return -EINVAL;
  const general = address === P.NT_PRSTATUS;
  const now = general ? readRegisters(kernel, task).bytes : withRegisters(kernel, task, fxsave);
  const moved = Math.min(length < 0 ? now.length : length, now.length);
  const error = write ? regsetFrom(asked, general, base, moved) : kernel.copyToUser(tracer, base, now.slice(0, moved));
  if (error < 0) return error;
  return new Struct(8).setI64(0, moved).put(kernel, tracer, data + 8);
}

function regsetFrom({ kernel, tracer, task }: Asked, general: boolean, base: number, length: number): number {
  const given = new Uint8Array(length);
  if (kernel.copyFromUser(tracer, base, given) < 0) return -EFAULT;
  if (general) return writeRegisters(kernel, task, new Struct(given));
  if (length < 512) return -EINVAL;
  withRegisters(kernel, task, (cpu) => fxrstor(cpu, given));
  return 0;
}

// ---------------------------------------------------------------- signals, options, events

const getSigInfo: Request = (asked) => {
  const info = asked.trace.stop?.info;
  return info ? reply(asked, new Struct(encodeSigInfo(info))) : -EINVAL;
};

const setSigInfo: Request = ({ kernel, tracer, trace, data }) => {
  const raw = new Uint8Array(128);
  if (kernel.copyFromUser(tracer, data, raw) < 0) return -EFAULT;
  const info = trace.stop?.info;
  if (!info) return -EINVAL;
  Object.assign(info, decodeSigInfo(new Struct(raw).i32(0), raw));
  return 0;
};

const setOptions: Request = ({ trace, data }) => {
  const bad = badOptions(data);
  if (bad < 0) return bad;
  trace.options = data;
  return 0;
};

const getEventMessage: Request = (asked) => reply(asked, new Struct(8).setI64(0, asked.trace.message));

const getSigMask: Request = (asked) => {
  if (asked.address !== 8) return -EINVAL;
  return reply(asked, new Struct(8).setI64(0, asked.task.savedMask ?? asked.task.blocked));
};

const setSigMask: Request = ({ kernel, tracer, task, address, data }) => {
  if (address !== 8) return -EINVAL;
  const mask = Struct.get(kernel, tracer, data, 8);
  if (typeof mask === 'number') return mask;
  setBlocked(kernel, task, mask.u64(0));
  return 0;
};

/** Entry has number and arguments, exit has the result; `address` is how much the caller has room for. */
const getSyscallInfo: Request = ({ kernel, tracer, task, trace, address, data }) => {
  const struct = new Struct(88);
  let size = 24;
  struct.setI32(4, P.AUDIT_ARCH_X86_64 | 0);
  withRegisters(kernel, task, (cpu) => {
    struct.setI64(8, cpu.rip).setI64(16, cpu.getReg(Reg.RSP));
    if (trace.stop?.info?.code !== (SIGTRAP | 0x80)) return;
    if (trace.message === P.PTRACE_EVENTMSG_SYSCALL_ENTRY) {
      struct.bytes[0] = P.PTRACE_SYSCALL_INFO_ENTRY;
      struct.setI64(24, task.origAx);
      const order = [Reg.RDI, Reg.RSI, Reg.RDX, Reg.R10, Reg.R8, Reg.R9];
      for (const [index, reg] of order.entries()) struct.setI64(32 + index * 8, cpu.getReg(reg));
      size = 80;
    } else {
      struct.bytes[0] = P.PTRACE_SYSCALL_INFO_EXIT;
      const result = cpu.regNumber(Reg.RAX);
      struct.setI64(24, cpu.getReg(Reg.RAX));
      struct.bytes[32] = result < 0 && result >= -4095 ? 1 : 0;
      size = 33;
    }
  });
  const room = Math.min(size, address < 0 ? size : address);
  return kernel.copyToUser(tracer, data, struct.bytes.slice(0, room)) < 0 ? -EFAULT : size;
};

// ---------------------------------------------------------------- going on

const resume =
  (how: Traced['resume']): Request =>
  ({ kernel, task, trace, data }) => {
    if (data < 0 || data > NSIG) return -EIO;
    setStep(kernel, task, how === 'step');
    trace.resume = how;
    trace.signal = data;
    trace.stop = null;
    kernel.sched.makeRunnable(task);
    return 0;
  };

const letGo: Request = ({ kernel, task, data }) => {
  if (data < 0 || data > NSIG) return -EIO;
  detach(kernel, task, data);
  return 0;
};

/** Stays stopped, but the next change of the group stop is told. */
const listen: Request = ({ kernel, task, trace }) => {
  const code = trace.stop?.info?.code ?? 0;
  if (!trace.seized || code >> 8 !== P.PTRACE_EVENT_STOP) return -EIO;
  trace.listening = true;
  if (trace.trapNotify || trace.trapStop) kernel.sched.makeRunnable(task);
  return 0;
};

/** Requests to a task that must be stopped, by number. */
export const REQUESTS: ReadonlyMap<number, Request> = new Map([
  [P.PTRACE_PEEKTEXT, peek],
  [P.PTRACE_PEEKDATA, peek],
  [P.PTRACE_PEEKUSER, peekUser],
  [P.PTRACE_POKETEXT, poke],
  [P.PTRACE_POKEDATA, poke],
  [P.PTRACE_POKEUSER, pokeUser],
  [P.PTRACE_CONT, resume('cont')],
  [P.PTRACE_SYSCALL, resume('syscall')],
  [P.PTRACE_SINGLESTEP, resume('step')],
  [P.PTRACE_GETREGS, getRegs],
  [P.PTRACE_SETREGS, setRegs],
  [P.PTRACE_GETFPREGS, getFpRegs],
  [P.PTRACE_SETFPREGS, setFpRegs],
  [P.PTRACE_GETREGSET, (asked) => regset(asked, false)],
  [P.PTRACE_SETREGSET, (asked) => regset(asked, true)],
  [P.PTRACE_DETACH, letGo],
  [P.PTRACE_SETOPTIONS, setOptions],
  [P.PTRACE_GETEVENTMSG, getEventMessage],
  [P.PTRACE_GETSIGINFO, getSigInfo],
  [P.PTRACE_SETSIGINFO, setSigInfo],
  [P.PTRACE_GETSIGMASK, getSigMask],
  [P.PTRACE_SETSIGMASK, setSigMask],
  [P.PTRACE_LISTEN, listen],
  [P.PTRACE_GET_SYSCALL_INFO, getSyscallInfo],
]);

/** ptrace_check_attach: traced by the caller, and stopped where it can be looked at. */
export function stoppedFor(tracer: TaskStruct, task: TaskStruct, anyState: boolean): Traced | number {
  const { trace } = task;
  if (!trace || trace.tracer !== tracer) return -ESRCH;
  if (!anyState && (!trace.stop || trace.listening || task.state !== 'T')) return -ESRCH;
  return trace;
}
