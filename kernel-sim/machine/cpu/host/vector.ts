/** Rare SSE instructions: reciprocal estimates and the masked store. */
import { reciprocal, reciprocalRoot } from '../../fp/estimate';
import { GuestFault } from '../fault';
import type { GuestMemory } from '../guest-memory';
import { Record, State } from '../state';
import { GP, type Handler, HostOutcome, isMemory } from './common';
import { maskedStore } from './mmx';

const RDI = 7;

const vector = (cpu: GuestMemory, field: number) => {
  const at = State.XMM + field;
  return cpu.wide(at) | (cpu.wide(at + 8) << 64n);
};

const estimate =
  (elements: 1 | 4, op: (bits: number) => number): Handler =>
  (cpu, record) => {
    let v: bigint;
    if (isMemory(cpu, record)) {
      const at = cpu.effectiveAddress(record);
      if (elements === 4 && at & 15n) throw new GuestFault(GP);
      v = cpu.readMemory(at, elements * 4);
    } else v = vector(cpu, cpu.recordByte(record, Record.S));
    const at = State.XMM + cpu.recordByte(record, Record.D);
    let r = vector(cpu, cpu.recordByte(record, Record.D));
    for (let i = 0; i < elements; i++) {
      const shift = BigInt(i * 32);
      const bits = Number((v >> shift) & 0xffff_ffffn);
      r = (r & ~(0xffff_ffffn << shift)) | (BigInt(op(bits) >>> 0) << shift);
    }
    cpu.setWide(at, BigInt.asUintN(64, r));
    cpu.setWide(at + 8, r >> 64n);
    return HostOutcome.DONE;
  };

export const rcpps = estimate(4, reciprocal);
export const rcpss = estimate(1, reciprocal);
export const rsqrtps = estimate(4, reciprocalRoot);
export const rsqrtss = estimate(1, reciprocalRoot);

/** maskmovdqu: the chosen bytes to (rdi). */
export const maskmovdqu: Handler = (cpu, record) => {
  const [v, select] = [Record.D, Record.S].map((field) => vector(cpu, cpu.recordByte(record, field)));
  maskedStore(cpu, cpu.getReg(RDI), v, select, 16);
  return HostOutcome.DONE;
};
