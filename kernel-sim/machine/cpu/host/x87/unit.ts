/**
 * The x87's registers as they lie in the state block (format of FXSAVE: ST(0) first), its stack, and its exceptions: masked ones give
 * the answers of SDM 1, 8.5; unmasked ones leave the operation undone (or its result in place) and are raised by the next waiting
 * instruction as #MF. Pointers to the last instruction (SDM 1, 8.1.8) are kept where FXSAVE has them.
 */
import { Context, DEFAULT_NAN, type Float80 } from '../../../fp/float80';
import { FpFlag } from '../../../fp/round';
import { GuestFault } from '../../fault';
import type { GuestMemory } from '../../guest-memory';
import { State } from '../../state';

export const C0 = 0x100;
export const C1 = 0x200;
export const C2 = 0x400;
export const C3 = 0x4000;
export const CONDITIONS = C0 | C1 | C2 | C3;
const STACK_FAULT = 0x40;
/** ES and B: an unmasked exception waits. */
const SUMMARY = 0x8080;
const EXCEPTIONS = 0x3f;

const CONTROL_WORD = 0;
const STATUS_WORD = 2;
/** One bit for each physical register that is not empty. */
const TAGS = 4;
/** A byte that FXSAVE reserves: the memory operand of the last instruction lay in the stack segment. */
const IN_STACK = 5;
const OPCODE = 6;
const INSTRUCTION = 8;
const DATA = 16;
const REGISTERS = 32;
const BYTES = 160;
const INIT_CONTROL = 0x37f;
const CONTROL_BITS = 0x1f3f;
const PRECISIONS = [24, 64, 53, 64];
const [NM, MF] = [7, 16];
/** CR0: EM and TS. */
const NOT_AVAILABLE = 0xc;

export class Unit {
  private readonly view: DataView;
  constructor(readonly cpu: GuestMemory) {
    const block = cpu.blockBytes(State.X87, BYTES);
    this.view = new DataView(block.buffer, block.byteOffset, BYTES);
  }

  /** SDM 3A 2.5: #NM while the unit is another task's, or none. */
  available(): void {
    if (this.cpu.cr0 & NOT_AVAILABLE) throw new GuestFault(NM);
  }

  /** What a waiting instruction does first. */
  wait(): void {
    if (this.status & 0x80) throw new GuestFault(MF);
  }

  // Control, status, tags

  get controlWord(): number {
    return this.view.getUint16(CONTROL_WORD, true);
  }
  set controlWord(value: number) {
    this.view.setUint16(CONTROL_WORD, (value & CONTROL_BITS) | 0x40, true);
    this.summarise();
  }
  get status(): number {
    return this.view.getUint16(STATUS_WORD, true);
  }
  set status(value: number) {
    this.view.setUint16(STATUS_WORD, value, true);
  }
  get tags(): number {
    return this.view.getUint8(TAGS);
  }
  set tags(value: number) {
    this.view.setUint8(TAGS, value);
  }
  private get masks(): number {
    return this.controlWord & EXCEPTIONS;
  }
  get mode(): number {
    return (this.controlWord >> 10) & 3;
  }
  context(): Context {
    return new Context(PRECISIONS[(this.controlWord >> 8) & 3], this.mode, this.masks);
  }
  get top(): number {
    return (this.status >> 11) & 7;
  }

  /** ES and B say whether an unmasked exception is set. */
  summarise(): void {
    const waits = (this.status & ~this.masks & EXCEPTIONS) !== 0;
    this.status = waits ? this.status | SUMMARY : this.status & ~SUMMARY;
  }

  conditions(bits: number, mask: number = CONDITIONS): void {
    this.status = (this.status & ~mask) | bits;
  }

  // The last instruction that was not a control instruction

  /** Its opcode (11 bits), address, and the address of its memory operand, if it had one. */
  remember(opcode: number, instruction: bigint, data: bigint | undefined, inStack = false): void {
    this.view.setUint16(OPCODE, opcode & 0x7ff, true);
    this.view.setBigUint64(INSTRUCTION, BigInt.asUintN(64, instruction), true);
    if (data === undefined) return;
    this.view.setBigUint64(DATA, BigInt.asUintN(64, data), true);
    this.view.setUint8(IN_STACK, inStack ? 1 : 0);
  }
  get pointers(): { opcode: number; instruction: bigint; data: bigint; inStack: boolean } {
    return {
      inStack: this.view.getUint8(IN_STACK) !== 0,
      opcode: this.view.getUint16(OPCODE, true),
      instruction: this.view.getBigUint64(INSTRUCTION, true),
      data: this.view.getBigUint64(DATA, true),
    };
  }
  forget(): void {
    this.remember(0, 0n, 0n);
  }

  // Exceptions

  private raise(flags: number): void {
    this.status |= flags;
    this.summarise();
  }

  /**
   * Notes what an instruction found. False where an unmasked invalid, denormal or zero divide leaves it undone; then nothing may
   * be stored or popped.
   */
  settle(c: Context): boolean {
    const undone = (c.before & ~this.masks) !== 0;
    this.conditions(!undone && c.up ? C1 : 0, C1);
    this.raise(undone ? c.before : c.before | c.after);
    return !undone;
  }

  /** An operand register is empty (`overflow`: the one to be pushed to is not). True where the masked answer is to be given. */
  stackFault(overflow = false): boolean {
    this.conditions(overflow ? C1 : 0, C1);
    this.raise(FpFlag.INVALID | STACK_FAULT);
    return (this.masks & FpFlag.INVALID) !== 0;
  }

  // Registers

  private bit(i: number): number {
    return 1 << ((this.top + i) & 7);
  }
  isEmpty(i: number): boolean {
    return (this.tags & this.bit(i)) === 0;
  }
  get(i: number): Float80 {
    const at = REGISTERS + i * 16;
    const word = this.view.getUint16(at + 8, true);
    return { negative: word >= 0x8000, exponent: word & 0x7fff, significand: this.view.getBigUint64(at, true) };
  }
  set(i: number, f: Float80): void {
    const at = REGISTERS + i * 16;
    this.view.setBigUint64(at, f.significand, true);
    this.view.setUint16(at + 8, f.exponent | (f.negative ? 0x8000 : 0), true);
    this.tags |= this.bit(i);
  }
  /** Raw 80 bits of ST(i). */
  bits(i: number): bigint {
    const at = REGISTERS + i * 16;
    return this.view.getBigUint64(at, true) | (BigInt(this.view.getUint16(at + 8, true)) << 64n);
  }
  setBits(i: number, bits: bigint): void {
    const at = REGISTERS + i * 16;
    this.view.setBigUint64(at, BigInt.asUintN(64, bits), true);
    this.view.setUint16(at + 8, Number(bits >> 64n), true);
  }

  /** Turns the stack: the registers are kept in the order of their ST number. */
  turn(by: 1 | -1): void {
    const all = new Uint8Array(this.view.buffer, this.view.byteOffset + REGISTERS, 128);
    const edge = by === 1 ? all.slice(0, 16) : all.slice(112);
    if (by === 1) all.copyWithin(0, 16);
    else all.copyWithin(16, 0, 112);
    all.set(edge, by === 1 ? 112 : 0);
    this.status = (this.status & ~0x3800) | (((this.top + by) & 7) << 11);
  }

  /** Turns until `top` is the top, registers staying where they are physically. */
  turnTo(top: number): void {
    while (this.top !== top) this.turn(1);
  }

  /** Pushes, or answers a full stack. */
  push(f: Float80): void {
    if (!this.isEmpty(7)) {
      if (!this.stackFault(true)) return;
      this.turn(-1);
      this.set(0, DEFAULT_NAN);
      return;
    }
    this.turn(-1);
    this.set(0, f);
  }

  pop(): void {
    this.free(0);
    this.turn(1);
  }

  free(i: number): void {
    this.tags &= ~this.bit(i);
  }

  init(): void {
    // The registers stay where they are physically; only the names turn.
    this.turnTo(0);
    this.status = 0;
    this.tags = 0;
    this.controlWord = INIT_CONTROL;
    this.forget();
  }
}
