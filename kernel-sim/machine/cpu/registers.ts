/**
 * A processor's registers as windows on its state block. Nothing here runs anything.
 */
import { CONTEXT_BYTES, type Fault, type PhysAddr } from '../types';
import { Dr6, Dr7 } from './debug-registers';
import { restrictionsOf } from './features';
import { readMsr, writeMsr } from './msr';
import type { Shared } from './shared';
import { ARITHMETIC_FLAGS, Flag, Layout, STATE_BYTES, STATE_VERSION, State } from './state';

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

export abstract class Registers {
  /** Address of the state block: the bank while this processor is the active one. */
  base: number;
  readonly fault: Readonly<Fault>;
  protected readonly i32: Int32Array;
  protected readonly u8: Uint8Array;
  protected readonly u16: Uint16Array;
  protected readonly f64: Float64Array;
  protected readonly view: DataView;
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
  protected double(offset: number): number {
    return this.f64[(this.base + offset) >> 3];
  }
  protected setDouble(offset: number, value: number): void {
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
    this.shared.lessonTlb?.cr3Written(this.index);
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
    if (this.base === Layout.BANK) this.shared.code.restrict(restrictionsOf(this));
  }
  get mxcsr(): number {
    return this.word(State.MXCSR);
  }
  set mxcsr(value: number) {
    this.setWord(State.MXCSR, value & 0xffff);
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
  get cr8(): number {
    return this.word(State.CR8);
  }
  set cr8(value: number) {
    this.setWord(State.CR8, value);
    this.shared.bus.priorityChanged?.(this.index);
  }
  /** The time-stamp counter: what has retired, and time slept (`pass`). */
  get timeStamp(): number {
    return this.retired + this.double(State.TSC_OFFSET);
  }
  set timeStamp(value: number) {
    this.setDouble(State.TSC_OFFSET, value - this.retired);
  }

  /** Value of `retired` at which the shadow of `mov ss` ends: until then no trap of a debug register or of TF either. */
  protected stackShadow = -1;
  openStackShadow(): void {
    this.openShadow();
    this.stackShadow = this.retired + 1;
  }

  /** The shadow of `sti` or `mov ss` is open. */
  get inShadow(): boolean {
    return this.double(State.SHADOW) === this.retired;
  }
  /** The next instruction runs before any interrupt (`sti`, `mov ss`). */
  openShadow(): void {
    // Of instructions in a row that each open one, only the first does (SDM 3A 6.8.3).
    if (this.inShadow) return;
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
    this.setWord(State.DR + 48, Dr6.FIXED);
    this.setWord(State.DR + 56, Dr7.FIXED);
    this.setWord(State.LDT_LIMIT, 0);
    this.stackShadow = -1;
    this.rflags = 2;
    this.cpl = 0;
    this.shared.translations.flushAll();
  }
}
