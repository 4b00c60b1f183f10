/**
 * struct user_regs_struct of a stopped task. Follows arch/x86/kernel/ptrace.c: getreg, putreg, and
 * arch/x86/include/asm/user_64.h.
 */
import { type Cpu, Reg } from '../../machine/types';
import { TASK_SIZE } from '../abi/limits';
import { EIO } from '../errno';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { Struct } from '../syscalls/struct';

export const USER_REGS_BYTES = 216;

const USER_CS = 0x33n;
const USER_DS = 0x2bn;
const TF = 0x100;
/** CF PF AF ZF SF TF DF OF RF NT AC. */
const FLAG_MASK = 0x54dd5;

type Setter = (cpu: Cpu, task: TaskStruct, value: bigint) => number;
interface Field {
  get(cpu: Cpu, task: TaskStruct): bigint;
  set: Setter;
}

const general = (reg: number): Field => ({
  get: (cpu) => cpu.getReg(reg),
  set: (cpu, _task, value) => {
    cpu.setReg(reg, value);
    return 0;
  },
});
/** Selectors: only what user code has anyway. */
const selector = (value: bigint): Field => ({
  get: () => value,
  set: (_cpu, _task, wanted) => (wanted === value ? 0 : -EIO),
});
const base = (which: 'fsBase' | 'gsBase'): Field => ({
  get: (cpu) => cpu[which],
  set: (cpu, _task, value) => {
    if (value >= BigInt(TASK_SIZE)) return -EIO;
    cpu[which] = value;
    return 0;
  },
});
const origRax: Field = {
  get: (_cpu, task) => BigInt.asUintN(64, BigInt(task.origAx)),
  set: (_cpu, task, value) => {
    task.origAx = Number(BigInt.asIntN(32, value));
    return 0;
  },
};
const rip: Field = {
  get: (cpu) => cpu.rip,
  set: (cpu, _task, value) => {
    cpu.rip = value;
    return 0;
  },
};
/** The trap flag of single steps is the tracer's own and not shown. */
const eflags: Field = {
  get: (cpu, task) => BigInt((task.trace?.forcedTf ? cpu.rflags & ~TF : cpu.rflags) >>> 0),
  set: (cpu, task, value) => {
    const wanted = Number(value & 0xffffffffn);
    if (task.trace && wanted & TF) task.trace.forcedTf = false;
    const keep = task.trace?.forcedTf ? TF : 0;
    cpu.rflags = ((cpu.rflags & ~FLAG_MASK) | (wanted & FLAG_MASK) | keep) >>> 0;
    return 0;
  },
};

/** In the order of struct user_regs_struct, 8 bytes each. */
const FIELDS: readonly Field[] = [
  ...[Reg.R15, Reg.R14, Reg.R13, Reg.R12, Reg.RBP, Reg.RBX, Reg.R11, Reg.R10, Reg.R9, Reg.R8].map(general),
  ...[Reg.RAX, Reg.RCX, Reg.RDX, Reg.RSI, Reg.RDI].map(general),
  origRax,
  rip,
  selector(USER_CS),
  eflags,
  general(Reg.RSP),
  selector(USER_DS),
  base('fsBase'),
  base('gsBase'),
  ...[0n, 0n, 0n, 0n].map(selector),
];

/** Has `use` find the registers of `task`, which is not running, on the processor. */
export function withRegisters<T>(kernel: RunningKernel, task: TaskStruct, use: (cpu: Cpu) => T): T {
  const { cpu } = kernel;
  const { loaded } = kernel.sched.rq;
  if (loaded === task) return use(cpu);
  kernel.sched.fetch(task);
  if (loaded) cpu.saveContext(loaded.context);
  cpu.loadContext(task.context);
  try {
    return use(cpu);
  } finally {
    cpu.saveContext(task.context);
    if (loaded) cpu.loadContext(loaded.context);
  }
}

export function readRegisters(kernel: RunningKernel, task: TaskStruct): Struct {
  const struct = new Struct(USER_REGS_BYTES);
  withRegisters(kernel, task, (cpu) => {
    for (const [index, field] of FIELDS.entries()) struct.setI64(index * 8, field.get(cpu, task));
  });
  return struct;
}

/** Stops at the first register that refuses, as Linux does: -EIO. */
export function writeRegisters(kernel: RunningKernel, task: TaskStruct, struct: Struct): number {
  return withRegisters(kernel, task, (cpu) => {
    for (let index = 0; index * 8 < struct.bytes.length; index++) {
      const error = FIELDS[index].set(cpu, task, struct.u64(index * 8));
      if (error < 0) return error;
    }
    return 0;
  });
}

export function writeRegister(kernel: RunningKernel, task: TaskStruct, index: number, value: bigint): number {
  return withRegisters(kernel, task, (cpu) => FIELDS[index].set(cpu, task, value));
}

/** user_enable_single_step, user_disable_single_step. */
export function setStep(kernel: RunningKernel, task: TaskStruct, on: boolean): void {
  const { trace } = task;
  if (!trace || (!on && !trace.forcedTf)) return;
  withRegisters(kernel, task, (cpu) => {
    if (on && !(cpu.rflags & TF)) trace.forcedTf = true;
    if (!on) trace.forcedTf = false;
    cpu.rflags = (on ? cpu.rflags | TF : cpu.rflags & ~TF) >>> 0;
  });
}
