/**
 * Memory as the guest's own code would reach it, and decoded records, for instructions that TypeScript carries out. Throws GuestFault.
 */
import type { PhysAddr } from '../types';
import { aligning, dataHits, portHits } from './debug-registers';
import { GuestFault } from './fault';
import { Registers } from './registers';
import { Access, Record, State } from './state';

const isWhole = (bytes: number): bytes is 1 | 2 | 4 | 8 => bytes === 1 || bytes === 2 || bytes === 4 || bytes === 8;

export abstract class GuestMemory extends Registers {
  /** Physical address of one byte. `user`: with the rights of CPL 3. */
  linear(va: bigint, write: boolean, user: boolean, implicit = false): number {
    const low = Number(BigInt.asIntN(32, va));
    const high = Number(BigInt.asIntN(32, va >> 32n));
    if (BigInt.asIntN(48, va) !== BigInt.asIntN(64, va)) throw new GuestFault(13);
    const access = (write ? Access.WRITE : 0) | (user ? Access.USER : 0) | (implicit ? Access.IMPLICIT : 0);
    const pa = this.shared.wasm.translateWide(low, high, this.cr3, access);
    if (pa < 0) throw new GuestFault(14, -1 - pa, BigInt.asUintN(64, va));
    return pa;
  }

  /** What the processor reads for itself, whatever ring it is in: descriptors, the TSS. */
  readSystem(va: bigint, bytes: number): bigint {
    return this.readMemory(va, bytes, false, true);
  }

  writeSystem(va: bigint, bytes: number, value: bigint): void {
    this.writeMemory(va, bytes, value, false, true);
  }

  readMemory(va: bigint, bytes: number, user = this.cpl === 3, implicit = false): bigint {
    if (!implicit) this.checkAlignment(va, bytes, user);
    const room = 4096 - Number(va & 4095n);
    const first = this.linear(va, false, user, implicit);
    const second = bytes > room ? this.linear(BigInt.asUintN(64, va + BigInt(room)), false, user, implicit) : 0;
    if (!implicit) this.watch(va, bytes, false);
    if (bytes <= room && isWhole(bytes)) return this.readWhole(first, bytes);
    let value = 0n;
    for (let i = bytes - 1; i >= 0; i--) {
      const pa = i < room ? first + i : second + i - room;
      value = (value << 8n) | this.readWhole(pa, 1);
    }
    return value;
  }

  writeMemory(va: bigint, bytes: number, value: bigint, user = this.cpl === 3, implicit = false): void {
    if (!implicit) this.checkAlignment(va, bytes, user);
    const room = 4096 - Number(va & 4095n);
    const first = this.linear(va, true, user, implicit);
    const second = bytes > room ? this.linear(BigInt.asUintN(64, va + BigInt(room)), true, user, implicit) : 0;
    if (!implicit) this.watch(va, bytes, true);
    if (bytes <= room && isWhole(bytes)) {
      this.writeWhole(first, bytes, value);
      return;
    }
    for (let i = 0; i < bytes; i++) {
      const pa = i < room ? first + i : second + i - room;
      this.writeWhole(pa, 1, (value >> BigInt(i * 8)) & 255n);
    }
  }

  /** An access that one bus cycle does, within a page. */
  private readWhole(pa: number, bytes: 1 | 2 | 4 | 8): bigint {
    const { ram, bus } = this.shared;
    const at = pa as PhysAddr;
    if (pa + bytes > ram.size) return BigInt.asUintN(bytes * 8, bus.mmioRead(this.index, pa, bytes));
    if (bytes === 8) return ram.read64(at);
    return BigInt(bytes === 1 ? ram.read8(at) : bytes === 2 ? ram.read16(at) : ram.read32(at));
  }

  private writeWhole(pa: number, bytes: 1 | 2 | 4 | 8, value: bigint): void {
    const { ram, bus } = this.shared;
    const at = pa as PhysAddr;
    if (pa + bytes > ram.size) bus.mmioWrite(this.index, pa, bytes, BigInt.asUintN(bytes * 8, value));
    else if (bytes === 8) ram.write64(at, value);
    else if (bytes === 4) ram.write32(at, Number(value & 0xffff_ffffn));
    else if (bytes === 2) ram.write16(at, Number(value & 0xffffn));
    else ram.write8(at, Number(value & 0xffn));
  }

  /** Data breakpoints that the instruction at hand has hit: bits of DR6. */
  protected hits = 0;

  /** Notes an access for the data breakpoints (debug-registers.ts). */
  watch(va: bigint, bytes: number, write: boolean): void {
    if (this.word(State.DR + 56) & 0xff) this.hits |= dataHits(this, va, bytes, write);
  }

  /** The same for ports. */
  watchPort(port: number, bytes: number): void {
    if (this.word(State.DR + 56) & 0xff) this.hits |= portHits(this, port, bytes);
  }

  /** CR0.AM and RFLAGS.AC in ring 3: #AC for what is not aligned to its size (SDM 3A 6.15). */
  checkAlignment(va: bigint, bytes: number, user: boolean): void {
    if (!user || !aligning(this)) return;
    const size = bytes === 10 ? 8 : bytes;
    if (size <= 8 && va % BigInt(size) !== 0n) throw new GuestFault(17, 0);
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
