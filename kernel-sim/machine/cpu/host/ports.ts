/** in, out, ins, outs: SDM 1, chapter 19. */
import type { GuestMemory } from '../guest-memory';
import { Flag, Record, State } from '../state';
import { type Handler, HostOutcome, low32, needPort, set32, sizeOf } from './common';

const { DONE, AGAIN } = HostOutcome;
const [RAX, RCX, RDX, RSI, RDI] = [0, 1, 2, 6, 7];

/** The port number is in dx (second operand a register) or in the immediate. */
function portOf(cpu: GuestMemory, record: number): number {
  return cpu.recordByte(record, Record.S) === State.ZERO
    ? cpu.recordWord(record, Record.IMM) & 0xff
    : cpu.regLow(RDX) & 0xffff;
}
const portBytes = (cpu: GuestMemory, record: number): 1 | 2 | 4 => {
  const size = sizeOf(cpu, record);
  return size === 8 ? 1 : size === 16 ? 2 : 4;
};

export function portIn(cpu: GuestMemory, record: number): HostOutcome {
  const bytes = portBytes(cpu, record);
  const port = portOf(cpu, record);
  needPort(cpu, port, bytes);
  const value = cpu.shared.bus.portIn(cpu.index, port, bytes) >>> 0;
  if (bytes === 4) set32(cpu, RAX, value);
  else {
    const keep = bytes === 1 ? ~0xffn : ~0xffffn;
    cpu.setReg(RAX, (cpu.getReg(RAX) & keep) | BigInt(bytes === 1 ? value & 0xff : value & 0xffff));
  }
  return DONE;
}

export function portOut(cpu: GuestMemory, record: number): HostOutcome {
  const bytes = portBytes(cpu, record);
  const port = portOf(cpu, record);
  needPort(cpu, port, bytes);
  const value = low32(cpu, RAX);
  cpu.shared.bus.portOut(cpu.index, port, bytes, bytes === 1 ? value & 0xff : bytes === 2 ? value & 0xffff : value);
  return DONE;
}

/** One element between a port and memory; rsi or rdi moves on. */
function stringRound(cpu: GuestMemory, record: number, input: boolean): void {
  const bytes = portBytes(cpu, record);
  const port = cpu.regLow(RDX) & 0xffff;
  needPort(cpu, port, bytes);
  const pointer = input ? RDI : RSI;
  const at = BigInt.asUintN(
    64,
    cpu.getReg(pointer) + (input ? 0n : cpu.wide(State.REGS + cpu.recordByte(record, Record.S))),
  );
  if (input) {
    for (let i = 0; i < bytes; i++) cpu.linear(at + BigInt(i), true, cpu.cpl === 3);
    cpu.writeMemory(at, bytes, BigInt(cpu.shared.bus.portIn(cpu.index, port, bytes) >>> 0));
  } else cpu.shared.bus.portOut(cpu.index, port, bytes, Number(cpu.readMemory(at, bytes)));
  cpu.setReg(pointer, cpu.getReg(pointer) + BigInt(cpu.word(State.FLAGS_REST) & Flag.DF ? -bytes : bytes));
}

export const once =
  (input: boolean): Handler =>
  (cpu, record) => {
    stringRound(cpu, record, input);
    return DONE;
  };

/** rep ins, rep outs: a round counts as one instruction, as with the string instructions of WebAssembly. */
export const repeated =
  (input: boolean): Handler =>
  (cpu, record) => {
    const count = cpu.getReg(RCX);
    if (count === 0n) return DONE;
    stringRound(cpu, record, input);
    cpu.setReg(RCX, count - 1n);
    return count === 1n ? DONE : AGAIN;
  };
