/**
 * The verifier's log: its text, and registers and stack as it prints them. Follows print_verifier_state and print_insn_state of
 * kernel/bpf/verifier.c (Linux 6.1): only what an instruction touched ("scratched") is printed behind it.
 */
import { tnumIsConst, tnumText, U64_MAX } from '../tnum';
import {
  baseType,
  isPacketPointer,
  LIVE_DONE,
  LIVE_READ,
  LIVE_WRITTEN,
  mayCarryReference,
  type Reg,
  Type,
  typeName,
} from './regs';
import { S32_MAX, S32_MIN, S64_MAX, S64_MIN, type Scalar, U32_MAX } from './scalar';
import { type Frame, SLOT_CHARS, type StackSlot } from './state';

/** bpf(2)'s log_level bits. */
export const LOG_STATES = 1;
export const LOG_ALL = 2;
export const LOG_STATS = 4;

/** Longest log that is kept: a program may take a million instructions. */
const MAX_LOG = 8 << 20;

export class Log {
  private parts: string[] = [];
  private size = 0;
  private scratchedRegs = 0x7ff;
  /** Bit i: slot i. Two numbers, 64 slots. */
  private scratchedSlots: [number, number] = [-1, -1];
  /** Length after the last instruction printed, and of its line. */
  private instructionEnd = 0;
  private instructionLength = 0;

  constructor(readonly level: number) {}

  get length(): number {
    return this.size;
  }

  /** Are instructions and states printed? */
  get verbose(): boolean {
    return (this.level & (LOG_STATES | LOG_ALL)) !== 0 && this.size <= MAX_LOG;
  }

  /** Paths that came out well stay in the log. */
  get keepsAll(): boolean {
    return (this.level & LOG_ALL) !== 0;
  }

  get all(): boolean {
    return (this.level & LOG_ALL) !== 0 && this.size <= MAX_LOG;
  }

  /** `last` is for the lines after which nothing comes: they are kept even if the log is full. */
  write(text: string, last = false): void {
    if (this.level === 0 || (this.size > MAX_LOG && !last)) return;
    this.parts.push(text);
    this.size += text.length;
  }

  /** Forgets what came after `length` (bpf_vlog_reset). */
  truncate(length: number): void {
    while (this.parts.length > 0) {
      const last = this.parts[this.parts.length - 1];
      if (this.size - last.length >= length) {
        this.parts.pop();
        this.size -= last.length;
        continue;
      }
      if (this.size > length) {
        this.parts[this.parts.length - 1] = last.slice(0, last.length - (this.size - length));
        this.size = length;
      }
      return;
    }
  }

  text(): string {
    return this.parts.join('');
  }

  scratchReg(reg: number): void {
    this.scratchedRegs |= 1 << reg;
  }

  scratchSlot(slot: number): void {
    if (slot < 32) this.scratchedSlots[0] |= 1 << slot;
    else this.scratchedSlots[1] |= 1 << (slot - 32);
  }

  scratchAll(): void {
    this.scratchedRegs = 0x7ff;
    this.scratchedSlots = [-1, -1];
  }

  private clean(): void {
    this.scratchedRegs = 0;
    this.scratchedSlots = [0, 0];
  }

  get scratched(): boolean {
    return this.scratchedRegs !== 0 || this.scratchedSlots[0] !== 0 || this.scratchedSlots[1] !== 0;
  }

  private slotScratched(slot: number): boolean {
    return ((slot < 32 ? this.scratchedSlots[0] >>> slot : this.scratchedSlots[1] >>> (slot - 32)) & 1) !== 0;
  }

  /** Prints a frame. What was scratched is forgotten if only that was printed. */
  state(frame: Frame, all: boolean): void {
    if (this.level !== 0) {
      const regs = (i: number) => all || ((this.scratchedRegs >>> i) & 1) !== 0;
      this.write(`${frameText(frame, regs, (slot) => all || this.slotScratched(slot))}\n`);
    }
    if (!all) this.clean();
  }

  /** Behind the instruction just printed, or on a line of its own (print_insn_state). */
  instructionState(insn: number, frame: Frame): void {
    if (this.instructionEnd > 0 && this.instructionEnd === this.size) {
      this.truncate(this.size - 1);
      this.write(`${' '.repeat(alignment(this.instructionLength))};`);
    } else this.write(`${insn}:`);
    this.state(frame, false);
  }

  instruction(insn: number, text: string): void {
    this.write(`${insn}: ${text}\n`);
    this.instructionEnd = this.size;
    this.instructionLength = `${insn}: ${text}\n`.length;
  }
}

/** Spaces up to the column where states begin: 40, then every 8. */
function alignment(length: number): number {
  return Math.ceil(Math.max(length + 4, 40) / 8) * 8 - length - 1;
}

function liveness(live: number): string {
  if (live === 0) return '';
  return `${live & (LIVE_READ | LIVE_WRITTEN | LIVE_DONE) ? '_' : ''}${live & LIVE_READ ? 'r' : ''}${live & LIVE_WRITTEN ? 'w' : ''}${live & LIVE_DONE ? 'D' : ''}`;
}

function bounds(s: Scalar): string[] {
  const items: string[] = [];
  if (s.smin !== BigInt.asIntN(64, s.umin) && s.smin !== S64_MIN) items.push(`smin=${s.smin}`);
  if (s.smax !== BigInt.asIntN(64, s.umax) && s.smax !== S64_MAX) items.push(`smax=${s.smax}`);
  if (s.umin !== 0n) items.push(`umin=${s.umin}`);
  if (s.umax !== U64_MAX) items.push(`umax=${s.umax}`);
  if (s.bits.mask !== U64_MAX) items.push(`var_off=${tnumText(s.bits)}`);
  if (BigInt(s.s32min) !== s.smin && s.s32min !== S32_MIN) items.push(`s32_min=${s.s32min}`);
  if (BigInt(s.s32max) !== s.smax && s.s32max !== S32_MAX) items.push(`s32_max=${s.s32max}`);
  if (BigInt(s.u32min) !== s.umin && s.u32min !== 0) items.push(`u32_min=${s.u32min | 0}`);
  if (BigInt(s.u32max) !== s.umax && s.u32max !== U32_MAX) items.push(`u32_max=${s.u32max | 0}`);
  return items;
}

/** `scalar(umax=255,var_off=(0x0; 0xff))`, `fp-8`, `map_value(off=0,ks=4,vs=8,imm=0)`. */
export function regText(reg: Reg): string {
  const { type, num } = reg;
  const exact = tnumIsConst(num.bits);
  const precise = type === Type.SCALAR && reg.precise ? 'P' : '';
  if ((type === Type.SCALAR || type === Type.STACK) && exact)
    return `${precise}${type === Type.SCALAR ? '' : 'fp'}${BigInt.asIntN(64, num.bits.value + BigInt(reg.off))}`;
  const items: string[] = [];
  if (reg.id !== 0) items.push(`id=${reg.id}`);
  if (mayCarryReference(type) && reg.ref !== 0) items.push(`ref_obj_id=${reg.ref}`);
  if (type !== Type.SCALAR) items.push(`off=${reg.off}`);
  const base = baseType(type);
  if (isPacketPointer(base)) items.push(`r=${reg.range}`);
  else if (reg.map && (base === Type.MAP_PTR || base === Type.MAP_KEY || base === Type.MAP_VALUE))
    items.push(`ks=${reg.map.keySize},vs=${reg.map.valueSize}`);
  if (exact) items.push(`imm=${num.bits.value.toString(16)}`);
  else items.push(...bounds(num));
  return `${precise}${typeName(type)}(${items.join(',')})`;
}

function slotText(slot: StackSlot): string {
  if (!slot.spilled) {
    let kinds = '';
    for (let i = 0; i < 8; i++) kinds += SLOT_CHARS[slot.kind(i)];
    return kinds;
  }
  const { reg } = slot;
  if (reg.type !== Type.SCALAR) return typeName(reg.type);
  const value = tnumIsConst(reg.num.bits) ? `${BigInt.asIntN(64, reg.num.bits.value)}` : '';
  return `${reg.precise ? 'P' : ''}${value}`;
}

/** A frame in one line: ` R1=ctx(off=0,imm=0) R10=fp0`. */
export function frameText(frame: Frame, regs: (i: number) => boolean, slots: (i: number) => boolean): string {
  let text = frame.number > 0 ? ` frame${frame.number}:` : '';
  frame.regs.forEach((reg, i) => {
    if (reg.type !== Type.NOT_INIT && regs(i)) text += ` R${i}${liveness(reg.live)}=${regText(reg)}`;
  });
  frame.stack.forEach((slot, i) => {
    if (slot.kinds !== 0 && slots(i)) text += ` fp${-(i + 1) * 8}${liveness(slot.reg.live)}=${slotText(slot)}`;
  });
  if (frame.refs.length > 0) text += ` refs=${frame.refs.map((ref) => ref.id).join(',')}`;
  if (frame.inCallback) text += ' cb';
  if (frame.inAsyncCallback) text += ' async_cb';
  return text;
}

/** The whole frame, for rejections and steps. */
export const wholeFrameText = (frame: Frame): string =>
  frameText(
    frame,
    () => true,
    () => true,
  ).trimStart();
