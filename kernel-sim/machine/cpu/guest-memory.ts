/**
 * Memory as the guest's own code would reach it, and decoded records, for instructions that TypeScript carries out. Throws GuestFault.
 */
import type { PhysAddr } from '../types';
import { GuestFault } from './fault';
import { Registers } from './registers';
import { Access, Record, State } from './state';

export abstract class GuestMemory extends Registers {
  /** Physical address of one byte. `user`: with the rights of CPL 3. */
  linear(va: bigint, write: boolean, user: boolean): number {
    const low = Number(BigInt.asIntN(32, va));
    const high = Number(BigInt.asIntN(32, va >> 32n));
    if (BigInt.asIntN(48, va) !== BigInt.asIntN(64, va)) throw new GuestFault(13);
    const access = (write ? Access.WRITE : 0) | (user ? Access.USER : 0);
    const pa = this.shared.wasm.translateWide(low, high, this.cr3, access);
    if (pa < 0) throw new GuestFault(14, -1 - pa, BigInt.asUintN(64, va));
    return pa;
  }

  readMemory(va: bigint, bytes: number, user = this.cpl === 3): bigint {
    const { ram, bus } = this.shared;
    const room = 4096 - Number(va & 4095n);
    const first = this.linear(va, false, user);
    const second = bytes > room ? this.linear(BigInt.asUintN(64, va + BigInt(room)), false, user) : 0;
    let value = 0n;
    for (let i = bytes - 1; i >= 0; i--) {
      const pa = i < room ? first + i : second + i - room;
      const byte = pa < ram.size ? ram.bytes[pa] : Number(bus.mmioRead(this.index, pa, 1) & 255n);
      value = (value << 8n) | BigInt(byte);
    }
    return value;
  }

  writeMemory(va: bigint, bytes: number, value: bigint, user = this.cpl === 3): void {
    const at: number[] = [];
    for (let i = 0; i < bytes; i++) at.push(this.linear(va + BigInt(i), true, user));
    at.forEach((pa, i) => {
      const byte = Number((value >> BigInt(i * 8)) & 255n);
      if (pa < this.shared.ram.size) this.shared.ram.write8(pa as PhysAddr, byte);
      else this.shared.bus.mmioWrite(this.index, pa, 1, BigInt(byte));
    });
  }

  /** Raises the fault that writing would raise. */
  checkWrite(va: bigint, bytes: number, user = this.cpl === 3): void {
    this.linear(va, true, user);
    if (Number(va & 4095n) + bytes > 4096) this.linear(BigInt.asUintN(64, va + BigInt(bytes - 1)), true, user);
  }

  /** Effective address of a record's memory operand. */
  effectiveAddress(record: number): bigint {
    const register = (field: number) => this.wide(State.REGS + this.u8[record + field]);
    const scaled = register(Record.INDEX) << BigInt(this.u8[record + Record.SCALE]);
    return BigInt.asUintN(64, register(Record.BASE) + scaled + this.view.getBigInt64(record + Record.DISP, true));
  }

  /** Fields of a record, for host handlers. */
  recordByte(record: number, field: number): number {
    return this.u8[record + field];
  }
  recordWord(record: number, field: number): number {
    return this.i32[(record + field) >> 2];
  }

  /** The instruction's bytes in hex, for the list of what is missing. */
  instructionBytes(record: number): string {
    const offset = this.u16[(record + Record.OFFSET) >> 1];
    const pa = this.shared.wasm.fetch(0);
    if (pa < 0) return '';
    const length = Math.min(this.u8[record + Record.LENGTH] || 1, 4096 - offset, 6);
    return [...this.shared.ram.bytes.subarray(pa, pa + length)].map((b) => b.toString(16).padStart(2, '0')).join(' ');
  }
}
