/**
 * One processor: its registers as windows on the state block, and `run`, the loop around the tiers that decodes, carries out what
 * WebAssembly leaves to TypeScript, and delivers exceptions.
 */

import type { ColdExports } from '../cold/module';
import type { CodeCache } from '../decode/code-cache';
import { TABLE } from '../decode/table';
import type { Translations } from '../memory/translations';
import { type BusPort, CONTEXT_BYTES, type Cpu, type Fault, type PhysAddr, type PhysicalMemory, Stop } from '../types';
import { GuestFault } from './fault';
import { HANDLERS, HostOutcome } from './host';
import { deliver } from './interrupts';
import { readMsr, writeMsr } from './msr';
import type { SpecialAccess } from './special';
import { Access, ARITHMETIC_FLAGS, Exit, Flag, Layout, Record, STATE_BYTES, STATE_VERSION, State } from './state';

/** What the processors of one computer share. */
export interface Shared {
  readonly memory: WebAssembly.Memory;
  readonly ram: PhysicalMemory;
  readonly bus: BusPort;
  readonly wasm: ColdExports;
  readonly code: CodeCache;
  readonly translations: Translations;
  readonly special: SpecialAccess;
  readonly unimplemented: Map<string, number>;
  /** Brings a processor's state into the bank. */
  activate(cpu: Processor): void;
}

const { stop: STOP_ROW, crossing: CROSSING_ROW } = TABLE.internal;

/** Linux's flat selectors, which `cpl = …` loads. */
const SELECTORS = { 0: { cs: 0x10, ss: 0x18 }, 3: { cs: 0x33, ss: 0x2b } } as const;

const RESET_CR0 = 0x33; // PE, MP, ET, NE: protected mode, paging off
const RESET_CR4 = 0x620; // PAE, OSFXSR, OSXMMEXCPT
const RESET_EFER = 0xd01; // SCE, LME, LMA, NXE
const RESET_MXCSR = 0x1f80;
/** Byte of a saved context that tells the version of its layout. */
const VERSION_AT = State.CONTEXT_END;
const RESET_PAT = 0x0007_0406_0007_0406n;
const APIC_BASE = 0xfee0_0900n;

export class Processor implements Cpu {
  /** Address of the state block: the bank while this processor is the active one. */
  base: number;
  readonly fault: Readonly<Fault>;
  private readonly i32: Int32Array;
  private readonly u8: Uint8Array;
  private readonly u16: Uint16Array;
  private readonly f64: Float64Array;
  private readonly view: DataView;
  private stopRequested = false;
  private readonly stage: Uint8Array;

  constructor(
    readonly index: number,
    readonly shared: Shared,
  ) {
    const { buffer } = shared.memory;
    this.base = Layout.BLOCKS + index * STATE_BYTES;
    this.i32 = new Int32Array(buffer);
    this.u8 = new Uint8Array(buffer);
    this.u16 = new Uint16Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.view = new DataView(buffer);
    this.stage = new Uint8Array(buffer, Layout.STAGE, CONTEXT_BYTES);
    this.stage[VERSION_AT] = STATE_VERSION;
    const cpu = this;
    this.fault = {
      get vector() {
        return cpu.word(State.FAULT_VECTOR);
      },
      get errorCode() {
        return cpu.word(State.FAULT_ERROR);
      },
      get address() {
        return cpu.wide(State.CR2);
      },
    };
    this.reset();
  }

  // State block access

  /** A 32-bit field, signed. */
  word(offset: number): number {
    return this.i32[(this.base + offset) >> 2];
  }
  setWord(offset: number, value: number): void {
    this.i32[(this.base + offset) >> 2] = value;
  }
  wide(offset: number): bigint {
    return this.view.getBigUint64(this.base + offset, true);
  }
  setWide(offset: number, value: bigint): void {
    this.view.setBigUint64(this.base + offset, BigInt.asUintN(64, value), true);
  }
  private double(offset: number): number {
    return this.f64[(this.base + offset) >> 3];
  }
  private setDouble(offset: number, value: number): void {
    this.f64[(this.base + offset) >> 3] = value;
  }
  /** The 16 bytes of a vector register, and anything else that is plain bytes. */
  blockBytes(offset: number, length: number): Uint8Array {
    return this.u8.subarray(this.base + offset, this.base + offset + length);
  }

  getReg(reg: number): bigint {
    return this.wide(State.REGS + (reg & 15) * 8);
  }
  setReg(reg: number, value: bigint): void {
    this.setWide(State.REGS + (reg & 15) * 8, value);
  }
  regNumber(reg: number): number {
    const at = (this.base + State.REGS + (reg & 15) * 8) >> 2;
    return this.i32[at + 1] * 0x1_0000_0000 + (this.i32[at] >>> 0);
  }
  regLow(reg: number): number {
    return this.i32[(this.base + State.REGS + (reg & 15) * 8) >> 2];
  }
  setRegNumber(reg: number, value: number): void {
    const at = (this.base + State.REGS + (reg & 15) * 8) >> 2;
    this.i32[at] = value;
    this.i32[at + 1] = Math.floor(value / 0x1_0000_0000);
  }
  get rip(): bigint {
    return this.wide(State.RIP);
  }
  set rip(value: bigint) {
    this.setWide(State.RIP, value);
  }
  get ripNumber(): number {
    const at = (this.base + State.RIP) >> 2;
    return (this.i32[at + 1] >>> 0) * 0x1_0000_0000 + (this.i32[at] >>> 0);
  }
  setRipNumber(value: number): void {
    const at = (this.base + State.RIP) >> 2;
    this.i32[at] = value;
    this.i32[at + 1] = Math.floor(value / 0x1_0000_0000);
  }
  get rflags(): number {
    return this.shared.wasm.flagsOf(this.base) | this.word(State.FLAGS_REST);
  }
  set rflags(value: number) {
    const arithmetic = value & ARITHMETIC_FLAGS;
    const zero = (value & Flag.ZF) !== 0;
    const sign = (value & Flag.SF) !== 0;
    // The lazy form of "all six are known": see emit/flags.ts.
    const at = this.base >> 2;
    const r = zero ? 0 : sign ? -1 : 1;
    this.i32[at + (State.FLAG_A >> 2)] = arithmetic;
    this.i32[at + (State.FLAG_A >> 2) + 1] = 0;
    this.i32[at + (State.FLAG_R >> 2)] = r;
    this.i32[at + (State.FLAG_R >> 2) + 1] = r < 0 ? -1 : 0;
    this.setWord(State.FLAG_OP, 3 | (zero && sign ? 0x8000_0000 : 0));
    this.setWord(State.FLAGS_REST, (value & ~ARITHMETIC_FLAGS & 0x3f_7fd5) | 2);
  }
  get fsBase(): bigint {
    return this.wide(State.FS_BASE);
  }
  set fsBase(value: bigint) {
    this.setWide(State.FS_BASE, value);
  }
  get gsBase(): bigint {
    return this.wide(State.GS_BASE);
  }
  set gsBase(value: bigint) {
    this.setWide(State.GS_BASE, value);
  }
  get cpl(): 0 | 3 {
    return this.word(State.CPL) === 3 ? 3 : 0;
  }
  set cpl(value: 0 | 3) {
    this.setWord(State.CPL, value);
    this.setWord(State.CS, SELECTORS[value].cs);
    this.setWord(State.SS, SELECTORS[value].ss);
  }
  get cr3(): PhysAddr {
    return (this.word(State.CR3) >>> 0) as PhysAddr;
  }
  set cr3(value: PhysAddr) {
    this.setWord(State.CR3, value);
  }
  get cr0(): number {
    return this.word(State.CR0) >>> 0;
  }
  set cr0(value: number) {
    this.control(State.CR0, value | 0x10);
  }
  get cr4(): number {
    return this.word(State.CR4) >>> 0;
  }
  set cr4(value: number) {
    this.control(State.CR4, value);
  }
  get efer(): number {
    return this.word(State.EFER) >>> 0;
  }
  set efer(value: number) {
    this.control(State.EFER, value);
  }
  private control(offset: number, value: number): void {
    if (this.word(offset) === (value | 0)) return;
    this.setWord(offset, value);
    this.shared.translations.flushAll();
  }
  get mxcsr(): number {
    return this.word(State.MXCSR);
  }
  /** Only the default rounding and masks exist here (cpu/host.ts raises #UD for others): sticky flags are kept, the rest is forced. */
  set mxcsr(value: number) {
    this.setWord(State.MXCSR, RESET_MXCSR | (value & 0x3f));
  }
  getMsr(index: number): bigint {
    return readMsr(this, index) ?? 0n;
  }
  setMsr(index: number, value: bigint): void {
    writeMsr(this, index, value);
  }
  get hostTraps(): boolean {
    return this.word(State.HOST_TRAPS) !== 0;
  }
  set hostTraps(value: boolean) {
    this.setWord(State.HOST_TRAPS, value ? 1 : 0);
  }
  get retired(): number {
    return this.double(State.RETIRED);
  }
  get lastRetired(): number {
    return this.double(State.LAST_RETIRED);
  }
  loadGdt(base: bigint, limit: number): void {
    this.setWide(State.GDT_BASE, base);
    this.setWord(State.GDT_LIMIT, limit);
  }

  get idt(): { base: bigint; limit: number } {
    return { base: this.wide(State.IDT_BASE), limit: this.word(State.IDT_LIMIT) & 0xffff };
  }

  get halted(): boolean {
    return this.word(State.HALTED) !== 0;
  }
  set halted(value: boolean) {
    this.setWord(State.HALTED, value ? 1 : 0);
  }
  get interruptible(): boolean {
    return (this.word(State.FLAGS_REST) & Flag.IF) !== 0 && this.double(State.SHADOW) !== this.retired;
  }
  /** The next instruction runs before any interrupt (`sti`, `mov ss`). */
  openShadow(): void {
    this.setDouble(State.SHADOW, this.retired + 1);
  }

  saveContext(into: Uint8Array): void {
    this.u8.copyWithin(Layout.STAGE, this.base, this.base + State.CONTEXT_END);
    into.set(this.stage);
  }
  loadContext(from: Uint8Array): void {
    this.stage.set(from);
    this.u8[Layout.STAGE + VERSION_AT] = STATE_VERSION;
    this.u8.copyWithin(this.base, Layout.STAGE, Layout.STAGE + State.CONTEXT_END);
    this.setWord(State.ZERO, 0);
    this.setWord(State.ZERO + 4, 0);
  }

  /** Long mode with paging off (addresses are physical), CPL 0, rip 0, interrupts off. A loader sets up the rest. */
  reset(): void {
    const hostTraps = this.hostTraps;
    this.u8.fill(0, this.base, this.base + STATE_BYTES);
    this.hostTraps = hostTraps;
    this.setWord(State.INDEX, this.index);
    this.setWord(State.CR0, RESET_CR0);
    this.setWord(State.CR4, RESET_CR4);
    this.setWord(State.EFER, RESET_EFER);
    this.setWord(State.MXCSR, RESET_MXCSR);
    this.setWord(State.X87, 0x37f);
    this.setWord(State.GDT_LIMIT, 0);
    this.setWide(State.PAT, RESET_PAT);
    this.setWide(State.APIC_BASE, APIC_BASE | (this.index === 0 ? 0x100n : 0n));
    this.setDouble(State.SHADOW, -1);
    this.rflags = 2;
    this.cpl = 0;
    this.shared.translations.flushAll();
  }

  requestStop(): void {
    this.stopRequested = true;
  }

  // Running

  run(max: number): Stop {
    const { shared } = this;
    shared.activate(this);
    const before = this.retired;
    let stop: Stop | undefined;
    if (this.word(State.SHUT_DOWN)) stop = Stop.TRIPLE_FAULT;
    this.stopRequested = false;
    while (stop === undefined) {
      const left = max - (this.retired - before);
      if (left <= 0) stop = Stop.BUDGET;
      else {
        try {
          stop = this.word(State.FLAGS_REST) & Flag.TF ? this.singleStep() : this.round(left);
        } catch (thrown) {
          if (!(thrown instanceof GuestFault)) throw thrown;
          stop = this.raise(thrown);
        }
        if (stop === undefined && this.stopRequested) stop = Stop.DEVICE;
      }
    }
    this.stopRequested = false;
    this.setDouble(State.LAST_RETIRED, this.retired - before);
    return stop;
  }

  private retire(count: number): void {
    this.f64[(Layout.BANK + State.RETIRED) >> 3] += count;
  }

  /** Enters the tiers once with at most `left` instructions and acts on the reason they came back for. */
  private round(left: number): Stop | undefined {
    this.shared.translations.select();
    const after = this.shared.wasm.run(Layout.START, left);
    this.retire(left - after);
    const exit = this.i32[(Layout.BANK + State.EXIT) >> 2];
    return exit === Exit.BUDGET ? (after > 0 ? this.step(after) : Stop.BUDGET) : this.handle(exit);
  }

  private handle(exit: number): Stop | undefined {
    switch (exit) {
      case Exit.SYSCALL:
        return this.systemCall();
      case Exit.DECODE:
      case Exit.CROSSING:
        return this.decode();
      case Exit.FAULT:
        return this.raiseRecorded();
      case Exit.HOST:
        return this.host();
      case Exit.SPECIAL:
        return this.specialStep();
      default:
        return undefined;
    }
  }

  /**
   * Executes exactly `count` instructions of the block at State.RECORD, which has more: the record after them becomes a stop for
   * the time being.
   */
  private step(count: number): Stop | undefined {
    const { i32, u16 } = this;
    const record = i32[(Layout.BANK + State.RECORD) >> 2];
    const block = u16[(record + Record.LEFT) >> 1];
    let at = record;
    while (u16[(at + Record.LEFT) >> 1] !== block - count) at += Record.BYTES;
    const { generation } = this.shared.code;
    const row = u16[at >> 1];
    if (count < block) u16[at >> 1] = STOP_ROW;
    const after = this.shared.wasm.run(Layout.START, block);
    if (count < block && generation === this.shared.code.generation) u16[at >> 1] = row;
    this.retire(block - after);
    const exit = i32[(Layout.BANK + State.EXIT) >> 2];
    return exit === Exit.BUDGET ? undefined : this.handle(exit);
  }

  /** One instruction whose memory accesses need care. */
  private specialStep(): Stop | undefined {
    const { special, translations } = this.shared;
    const before = this.retired;
    special.begin();
    translations.select();
    let stop: Stop | undefined;
    const record = this.i32[(Layout.BANK + State.RECORD) >> 2];
    const done = () => this.retired > before;
    try {
      stop = this.stepOne(record);
    } finally {
      special.end(done());
    }
    return stop;
  }

  private stepOne(record: number): Stop | undefined {
    const { i32, u16 } = this;
    const block = u16[(record + Record.LEFT) >> 1];
    let at = record;
    while (block > 1 && u16[(at + Record.LEFT) >> 1] !== block - 1) at += Record.BYTES;
    const row = u16[at >> 1];
    if (block > 1) u16[at >> 1] = STOP_ROW;
    const after = this.shared.wasm.run(Layout.START, block);
    if (block > 1) u16[at >> 1] = row;
    this.retire(block - after);
    const exit = i32[(Layout.BANK + State.EXIT) >> 2];
    if (exit === Exit.FAULT) return this.raiseRecorded();
    if (exit === Exit.SYSCALL) return this.systemCall();
    return undefined;
  }

  /** TF: one instruction, then #DB (SDM 3B 18.3.1.4). */
  private singleStep(): Stop | undefined {
    const before = this.retired;
    const stop = this.round(1);
    if ((stop !== undefined && stop !== Stop.BUDGET) || this.retired === before) return stop;
    if (!(this.word(State.FLAGS_REST) & Flag.TF)) return stop === Stop.BUDGET ? undefined : stop;
    this.setWide(State.DR + 48, this.wide(State.DR + 48) | 0x4000n);
    return this.raise(new GuestFault(1));
  }

  /** Has the code at rip decoded and its translation cached. */
  private decode(): Stop | undefined {
    const { code, wasm } = this.shared;
    this.shared.translations.select();
    const pa = wasm.fetch(0);
    if (pa === -1) return this.raiseRecorded();
    if (pa === -2) return this.raise(new GuestFault(6));
    const page = pa >>> 12;
    const offset = pa & 4095;
    let record = code.find(page, offset);
    if (record !== 0 && this.u16[record >> 1] === CROSSING_ROW) record = this.checkCrossing(page, record);
    if (record === 0) {
      let faulted = 0;
      const decoded = code.decode(page, offset, () => {
        faulted = wasm.fetch(1);
        return faulted < 0 ? -1 : faulted >>> 12;
      });
      if (decoded === 0) return faulted === -1 ? this.raiseRecorded() : this.raise(new GuestFault(6));
      if (this.u16[decoded >> 1] === CROSSING_ROW) this.cacheCode(1, this.i32[(decoded + Record.TARGET) >> 2]);
    }
    this.cacheCode(0, code.page(page));
    return undefined;
  }

  /** An instruction over the end of a page: is its second half still where it was decoded from? */
  private checkCrossing(page: number, record: number): number {
    const second = this.shared.wasm.fetch(1);
    const expected = this.i32[(record + Record.TARGET) >> 2];
    if (second >= 0 && this.shared.code.page(second >>> 12) === expected) {
      this.cacheCode(1, expected);
      return record;
    }
    this.shared.code.invalidate(page);
    return 0;
  }

  private cacheCode(next: 0 | 1, codePage: number): void {
    const { i32 } = this;
    const rip = (Layout.BANK + State.RIP) >> 2;
    const low = ((i32[rip] & ~4095) + next * 4096) | 0;
    const high = next && low === 0 ? i32[rip + 1] + 1 : i32[rip + 1];
    const slot = (Layout.TLB_CODE + ((low >>> 8) & 0xfff0)) >> 2;
    i32[slot] = low | i32[(Layout.BANK + State.CONTEXT_TAG) >> 2];
    i32[slot + 1] = high;
    i32[slot + 2] = codePage;
  }

  // Leaving user code

  private systemCall(): Stop | undefined {
    if (!(this.word(State.EFER) & 1)) {
      // SDM 2B: #UD without EFER.SCE. The instruction had retired; put it back.
      this.setWide(State.RIP, this.wide(State.RIP) - 2n);
      this.retire(-1);
      return this.raise(new GuestFault(6));
    }
    if (this.hostTraps) return Stop.SYSCALL;
    const star = Number(this.wide(State.STAR) >> 32n) & 0xffff;
    const flags = this.rflags & ~Number(this.wide(State.FMASK) & 0xffff_ffffn) & ~Flag.RF;
    this.rflags = flags;
    this.setWide(State.RIP, this.wide(State.LSTAR));
    this.setWord(State.CS, star & 0xfffc);
    this.setWord(State.SS, star + 8);
    this.setWord(State.CPL, 0);
    return undefined;
  }

  private host(): Stop | undefined {
    const record = this.i32[(Layout.BANK + State.RECORD) >> 2];
    const target = this.i32[(record + Record.TARGET) >> 2];
    const outcome = HANDLERS[target & 0xff](this, record);
    if (outcome !== HostOutcome.JUMPED && outcome !== HostOutcome.AGAIN) this.skip(record);
    this.retire(1);
    if (outcome === HostOutcome.HALT) {
      this.halted = true;
      return Stop.HALT;
    }
    if (outcome === HostOutcome.TRAP)
      return this.raise(new GuestFault(this.word(State.FAULT_VECTOR), this.word(State.FAULT_ERROR)), true);
    return undefined;
  }

  /** rip goes past the instruction. */
  private skip(record: number): void {
    this.setWide(State.RIP, this.wide(State.RIP) + BigInt(this.u8[record + Record.LENGTH]));
  }

  private raiseRecorded(): Stop | undefined {
    return this.finishRaise(this.word(State.FAULT_VECTOR), this.word(State.FAULT_ERROR), false);
  }

  /** Raises an exception at rip; `software` for int n, int3 and into. */
  raise(fault: GuestFault, software = false): Stop | undefined {
    if (fault.address !== undefined) this.setWide(State.CR2, fault.address);
    this.setWord(State.FAULT_VECTOR, fault.vector);
    this.setWord(State.FAULT_ERROR, fault.errorCode);
    return this.finishRaise(fault.vector, fault.errorCode, software);
  }

  private finishRaise(vector: number, errorCode: number, software: boolean): Stop | undefined {
    if (this.hostTraps) return Stop.EXCEPTION;
    // A delivery counts as an instruction, so that a fault that faults for ever ends with the budget.
    this.retire(1);
    return this.deliverOrShutDown(vector, errorCode, software);
  }

  private deliverOrShutDown(vector: number, errorCode: number, software: boolean): Stop | undefined {
    if (deliver(this, vector, errorCode, software)) return undefined;
    this.setWord(State.SHUT_DOWN, 1);
    return Stop.TRIPLE_FAULT;
  }

  interrupt(vector: number): Stop | undefined {
    this.shared.activate(this);
    this.halted = false;
    return this.deliverOrShutDown(vector, 0, false);
  }

  // Memory as the guest's own code would reach it, for instructions carried out in TypeScript. Throws GuestFault.

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
    let value = 0n;
    for (let i = bytes - 1; i >= 0; i--) {
      const pa = this.linear(va + BigInt(i), false, user);
      const byte =
        pa < this.shared.ram.size
          ? this.shared.ram.bytes[pa]
          : Number(this.shared.bus.mmioRead(this.index, pa, 1) & 255n);
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
