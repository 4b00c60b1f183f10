/** Where x87 instructions arrive: #NM, pending exceptions, then the instruction. SDM 1, chapter 8. */
import type { GuestMemory } from '../../guest-memory';
import { Record, State } from '../../state';
import { HostOutcome, sizeOf } from '../common';
import { plainInstruction, registerInstruction } from './arithmetic';
import { memoryInstruction } from './memory';
import { Unit } from './unit';

const { DONE } = HostOutcome;
const FNINIT = 0xdbe3;
const FNCLEX = 0xdbe2;
const FNSTSW_AX = 0xdfe0;
/** Forms with a memory operand that do not wait: fnstenv, fnstcw, fnsave, fnstsw. */
const UNWAITING = new Set([0xd9 * 8 + 6, 0xd9 * 8 + 7, 0xdd * 8 + 6, 0xdd * 8 + 7]);
/** fldenv, fldcw, frstor: control instructions, which the pointers skip. */
const CONTROL = new Set([0xd9 * 8 + 4, 0xd9 * 8 + 5, 0xdd * 8 + 4]);

/** Register forms that control the unit and do not wait. */
function control(unit: Unit, code: number): boolean {
  switch (code) {
    case FNINIT:
      unit.init();
      return true;
    case FNCLEX:
      unit.status &= 0x7f00;
      return true;
    case FNSTSW_AX:
      unit.cpu.setReg(0, (unit.cpu.getReg(0) & ~0xffffn) | BigInt(unit.status));
      return true;
    default:
      // feni, fdisi, fsetpm: instructions of older units, without effect.
      return code === 0xdbe0 || code === 0xdbe1 || code === 0xdbe4;
  }
}

/** SDM 1, 3.7.4: addresses by rsp and rbp are in the stack segment. */
function inStack(cpu: GuestMemory, record: number): boolean {
  const base = cpu.recordByte(record, Record.BASE);
  return base === State.REGS + 4 * 8 || base === State.REGS + 5 * 8;
}

/** The decoder leaves opcode and ModRM byte in the upper half of the immediate. */
export function x87(cpu: GuestMemory, record: number): HostOutcome {
  const code = cpu.recordWord(record, Record.IMM + 4);
  const [opcode, modrm] = [code >> 8, code & 255];
  const digit = (modrm >> 3) & 7;
  const unit = new Unit(cpu);
  unit.available();
  if (modrm < 0xc0) {
    const key = opcode * 8 + digit;
    if (!UNWAITING.has(key)) unit.wait();
    const at = cpu.effectiveAddress(record);
    memoryInstruction(cpu, unit, opcode, digit, at, sizeOf(cpu, record));
    if (!UNWAITING.has(key) && !CONTROL.has(key)) unit.remember(code, cpu.rip, at, inStack(cpu, record));
    return DONE;
  }
  if (control(unit, code)) return DONE;
  unit.wait();
  if (opcode === 0xd9 && digit !== 0 && digit !== 1 && digit !== 3) plainInstruction(unit, modrm);
  else registerInstruction(unit, opcode, modrm);
  unit.remember(code, cpu.rip, undefined);
  return DONE;
}

/** fwait. */
export function wait(cpu: GuestMemory): HostOutcome {
  const unit = new Unit(cpu);
  // SDM 3A 2.5: #NM only with both MP and TS.
  if ((cpu.cr0 & 0xa) === 0xa) unit.available();
  unit.wait();
  return DONE;
}
