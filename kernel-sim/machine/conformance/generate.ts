/**
 * Random instruction sequences from the instruction table: every encoding that user code may run and whose effect the oracle can
 * see. Pointers (rbx, rbp, rsi, rdi, r12, rsp) and the small index r13 are never written except by what must move them.
 */
import { type Encoding, Prefix, TABLE } from '../decode/table';
import type { Definition } from '../rows/types';
import { type Case, CODE_BASE, WINDOW, WINDOW_AT } from './case';
import { Random } from './random';

/** Registers that may be written. */
const FREE = [0, 1, 2, 8, 9, 10, 11, 14, 15];
const POINTERS = [3, 5, 12];
const SMALL = 13;

/** Left out: they move control or the stack pointer away, or depend on more than the compared state. */
const EXCLUDED = new Set(['leave', 'syscall', 'popf', 'ret', 'call', 'jmp', 'clflush', 'prefetchw']);

interface Choice {
  encoding: Encoding;
  map: number;
  opcode: number;
}

/** Instructions carried out by TypeScript whose effect user code sees. */
const HOSTED = new Set(
  (
    'x87 wait loadMxcsr storeMxcsr restoreFpu mmx emms movq2dq movdq2q cvtpi2ps cvtpi2pd cvtps2pi cvttps2pi cvtpd2pi cvttpd2pi ' +
    'rcpps rcpss rsqrtps rsqrtss maskmovdqu pushSegment'
  ).split(' '),
);

export const CHOICES: readonly Choice[] = TABLE.opcodes.flatMap((encodings, index) =>
  encodings
    .filter((e) => e.host < 0 || HOSTED.has(e.definition.attributes.host ?? ''))
    .filter((e) => !EXCLUDED.has(e.definition.mnemonic))
    .map((encoding) => ({ encoding, map: index >> 8, opcode: index & 255 })),
);

const SHIFT_CF_UNDEFINED = new Set(['shl', 'shr', 'sar']);

class Builder {
  readonly bytes: number[] = [];
  undefinedFlags = 0;
  undefinedStatus = 0;
  approximate = false;
  strings = 0;

  constructor(
    readonly random: Random,
    readonly offset: number,
  ) {}

  emit(...bytes: number[]): void {
    this.bytes.push(...bytes);
  }

  imm(value: number, bytes: number): void {
    for (let i = 0; i < bytes; i++) this.bytes.push(i < 4 ? (value >> (i * 8)) & 255 : this.random.below(256));
  }

  /** Something that defines all arithmetic flags: cmp of two registers. */
  defineFlags(): void {
    this.emit(0x48, 0x39, 0xc0 | (this.random.pick([0, 1, 2]) << 3) | this.random.pick([0, 1, 2]));
    this.undefinedFlags = 0;
  }

  instruction(choice: Choice): void {
    if (this.undefinedFlags) this.defineFlags();
    const { random } = this;
    const { definition } = choice.encoding;
    if (/^(j|loop)/.test(definition.mnemonic)) {
      this.branch(choice);
      return;
    }
    if (definition.attributes.string && ++this.strings > 3) return;
    if (definition.attributes.string) this.emit(0xb9, random.below(20), 0, 0, 0);
    if (/^i?div$/.test(definition.mnemonic) && random.chance(70)) this.easeDivision();
    const size = this.pickSize(choice.encoding);
    if (
      (definition.mnemonic === 'shld' || definition.mnemonic === 'shrd' || definition.mnemonic.endsWith('dcl')) &&
      size === 16
    )
      return;
    this.encode(choice, size);
    this.undefinedFlags = definition.attributes.undefined ?? 0;
    this.undefinedStatus |= definition.attributes.undefinedStatus ?? 0;
    this.approximate ||= definition.attributes.approximate ?? false;
    if (SHIFT_CF_UNDEFINED.has(definition.mnemonic) && size < 32) this.undefinedFlags |= 1;
  }

  /** Makes the dividend small enough to divide most of the time. */
  private easeDivision(): void {
    this.emit(0xba, this.random.below(4), 0, 0, 0); // mov edx, small
    this.emit(0xb4, this.random.below(3)); // mov ah, small
  }

  /** A conditional branch over one other instruction. */
  private branch(choice: Choice): void {
    const inner = new Builder(this.random, this.offset);
    inner.emit(0x48, 0xff, 0xc0 | this.random.pick([0, 1, 2]));
    const near = choice.map === 1;
    // Counts in ecx now and then.
    if (choice.opcode >= 0xe0 && this.random.chance(30)) this.emit(0x67);
    if (near) this.emit(0x0f);
    this.emit(choice.opcode);
    this.imm(inner.bytes.length, near ? 4 : 1);
    this.emit(...inner.bytes);
  }

  private pickSize(e: Encoding): number {
    if (e.sizing === 'v') return this.random.pick([16, 32, 64]);
    if (e.sizing === 'wide') return this.random.pick([16, 64]);
    if (e.sizing === 'y') return this.random.pick([32, 64]);
    return e.fixedSize;
  }

  private encode(choice: Choice, size: number): void {
    const { random } = this;
    const { encoding: e, map, opcode } = choice;
    const d: Definition = e.definition;
    const memory = e.hasModrm && e.exact < 0 && (e.only === 'm' || (e.only === '' && random.chance(50)));
    let rex = 0x40;
    if ((e.sizing === 'v' || e.sizing === 'y') && size === 64) rex |= 8;
    const regs = this.chooseRegisters(e, memory);
    if (regs.reg >= 8) rex |= 4;
    if (regs.rm >= 8) rex |= 1;
    if (regs.index >= 8) rex |= 2;
    if (size === 16 && (e.sizing === 'v' || e.sizing === 'wide')) this.emit(0x66);
    if (d.attributes.lock && memory && random.chance(20)) this.emit(0xf0);
    if ((memory && random.chance(4)) || (d.attributes.string && random.chance(15))) this.emit(0x67);
    if (e.prefix === Prefix.P66) this.emit(0x66);
    if (e.prefix === Prefix.PF3) this.emit(0xf3);
    if (e.prefix === Prefix.PF2) this.emit(0xf2);
    if (rex !== 0x40 || random.chance(15)) this.emit(rex);
    if (map >= 1) this.emit(0x0f);
    if (map === 2) this.emit(0x38);
    const plusR = e.operands.some((o) => o.place === 'Z');
    this.emit(plusR ? (opcode & 0xf8) | (regs.rm & 7) : opcode);
    let patch = -1;
    if (e.hasModrm) patch = this.modrm(regs, memory);
    for (const o of e.operands) {
      if (o.place === 'I') this.immediate(o.size, size, d.mnemonic);
      if (o.place === 'O') this.absolute();
    }
    if (d.mnemonic === 'enter') this.emit(random.chance(70) ? 0 : random.below(5));
    if (patch >= 0) this.patchRipRelative(patch);
  }

  private absolute(): void {
    const at = WINDOW_AT + this.random.below(WINDOW - 16);
    this.imm(at, 4);
    this.emit(0, 0, 0, 0);
  }

  private immediate(letter: string, size: number, mnemonic: string): void {
    if (mnemonic === 'enter') {
      this.emit(this.random.below(32), 0);
      return;
    }
    const bytes =
      letter === 'b' || letter === 's'
        ? 1
        : letter === 'w'
          ? 2
          : letter === 'v' && size === 64
            ? 8
            : size === 16
              ? 2
              : 4;
    const value = this.random.chance(40)
      ? this.random.pick([0, 1, -1, 0x7f, 0x80, 3, 31, 32, 63, 64])
      : this.random.next() | 0;
    this.imm(value, bytes);
  }

  private chooseRegisters(e: Encoding, memory: boolean): { reg: number; rm: number; index: number } {
    const { random } = this;
    const vector = (place: string) => place === 'V' || place === 'U' || place === 'W';
    const general = () => random.pick(FREE);
    // A byte register 4-7 without REX is ah..bh: bh is half a pointer, so only ah, ch, dh.
    const byte = () => (random.chance(30) ? random.pick([4, 5, 6]) : general());
    let reg = Math.max(e.digit, 0);
    let rm = general();
    for (const o of e.operands) {
      if (o.place === 'G') reg = general();
      if (o.place === 'V' || o.place === 'P') reg = random.below(16);
      if (!memory && (o.place === 'Q' || o.place === 'L')) rm = random.below(16);

      if (!memory && vector(o.place) && o.place !== 'V') rm = random.below(16);
      if ((o.place === 'E' || o.place === 'Z') && o.size === 'b' && !memory && e.sizing === 'fixed') rm = byte();
    }
    if (/^bt/.test(e.definition.mnemonic) && memory && e.digit < 0) reg = SMALL;
    if (e.exact >= 0) return { reg: (e.exact >> 3) & 7, rm: e.exact & 7, index: 0 };
    return { reg, rm: memory ? random.pick(POINTERS) : rm, index: memory && random.chance(30) ? SMALL : 0 };
  }

  /** ModRM and what follows it; returns where a rip-relative displacement has to be patched, or -1. */
  private modrm(regs: { reg: number; rm: number; index: number }, memory: boolean): number {
    const reg = (regs.reg & 7) << 3;
    if (!memory) {
      this.emit(0xc0 | reg | (regs.rm & 7));
      return -1;
    }
    const { random } = this;
    if (regs.index === 0 && random.chance(12)) {
      this.emit(reg | 5, 0, 0, 0, 0);
      return this.bytes.length - 4;
    }
    const mod = random.pick([0, 1, 1, 2]);
    const needsSib = (regs.rm & 7) === 4;
    const base = regs.rm & 7;
    const actualMod = mod === 0 && base === 5 ? 1 : mod;
    const index = regs.index === 0 ? 4 : regs.index & 7;
    if (needsSib || regs.index !== 0 || random.chance(15))
      this.emit((actualMod << 6) | reg | 4, (random.below(4) << 6) | (index << 3) | base);
    else this.emit((actualMod << 6) | reg | base);
    const disp = random.chance(85) ? random.below(16) * 16 - 128 : random.below(250) - 125;
    if (actualMod === 1) this.imm(Math.max(-128, Math.min(127, disp)), 1);
    if (actualMod === 2) this.imm(disp, 4);
    return -1;
  }

  private patchRipRelative(at: number): void {
    const next = CODE_BASE + this.offset + this.bytes.length;
    const target =
      WINDOW_AT + this.random.below(WINDOW / 16 - 4) * 16 + (this.random.chance(30) ? this.random.below(16) : 0);
    const value = target - next;
    for (let i = 0; i < 4; i++) this.bytes[at + i] = (value >> (i * 8)) & 255;
  }
}

/**
 * What is tested in single instructions only: an approximation would spread into what follows; and the selectors that fnstenv stores
 * are lost on real Linux when it saves the unit's state between instructions.
 */
const alone = (d: Definition) => d.attributes.approximate || d.mnemonic === 'fnstenv' || d.mnemonic === 'fnsave';

/** A sequence of `length` instructions (a little more with the helpers between them) after `lead` nops, as a case. */
export function generateCase(seed: number, length: number, only?: (choice: Choice) => boolean, lead = 0): Case {
  const random = new Random(seed);
  // Some begin near the end of the first page, so that instructions lie across it.
  const offset = random.chance(25) ? 4096 - 1 - random.below(60) : random.below(2000);
  const builder = new Builder(random, offset);
  for (let i = 0; i < lead; i++) builder.emit(0x90);
  const allowed = only ? CHOICES.filter(only) : CHOICES;
  const choices = length > 1 ? allowed.filter((c) => !alone(c.encoding.definition)) : allowed;
  for (let i = 0; i < length && builder.bytes.length < 200; i++) builder.instruction(random.pick(choices));
  builder.emit(0xcc);
  return {
    code: new Uint8Array(builder.bytes),
    offset,
    stateSeed: random.next(),
    undefinedFlags: builder.undefinedFlags,
    undefinedStatus: builder.undefinedStatus,
    approximate: builder.approximate,
  };
}
