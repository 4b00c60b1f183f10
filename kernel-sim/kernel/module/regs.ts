/** Arguments of C functions in the registers and on the stack of the present CPU. Follows the System V ABI, section 3.2.3 and 3.5.7. */

import { type Cpu, Reg } from '../../machine/types';
import type { KernelSpace } from '../arch/kernel-space';
import { signed } from '../arch/kernel-space';
import type { Arguments } from './format';

export const ARGUMENT_REGISTERS = [Reg.RDI, Reg.RSI, Reg.RDX, Reg.RCX, Reg.R8, Reg.R9] as const;

/** The variable arguments of the call that has just trapped, from number `fixed` on. Read before anything else runs. */
export class CallArguments implements Arguments {
  private readonly registers: bigint[];
  private stack: number;

  constructor(
    cpu: Cpu,
    private readonly memory: KernelSpace,
    fixed: number,
  ) {
    this.registers = ARGUMENT_REGISTERS.slice(fixed).map((reg) => cpu.getReg(reg));
    this.stack = cpu.regNumber(Reg.RSP) + 8;
  }

  next(): bigint {
    const value = this.registers.shift();
    if (value !== undefined) return BigInt.asUintN(64, value);
    this.stack += 8;
    return this.memory.u64(this.stack - 8);
  }
}

/** A C `va_list`: { gp_offset, fp_offset, overflow_arg_area, reg_save_area }. Taking from it moves it, as va_arg does. */
export class VaList implements Arguments {
  constructor(
    private readonly memory: KernelSpace,
    private readonly address: number,
  ) {}

  next(): bigint {
    const { memory, address } = this;
    const gp = memory.u32(address);
    if (gp < 48) {
      memory.setU32(address, gp + 8);
      return memory.u64(memory.i64(address + 16) + gp);
    }
    const overflow = memory.i64(address + 8);
    memory.setI64(address + 8, overflow + 8);
    return memory.u64(overflow);
  }
}

/** Return address of the call that has just trapped. */
export function callerOf(cpu: Cpu, memory: KernelSpace): number {
  return signed(memory.u64(cpu.regNumber(Reg.RSP)));
}
