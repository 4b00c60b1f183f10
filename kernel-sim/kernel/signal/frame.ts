/**
 * The signal frame on the user's stack, byte for byte as x86-64 Linux lays it, and the way back from it.
 * Follows arch/x86/kernel/signal.c: __setup_rt_frame, restore_sigcontext, and arch/x86/include/uapi/asm/{sigcontext,ucontext}.h.
 * The processor has no XSAVE, so the floating-point part is a plain 512-byte FXSAVE image.
 *
 *   struct rt_sigframe { char *pretcode; struct ucontext uc; struct siginfo info; }   then fpstate, 64-byte aligned, above it
 */

import { State } from '../../machine/cpu/state';
import { type Cpu, Reg } from '../../machine/types';
import { SA_ONSTACK, SA_RESTORER, SS_AUTODISARM, SS_DISABLE, SS_ONSTACK } from '../abi/signal';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { encodeSigInfo } from './siginfo';
import type { AltStack, SigAction, SigInfo } from './struct';

const REDZONE = 128;
const FX_BYTES = 512;
const UC = 8;
const UC_STACK = UC + 16;
const MCONTEXT = UC + 40;
const UC_SIGMASK = MCONTEXT + 256;
const SIGINFO = UC + 304;
const FRAME_BYTES = SIGINFO + 128;
/** UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS. */
const UC_FLAGS = 6;

/** struct sigcontext: general registers in this order, then rip and eflags. */
const ORDER = [
  Reg.R8,
  Reg.R9,
  Reg.R10,
  Reg.R11,
  Reg.R12,
  Reg.R13,
  Reg.R14,
  Reg.R15,
  Reg.RDI,
  Reg.RSI,
  Reg.RBP,
  Reg.RBX,
  Reg.RDX,
  Reg.RAX,
  Reg.RCX,
  Reg.RSP,
] as const;
const RIP = MCONTEXT + 128;
const EFLAGS = MCONTEXT + 136;
const CS = MCONTEXT + 144;
const ERR = MCONTEXT + 152;
const TRAPNO = MCONTEXT + 160;
const OLDMASK = MCONTEXT + 168;
const CR2 = MCONTEXT + 176;
const FPSTATE = MCONTEXT + 184;

const USER_CS = 0x33;
const USER_DS = 0x2b;
/** Flags that sigreturn may set: AC OF DF TF SF ZF AF PF CF RF (FIX_EFLAGS). */
const FIX_EFLAGS = 0x50dd5;

export function onAltStack(stack: AltStack, sp: number): boolean {
  if (stack.flags & SS_AUTODISARM) return false;
  return stack.size > 0 && sp > stack.sp && sp - stack.sp <= stack.size;
}

/** ss_flags as sigaltstack reports it. */
export function altStackFlags(stack: AltStack, sp: number): number {
  if (stack.size === 0) return SS_DISABLE;
  return onAltStack(stack, sp) ? SS_ONSTACK : 0;
}

/** Builds the frame and points the registers at the handler. False: the stack is not writable, the task must die of SIGSEGV. */
export function setupFrame(
  kernel: RunningKernel,
  task: TaskStruct,
  cpu: Cpu,
  action: SigAction,
  info: SigInfo,
  mask: bigint,
): boolean {
  if (!(action.flags & SA_RESTORER)) return false;
  const userSp = cpu.regNumber(Reg.RSP);
  let sp = userSp - REDZONE;
  const enterAlt = (action.flags & SA_ONSTACK) !== 0 && altStackFlags(task.altStack, userSp) === 0;
  if (enterAlt) sp = task.altStack.sp + task.altStack.size;
  const fpstate = Math.floor((sp - FX_BYTES) / 64) * 64;
  const frame = Math.floor((fpstate - FRAME_BYTES) / 16) * 16 - 8;
  if (enterAlt && frame < task.altStack.sp) return false;

  const bytes = new Uint8Array(FRAME_BYTES);
  const view = new DataView(bytes.buffer);
  const put = (at: number, value: bigint) => view.setBigUint64(at, BigInt.asUintN(64, value), true);
  put(0, BigInt(action.restorer));
  put(UC, BigInt(UC_FLAGS));
  put(UC_STACK, BigInt(task.altStack.sp));
  view.setInt32(UC_STACK + 8, altStackFlags(task.altStack, userSp) | (task.altStack.flags & SS_AUTODISARM), true);
  put(UC_STACK + 16, BigInt(task.altStack.size));
  for (let i = 0; i < ORDER.length; i++) put(MCONTEXT + i * 8, cpu.getReg(ORDER[i]));
  put(RIP, cpu.rip);
  put(EFLAGS, BigInt(cpu.rflags >>> 0));
  view.setUint16(CS, USER_CS, true);
  view.setUint16(CS + 6, USER_DS, true);
  put(ERR, BigInt(info.trap?.error ?? 0));
  put(TRAPNO, BigInt(info.trap?.number ?? 0));
  put(OLDMASK, mask);
  put(CR2, info.trap?.cr2 ?? 0n);
  put(FPSTATE, BigInt(fpstate));
  put(UC_SIGMASK, mask);
  bytes.set(
    encodeSigInfo(info, (pid) => task.pidNs.numberOf(pid)),
    SIGINFO,
  );
  if (kernel.copyToUser(task, fpstate, fxsave(cpu)) < 0) return false;
  if (kernel.copyToUser(task, frame, bytes) < 0) return false;

  if (task.altStack.flags & SS_AUTODISARM) task.altStack = { sp: 0, size: 0, flags: SS_DISABLE };
  cpu.setRegNumber(Reg.RDI, info.signal);
  cpu.setRegNumber(Reg.RSI, frame + SIGINFO);
  cpu.setRegNumber(Reg.RDX, frame + UC);
  cpu.setRegNumber(Reg.RAX, 0);
  cpu.setRegNumber(Reg.RSP, frame);
  cpu.setRipNumber(action.handler);
  // DF, RF and TF are clear in a handler.
  cpu.rflags = (cpu.rflags & ~0x10500) >>> 0;
  return true;
}

/** rt_sigreturn: takes registers, mask and stack back from the frame at rsp − 8. False: bad frame. */
export function restoreFrame(kernel: RunningKernel, task: TaskStruct, cpu: Cpu): { mask: bigint } | null {
  const frame = cpu.regNumber(Reg.RSP) - 8;
  const bytes = new Uint8Array(FRAME_BYTES);
  if (kernel.copyFromUser(task, frame, bytes) < 0) return null;
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < ORDER.length; i++) cpu.setReg(ORDER[i], view.getBigUint64(MCONTEXT + i * 8, true));
  cpu.rip = view.getBigUint64(RIP, true);
  const eflags = Number(view.getBigUint64(EFLAGS, true) & 0xffffffffn);
  cpu.rflags = ((cpu.rflags & ~FIX_EFLAGS) | (eflags & FIX_EFLAGS)) >>> 0;
  const fpstate = Number(view.getBigUint64(FPSTATE, true));
  if (fpstate !== 0) {
    const image = new Uint8Array(FX_BYTES);
    if (kernel.copyFromUser(task, fpstate, image) < 0) return null;
    fxrstor(cpu, image);
  }
  const flags = view.getInt32(UC_STACK + 8, true);
  const size = Number(view.getBigUint64(UC_STACK + 16, true));
  task.altStack =
    flags & SS_DISABLE
      ? { sp: 0, size: 0, flags: SS_DISABLE }
      : { sp: Number(view.getBigUint64(UC_STACK, true)), size, flags: flags & SS_AUTODISARM };
  return { mask: view.getBigUint64(UC_SIGMASK, true) };
}

const scratch = new Uint8Array(1024);

/** The FXSAVE image of the user's floating-point state (SDM 1, 10.5.1). */
export function fxsave(cpu: Cpu): Uint8Array {
  const image = new Uint8Array(FX_BYTES);
  cpu.saveContext(scratch);
  image.set(scratch.subarray(State.X87, State.X87 + 160), 0);
  image.set(scratch.subarray(State.XMM, State.XMM + 256), 160);
  const view = new DataView(image.buffer);
  view.setUint32(24, cpu.mxcsr, true);
  view.setUint32(28, 0xffff, true);
  return image;
}

export function fxrstor(cpu: Cpu, image: Uint8Array): void {
  cpu.saveContext(scratch);
  scratch.set(image.subarray(0, 160), State.X87);
  scratch.set(image.subarray(160, 416), State.XMM);
  cpu.loadContext(scratch);
  // Reserved bits would raise #GP in LDMXCSR: Linux masks them.
  cpu.mxcsr = new DataView(image.buffer).getUint32(24, true) & 0xffff;
}
