/**
 * struct pt_regs as programs that look into the kernel see it: the user registers that the entry code saved, which the first argument
 * of every `__x64_sys_…` points to. Follows arch/x86/include/asm/ptrace.h.
 * Its address is the top of the task's kernel stack less 168; the bytes are made when they are read.
 */
import { Reg } from '../../machine/types';
import { ENOSYS } from '../errno';
import type { RunningKernel } from '../kernel';
import type { ProbeRegs } from './probes';

export const PT_REGS_BYTES = 168;
/** High half of the addresses of saved registers: a part of vmalloc space that nothing else uses. */
export const STACKS_HIGH = 0xffff_c8ff | 0;
const STACK_BYTES = 0x4000;

/** task_pt_regs as a signed double. */
export function userRegsAddress(pid: number): number {
  return STACKS_HIGH * 2 ** 32 + (pid + 1) * STACK_BYTES - PT_REGS_BYTES;
}

/** pid and offset that a low half stands for, or null. */
export function userRegsAt(low: number): { pid: number; offset: number } | null {
  const pid = Math.floor(low / STACK_BYTES);
  const offset = (low % STACK_BYTES) - (STACK_BYTES - PT_REGS_BYTES);
  return offset < 0 ? null : { pid, offset };
}

const ORDER = [
  Reg.R15,
  Reg.R14,
  Reg.R13,
  Reg.R12,
  Reg.RBP,
  Reg.RBX,
  Reg.R11,
  Reg.R10,
  Reg.R9,
  Reg.R8,
  Reg.RAX,
  Reg.RCX,
  Reg.RDX,
  Reg.RSI,
  Reg.RDI,
] as const;

/** The user registers of the task that is on the CPU. */
export function userRegs(kernel: RunningKernel): Uint8Array {
  const bytes = new Uint8Array(PT_REGS_BYTES);
  const view = new DataView(bytes.buffer);
  const { cpu, current } = kernel;
  ORDER.forEach((reg, index) => {
    view.setBigUint64(index * 8, BigInt.asUintN(64, cpu.getReg(reg)), true);
  });
  const call = current?.origAx ?? -1;
  // The entry code puts -ENOSYS into ax until the call has an answer.
  if (call >= 0) view.setBigInt64(80, BigInt(-ENOSYS), true);
  view.setBigInt64(120, BigInt(call), true);
  view.setBigUint64(128, BigInt.asUintN(64, cpu.rip), true);
  view.setBigUint64(136, 0x33n, true);
  view.setBigUint64(144, BigInt(cpu.rflags >>> 0), true);
  view.setBigUint64(152, BigInt.asUintN(64, cpu.getReg(Reg.RSP)), true);
  view.setBigUint64(160, 0x2bn, true);
  return bytes;
}

/** pt_regs of a probe in the kernel: what a kprobe's context is. */
export function probeRegsBytes(regs: ProbeRegs, pid: number): Uint8Array {
  const bytes = new Uint8Array(PT_REGS_BYTES);
  const view = new DataView(bytes.buffer);
  const put = (offset: number, value: number) => view.setBigInt64(offset, BigInt.asIntN(64, BigInt(value)), true);
  put(72, regs.r8);
  put(64, regs.r9);
  put(80, regs.ax);
  put(88, regs.cx);
  put(96, regs.dx);
  put(104, regs.si);
  put(112, regs.di);
  put(120, -1);
  put(128, regs.ip);
  put(136, 0x10);
  put(144, 0x246);
  put(152, userRegsAddress(pid) - 8);
  put(160, 0x18);
  return bytes;
}
