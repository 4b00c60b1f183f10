/**
 * The call trace of an oops: return addresses on the kernel stack. Follows arch/x86/kernel/dumpstack.c: show_trace_log_lvl.
 * Linux reads ORC tables to tell real frames from left-overs; here a return address is believed when the `call` before it goes
 * to the function below it, or is indirect. Others are shown with `?`, as Linux does.
 */
import { Reg } from '../../machine/types';
import { signed } from '../arch/kernel-space';
import { STACK_BYTES } from '../arch/ring-zero';
import type { ModuleSystem, RingContext } from './system';

export interface StackFrame {
  address: number;
  reliable: boolean;
}

const MAX_FRAMES = 64;

export function unwind(system: ModuleSystem, context: RingContext): StackFrame[] {
  const { cpu } = system.kernel;
  const { memory, kallsyms } = system;
  const frames: StackFrame[] = [];
  const top = context.stack + STACK_BYTES;
  let sp = cpu.regNumber(Reg.RSP);
  sp -= ((sp % 8) + 8) % 8;
  // Below its end: the stack has overflowed.
  if (sp >= context.stack - 4096 && sp < context.stack) sp = context.stack;
  if (!(sp >= context.stack && sp < top)) return frames;
  let callee = startOf(system, signed(cpu.rip));
  for (; sp < top - 8 && frames.length < MAX_FRAMES; sp += 8) {
    const value = memory.i64(sp);
    const found = value < 0 ? kallsyms.lookup(value) : null;
    if (!found || !/[tT]/.test(found.symbol.type) || found.offset === 0) continue;
    const ours = context.links.includes(sp);
    const reliable = ours || (found.symbol.module !== '' && calls(system, value, callee));
    frames.push({ address: value, reliable });
    if (reliable) callee = found.symbol.address;
  }
  return frames;
}

function startOf(system: ModuleSystem, address: number): number {
  return system.kallsyms.lookup(address)?.symbol.address ?? 0;
}

/** The instruction before `address` is a call of `callee`, or one through a register or memory. */
function calls(system: ModuleSystem, address: number, callee: number): boolean {
  const { memory } = system;
  if (memory.translate(address - 7, false) < 0) return false;
  const code = memory.bytes(address - 7, 7);
  if (code[2] === 0xe8) {
    const target = address + new DataView(code.buffer).getInt32(3, true);
    return target === callee || callee === 0 || startOf(system, target) === callee;
  }
  // ff /2 with register, displacement of 8 or 32 bits.
  const indirect = (at: number) => code[at] === 0xff && ((code[at + 1] >> 3) & 7) === 2;
  return indirect(5) || indirect(4) || indirect(1);
}
