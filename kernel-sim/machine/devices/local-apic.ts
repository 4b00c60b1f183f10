/**
 * The processor's own interrupt controller (Intel SDM 3A, chapter 11): 4 KiB of registers at IA32_APIC_BASE (0xfee00000), of which every
 * sixteenth byte starts a 32-bit one. Vectors wait in IRR, are served in ISR, and priority is their upper four bits. Its timer
 * counts at 1 GHz of virtual time. LINT0 carries the 8259s' interrupts (ExtINT), as the firmware of a PC sets it up.
 * Not modelled: x2APIC, the TSC deadline, INIT and start-up interrupts (this machine has one processor), thermal and performance entries
 * (they can be written and read).
 */
import { INSTRUCTIONS_PER_SECOND } from '../types';
import type { Device, DeviceHost } from './device';

const REGISTER = {
  ID: 0x20,
  VERSION: 0x30,
  TPR: 0x80,
  APR: 0x90,
  PPR: 0xa0,
  EOI: 0xb0,
  LDR: 0xd0,
  DFR: 0xe0,
  SVR: 0xf0,
  ISR: 0x100,
  TMR: 0x180,
  IRR: 0x200,
  ESR: 0x280,
  ICR_LOW: 0x300,
  ICR_HIGH: 0x310,
  TIMER: 0x320,
  THERMAL: 0x330,
  PERFORMANCE: 0x340,
  LINT0: 0x350,
  LINT1: 0x360,
  ERROR: 0x370,
  INITIAL: 0x380,
  CURRENT: 0x390,
  DIVIDE: 0x3e0,
} as const;
const MASKED = 0x1_0000;
const ENABLED = 0x100;
const LEVEL = 0x8000;
const MODE = { FIXED: 0, LOWEST: 1, NMI: 4, EXTINT: 7 } as const;
/** Version 0x14 with six entries in the local vector table. */
const VERSION = 0x5_0014;
const LVT = [
  REGISTER.TIMER,
  REGISTER.THERMAL,
  REGISTER.PERFORMANCE,
  REGISTER.LINT0,
  REGISTER.LINT1,
  REGISTER.ERROR,
] as const;
/** Bits of each local vector that can be written: vector, and delivery mode or the timer's mode, pin bits, mask. */
const LVT_BITS: Readonly<Record<number, number>> = {
  [REGISTER.TIMER]: 0x7_00ff,
  [REGISTER.THERMAL]: 0x1_07ff,
  [REGISTER.PERFORMANCE]: 0x1_07ff,
  [REGISTER.LINT0]: 0x1_a7ff,
  [REGISTER.LINT1]: 0x1_a7ff,
  [REGISTER.ERROR]: 0x1_00ff,
};
const TIMER_HZ = 1_000_000_000;
const COUNTS_PER_INSTRUCTION = TIMER_HZ / INSTRUCTIONS_PER_SECOND;
/** A periodic timer is not faster than this: 10 µs. */
const MIN_PERIOD = INSTRUCTIONS_PER_SECOND / 100_000;
const TIMER_MODE = { ONE_SHOT: 0, PERIODIC: 1 } as const;

/** 256 bits, one for each vector. */
class VectorSet {
  readonly words = new Uint32Array(8);
  set(vector: number, on: boolean): void {
    const bit = 1 << (vector & 31);
    if (on) this.words[vector >> 5] |= bit;
    else this.words[vector >> 5] &= ~bit;
  }
  has(vector: number): boolean {
    return (this.words[vector >> 5] & (1 << (vector & 31))) !== 0;
  }
  /** The highest vector, or -1. */
  get highest(): number {
    for (let i = 7; i >= 0; i--) if (this.words[i]) return i * 32 + 31 - Math.clz32(this.words[i]);
    return -1;
  }
}

/** What the local APIC needs of its processor and of the I/O APIC. */
export interface ApicPort {
  /** CR8: the task priority's upper four bits. */
  taskPriority: number;
  /** A level-triggered vector was ended. */
  ended(vector: number): void;
}

export class LocalApic implements Device {
  readonly name = 'local-apic';
  readonly ports = [] as const;
  private base = 0xfee0_0000;
  private on = true;
  private readonly registers = new Map<number, number>();
  private irr = new VectorSet();
  private isr = new VectorSet();
  private tmr = new VectorSet();
  private errors = 0;
  private shownErrors = 0;
  private lowPriority = 0;
  private timerStart = 0;
  private timerNext = Number.POSITIVE_INFINITY;
  interrupts = 0;

  constructor(
    private readonly host: DeviceHost,
    private readonly cpu: ApicPort,
  ) {
    this.reset();
  }

  answers(space: 'port' | 'memory', address: number): boolean {
    return space === 'memory' && this.on && address >= this.base && address < this.base + 4096;
  }

  /** IA32_APIC_BASE: address and the switch (bit 11). */
  setBase(value: bigint): void {
    this.base = Number(value & 0xff_ffff_f000n);
    const on = (value & 0x800n) !== 0n;
    if (this.on && !on) this.reset();
    this.on = on;
  }

  private get(register: number): number {
    return this.registers.get(register) ?? 0;
  }

  private get enabled(): boolean {
    return this.on && (this.get(REGISTER.SVR) & ENABLED) !== 0;
  }

  // ---------------------------------------------------------------- priorities

  private get tpr(): number {
    return (this.cpu.taskPriority << 4) | this.lowPriority;
  }
  private get ppr(): number {
    const served = Math.max(this.isr.highest, 0);
    return this.tpr >> 4 >= served >> 4 ? this.tpr : served & 0xf0;
  }

  /** The vector to deliver now, or -1. */
  get request(): number {
    const vector = this.irr.highest;
    return this.enabled && vector >= 0 && vector >> 4 > this.ppr >> 4 ? vector : -1;
  }

  acknowledge(): number {
    const vector = this.request;
    this.irr.set(vector, false);
    this.isr.set(vector, true);
    this.interrupts++;
    return vector;
  }

  /** Whether the 8259s' INTR reaches the processor: LINT0 as ExtINT, or the local APIC switched off. */
  get passesPic(): boolean {
    return !this.on || (this.get(REGISTER.LINT0) & MASKED) === 0;
  }

  /** A message from the I/O APIC or another local one. */
  receive(vector: number, level: boolean): void {
    if (!this.enabled) return;
    if (vector < 16) {
      this.error(0x40);
      return;
    }
    this.irr.set(vector, true);
    this.tmr.set(vector, level);
    this.host.stop();
  }

  private error(bits: number): void {
    this.errors |= bits;
    const entry = this.get(REGISTER.ERROR);
    if (!(entry & MASKED) && (entry & 0xff) >= 16) this.receive(entry & 0xff, false);
  }

  private endOfInterrupt(): void {
    const vector = this.isr.highest;
    if (vector < 0) return;
    this.isr.set(vector, false);
    if (this.tmr.has(vector)) this.cpu.ended(vector);
    this.host.stop();
  }

  // ---------------------------------------------------------------- registers

  readMemory(pa: number): number {
    const register = (pa - this.base) & 0xff0;
    if (pa & 3) return 0;
    const set = { 1: this.isr, 2: this.irr }[register >> 8];
    if (register >= REGISTER.TMR && register < REGISTER.IRR) return this.tmr.words[(register - REGISTER.TMR) >> 4];
    if (set && register < REGISTER.ESR) return set.words[(register >> 4) & 7];
    switch (register) {
      case REGISTER.VERSION:
        return VERSION;
      case REGISTER.TPR:
        return this.tpr;
      case REGISTER.PPR:
        return this.ppr;
      case REGISTER.ESR:
        return this.shownErrors;
      case REGISTER.CURRENT:
        return this.count();
      default:
        return this.get(register);
    }
  }

  writeMemory(pa: number, _size: number, value: number): void {
    const register = (pa - this.base) & 0xff0;
    if (pa & 15) return;
    if (LVT_BITS[register] !== undefined) this.writeEntry(register, value);
    else if (register === REGISTER.ID) this.registers.set(register, value & 0xff00_0000);
    else if (register === REGISTER.TPR) {
      this.lowPriority = value & 15;
      this.cpu.taskPriority = (value >> 4) & 15;
    } else if (register === REGISTER.EOI) this.endOfInterrupt();
    else if (register === REGISTER.LDR) this.registers.set(register, value & 0xff00_0000);
    else if (register === REGISTER.DFR) this.registers.set(register, value | 0x0fff_ffff);
    else if (register === REGISTER.SVR) this.writeSpurious(value);
    else if (register === REGISTER.ESR) {
      this.shownErrors = this.errors;
      this.errors = 0;
    } else if (register === REGISTER.ICR_LOW) this.send(value);
    else if (register === REGISTER.ICR_HIGH) this.registers.set(register, value & 0xff00_0000);
    else if (register === REGISTER.INITIAL) this.startTimer(value);
    else if (register === REGISTER.DIVIDE) {
      this.registers.set(register, value & 11);
      this.startTimer(this.get(REGISTER.INITIAL));
    }
  }

  private writeSpurious(value: number): void {
    this.registers.set(REGISTER.SVR, value & 0x1ff);
    if (!(value & ENABLED)) for (const entry of LVT) this.registers.set(entry, this.get(entry) | MASKED);
  }

  private writeEntry(register: number, value: number): void {
    const masked = this.enabled ? 0 : MASKED;
    this.registers.set(register, (value & LVT_BITS[register]) | masked);
    this.host.stop();
  }

  /** The interrupt command: with one processor, a message to itself, or to nobody. */
  private send(value: number): void {
    this.registers.set(REGISTER.ICR_LOW, value & 0xc_cfff);
    const mode = (value >> 8) & 7;
    if (mode !== MODE.FIXED && mode !== MODE.LOWEST) return;
    const shorthand = (value >> 18) & 3;
    const to = this.get(REGISTER.ICR_HIGH) >>> 24;
    const logical = (value & 0x800) !== 0;
    const named = logical
      ? (to & (this.get(REGISTER.LDR) >>> 24)) !== 0
      : to === this.get(REGISTER.ID) >>> 24 || to === 255;
    if (shorthand === 1 || shorthand === 2 || (shorthand === 0 && named)) this.receive(value & 0xff, false);
  }

  // ---------------------------------------------------------------- timer

  /** The divide configuration's three bits are 0, 1 and 3: 2, 4, … 128, 1. */
  private get period(): number {
    const bits = this.get(REGISTER.DIVIDE);
    const n = ((bits & 3) | ((bits >> 1) & 4)) + 1;
    return (1 << (n & 7)) / COUNTS_PER_INSTRUCTION;
  }

  private startTimer(initial: number): void {
    this.registers.set(REGISTER.INITIAL, initial >>> 0);
    this.timerStart = this.host.now();
    this.timerNext = initial ? this.timerStart + Math.ceil((initial >>> 0) * this.period) : Number.POSITIVE_INFINITY;
    this.host.stop();
  }

  private count(): number {
    const initial = this.get(REGISTER.INITIAL);
    if (!initial || this.timerNext === Number.POSITIVE_INFINITY) return 0;
    const passed = Math.floor((this.host.now() - this.timerStart) / this.period);
    return Math.max(0, initial - passed);
  }

  nextEvent(): number {
    return this.timerNext;
  }

  tick(): void {
    const entry = this.get(REGISTER.TIMER);
    const length = Math.ceil(this.get(REGISTER.INITIAL) * this.period);
    if (((entry >> 17) & 3) === TIMER_MODE.PERIODIC) {
      this.timerStart = this.timerNext;
      this.timerNext += Math.max(MIN_PERIOD, length);
    } else this.timerNext = Number.POSITIVE_INFINITY;
    if (!(entry & MASKED)) this.receive(entry & 0xff, false);
  }

  // ---------------------------------------------------------------- Device

  read(): number {
    return 0xff;
  }
  write(): void {}

  /** As the firmware leaves it: switched on, LINT0 takes the 8259s, LINT1 the NMI. */
  reset(): void {
    this.registers.clear();
    this.irr = new VectorSet();
    this.isr = new VectorSet();
    this.tmr = new VectorSet();
    this.errors = 0;
    this.timerNext = Number.POSITIVE_INFINITY;
    this.registers.set(REGISTER.DFR, 0xffff_ffff);
    for (const entry of LVT) this.registers.set(entry, MASKED);
    this.registers.set(REGISTER.SVR, 0x1ff);
    this.registers.set(REGISTER.LINT0, LEVEL | (MODE.EXTINT << 8));
    this.registers.set(REGISTER.LINT1, LEVEL | (MODE.NMI << 8));
  }

  state() {
    return {
      enabled: this.enabled,
      taskPriority: this.tpr,
      waiting: this.irr.highest,
      inService: this.isr.highest,
      interrupts: this.interrupts,
    };
  }
}
