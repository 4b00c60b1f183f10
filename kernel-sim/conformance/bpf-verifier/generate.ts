/**
 * A seeded generator of eBPF programs for comparing verdicts: it knows what would be right (bounds checked, null tested, stack written)
 * and now and then does something else. About half of what it makes is accepted. Socket filters and XDP programs.
 */
import type { BpfInsn } from '../../kernel/bpf/types';

export const HASH = 0;
export const ARRAY = 1;
export const RINGBUF = 2;
const HASH_VALUE = 16;
const ARRAY_VALUE = 48;

export const SOCKET_FILTER = 1;
export const XDP = 6;

export interface Generated {
  readonly type: number;
  readonly insns: BpfInsn[];
  /** The same everywhere when run: no random numbers, no clock, no context of a socket. */
  readonly run: boolean;
}

/** xorshift32: the same programs for the same seed everywhere. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = (seed * 2654435761 + 0x9e3779b9) | 0 || 1;
    for (let i = 0; i < 8; i++) this.next();
  }

  next(): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return x >>> 0;
  }

  below(n: number): number {
    return this.next() % n;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }
}

const CONSTANTS = [
  0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 47, 48, 63, 64, 100, 255, 256, 511, 4095, 65535, -1, -2, -8, -16, 0x7fffffff,
  -0x80000000,
];
const SIZES = [0x10, 0x08, 0x00, 0x18];
const BYTES: Readonly<Record<number, number>> = { 16: 1, 8: 2, 0: 4, 24: 8 };
/** add sub mul div or and lsh rsh mod xor mov arsh */
const ALU = [0x00, 0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0x90, 0xa0, 0xb0, 0xc0];
const SHIFT = [0x60, 0x70, 0xc0];
const JUMPS = [0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0xa0, 0xb0, 0xc0, 0xd0];

class Program {
  readonly insns: BpfInsn[] = [];
  readonly type: number;
  run = true;
  /** Scalars that are certainly initialized, of r0–r5 and r7–r9. r6 holds the context. */
  scalars = new Set<number>();
  /** Percent of mistakes. */
  private readonly mistakes: number;
  /** Stack bytes written, as 8-byte slots −8, −16, … */
  private slots = new Set<number>();
  /** Places of the calls of each function. */
  private readonly functions: number[][] = [];

  constructor(private readonly random: Random) {
    this.type = random.chance(60) ? XDP : SOCKET_FILTER;
    this.mistakes = random.pick([0, 0, 4, 8, 15]);
  }

  private emit(code: number, dst = 0, src = 0, off = 0, imm = 0): number {
    return this.insns.push({ code, dst, src, off, imm }) - 1;
  }

  private wrong(): boolean {
    return this.random.chance(this.mistakes);
  }

  /** A mistake after which the program may read stack that was never written: allowed with privilege, but not the same everywhere. */
  private uninitialized(): boolean {
    const yes = this.wrong();
    if (yes) this.run = false;
    return yes;
  }

  private land(jump: number): void {
    this.insns[jump].off = this.insns.length - jump - 1;
  }

  private moveImm(reg: number, value: number): void {
    this.emit(0xb7, reg, 0, 0, value);
  }

  private scalar(): number {
    const known = [...this.scalars];
    if (known.length > 0 && !this.random.chance(this.mistakes / 4)) return this.random.pick(known);
    const reg = this.random.pick([7, 8, 9]);
    if (!this.wrong()) this.moveImm(reg, this.random.pick(CONSTANTS));
    this.scalars.add(reg);
    return reg;
  }

  private target(): number {
    const reg = this.random.pick([7, 8, 9]);
    return reg;
  }

  private clobber(): void {
    for (let i = 0; i <= 5; i++) this.scalars.delete(i);
  }

  /** A number from outside into r7–r9. */
  private source(): void {
    const to = this.target();
    const kind = this.random.below(this.type === XDP ? 5 : 4);
    if (kind === 0) this.loadConstant(to);
    else if (kind === 1) this.lookup(ARRAY, (value) => this.emit(0x61 | this.random.pick(SIZES), to, value, 0), to);
    else if (kind === 2) {
      this.emit(0x85, 0, 0, 0, 7);
      this.clobber();
      this.emit(0xbf, to, 0);
      this.run = false;
    } else if (kind === 3) {
      this.emit(0x61, to, 6, this.type === XDP ? this.random.pick([12, 16]) : this.random.pick([0, 4, 8, 16, 48]));
      this.run = false;
    } else this.packet((base) => this.emit(0x61 | this.random.pick(SIZES), to, base, this.random.below(7)), 14, to);
    this.scalars.add(to);
  }

  private loadConstant(to: number): void {
    if (this.random.chance(70)) {
      this.moveImm(to, this.random.pick(CONSTANTS));
      return;
    }
    this.emit(0x18, to, 0, 0, this.random.pick(CONSTANTS));
    this.emit(0, 0, 0, 0, this.random.pick(CONSTANTS));
  }

  private arithmetic(): void {
    const dst = this.scalar();
    const op = this.random.pick(ALU);
    const klass = this.random.chance(65) ? 7 : 4;
    if (this.random.chance(6)) {
      if (this.random.chance(50)) this.emit(0x80 | klass, dst);
      else this.emit(0xd4 | (this.random.chance(50) ? 8 : 0), dst, 0, 0, this.random.pick([16, 32, 64]));
      return;
    }
    if (this.random.chance(45)) {
      const src = this.scalar();
      if (SHIFT.includes(op) && !this.random.chance(20)) this.emit(0x50 | 7, src, 0, 0, klass === 7 ? 63 : 31);
      this.emit(op | 8 | klass, dst, src);
      return;
    }
    let imm = this.random.pick(CONSTANTS);
    if (SHIFT.includes(op) && !this.wrong()) imm = this.random.below(klass === 7 ? 64 : 32);
    if ((op === 0x30 || op === 0x90) && imm === 0 && !this.wrong()) imm = 3;
    this.emit(op | klass, dst, 0, 0, imm);
    // Linux 6.1 knows that a 32-bit division clears the high half, later ones forget it: say it again.
    const forgotten = op === 0x30 || op === 0x90 || SHIFT.includes(op);
    if (klass === 4 && forgotten) this.emit(0xbc, dst, dst);
  }

  /** if (scalar op x) { block } */
  private branch(depth: number): void {
    const dst = this.scalar();
    const klass = this.random.chance(70) ? 5 : 6;
    const op = this.random.pick(JUMPS) | klass;
    const jump = this.random.chance(30)
      ? this.emit(op | 8, dst, this.scalar())
      : this.emit(op, dst, 0, 0, this.random.pick(CONSTANTS));
    const before = new Set(this.scalars);
    const slots = new Set(this.slots);
    this.block(depth + 1, 1 + this.random.below(4));
    if (this.random.chance(15)) this.finish();
    this.land(jump);
    this.scalars = new Set([...this.scalars].filter((reg) => before.has(reg)));
    this.slots = new Set([...this.slots].filter((slot) => slots.has(slot)));
  }

  /** r7–r9 as an index made small by a mask or a comparison, into `reg`; limit is the first wrong value. Jumps to patch behind the use. */
  private bounded(index: number, limit: number): number[] {
    if (this.wrong()) return [];
    const off = this.random.pick([0, 0, 0, 1, -1]);
    const top = this.wrong() ? limit + 1 : limit - 1 + (this.wrong() ? off : 0);
    switch (this.random.below(5)) {
      case 0: {
        // The largest mask that stays below.
        const mask = 2 ** Math.floor(Math.log2(Math.max(top + 1, 1))) - 1;
        this.emit(0x57, index, 0, 0, mask);
        return [];
      }
      case 1:
        return [this.emit(0x25, index, 0, 0, top)];
      case 2:
        return [this.emit(0x35, index, 0, 0, top + 1)];
      case 3:
        return [this.emit(0x65, index, 0, 0, top), this.emit(0xc5, index, 0, 0, this.wrong() ? -1 : 0)];
      default:
        this.emit(0xbc, index, index);
        return [this.emit(0x26, index, 0, 0, top)];
    }
  }

  private key(): void {
    const off = -4 * (1 + this.random.below(4));
    if (!this.uninitialized()) this.emit(0x62, 10, 0, off, this.random.below(6));
    this.emit(0xbf, 2, 10);
    this.emit(0x07, 2, 0, 0, this.uninitialized() ? off + 8 : off);
    // Slots may hold half of something else now.
    this.slots.delete(-8);
    this.slots.delete(-16);
  }

  private loadMap(reg: number, map: number): void {
    this.emit(0x18, reg, 1, 0, map);
    this.emit(0);
  }

  /** Looks up and uses the value (r0) where it is not NULL; `otherwise` gets a zero on the other way. */
  private lookup(map: number, use: (value: number) => void, otherwise: number): void {
    this.key();
    this.loadMap(1, map);
    this.emit(0x85, 0, 0, 0, 1);
    this.clobber();
    this.moveImm(otherwise, 0);
    if (this.wrong()) {
      use(0);
      return;
    }
    const jump = this.random.chance(70) ? this.emit(0x15, 0, 0, 0, 0) : this.nonNullJump();
    use(0);
    this.land(jump);
    this.scalars.add(otherwise);
  }

  private nonNullJump(): number {
    this.emit(0x55, 0, 0, 1, 0);
    return this.emit(0x05);
  }

  private mapValue(): void {
    const map = this.random.pick([HASH, ARRAY]);
    const limit = map === HASH ? HASH_VALUE : ARRAY_VALUE;
    const index = this.scalar();
    this.lookup(
      map,
      (value) => {
        const sizeCode = this.random.pick(SIZES);
        const size = BYTES[sizeCode];
        if (this.random.chance(40)) {
          this.access(
            value,
            this.wrong() ? limit - size + this.random.below(12) : this.random.below(limit - size + 1),
            sizeCode,
          );
          return;
        }
        const base = this.random.below(4);
        const jumps = this.bounded(index, limit - size - base + 1);
        this.emit(0x0f, value, index);
        this.access(value, base, sizeCode);
        for (const jump of jumps) this.land(jump);
      },
      this.random.pick([7, 8, 9].filter((reg) => reg !== index)),
    );
  }

  /** Load, store or atomic at reg + off. */
  private access(reg: number, off: number, sizeCode: number): void {
    const kind = this.random.below(4);
    if (kind === 0) this.emit(0x62 | sizeCode, reg, 0, off, this.random.pick(CONSTANTS));
    else if (kind === 1 && this.scalars.size > 0) this.storeReg(reg, off, sizeCode);
    else if (
      kind === 2 &&
      (sizeCode === 0 || sizeCode === 0x18) &&
      this.scalars.size > 0 &&
      off % BYTES[sizeCode] === 0
    ) {
      const src = this.random.pick([...this.scalars]);
      if (src !== reg)
        this.emit(0xc3 | sizeCode, reg, src, off, this.random.pick([0, 1, 0x40, 0x50, 0x51, 0xa0, 0xe1]));
    } else {
      this.emit(0x61 | sizeCode, 5, reg, off);
      this.scalars.add(5);
    }
  }

  private storeReg(reg: number, off: number, sizeCode: number): void {
    const pointer = this.wrong();
    // Addresses differ between kernels.
    if (pointer) this.run = false;
    const others = [...this.scalars].filter((other) => other !== reg);
    this.emit(0x63 | sizeCode, reg, pointer || others.length === 0 ? 10 : this.random.pick(others), off);
    if (others.length === 0) this.run = false;
  }

  private stack(): void {
    const slot = -8 * (1 + this.random.below(6));
    switch (this.random.below(5)) {
      case 0:
        this.emit(0x7b, 10, this.scalar(), slot);
        this.slots.add(slot);
        return;
      case 1:
        this.emit(0x7a, 10, 0, slot, this.random.pick(CONSTANTS));
        this.slots.add(slot);
        return;
      case 2: {
        const known = [...this.slots];
        if (known.length === 0 && !this.uninitialized()) return;
        const from = known.length > 0 ? this.random.pick(known) : slot;
        const to = this.target();
        const sizeCode = this.random.chance(60) ? 0x18 : this.random.pick(SIZES);
        this.emit(0x61 | sizeCode, to, 10, from + (this.uninitialized() ? 4 : 0));
        this.scalars.add(to);
        return;
      }
      case 3: {
        // Part of a slot: what was spilled there is gone.
        const sizeCode = this.random.pick([0x10, 0x08, 0x00]);
        this.emit(0x63 | sizeCode, 10, this.scalar(), slot + (this.wrong() ? 3 : 0));
        this.slots.delete(slot);
        return;
      }
      default:
        this.variableStack();
        return;
    }
  }

  private variableStack(): void {
    for (const off of [-8, -16, -24, -32]) {
      this.emit(0x7a, 10, 0, off, 0);
      this.slots.add(off);
    }
    const index = this.scalar();
    this.emit(0xbf, 2, 10);
    this.emit(0x07, 2, 0, 0, this.uninitialized() ? -28 : -32);
    const jumps = this.bounded(index, 25);
    this.emit(0x0f, 2, index);
    if (this.random.chance(50)) this.emit(0x73, 2, index, 0);
    else this.emit(0x71, 1, 2, this.random.below(4));
    for (const jump of jumps) this.land(jump);
    for (const off of [-8, -16, -24, -32]) this.slots.delete(off);
  }

  /** Packet of XDP: `use` gets a register that points to at least `length` bytes. */
  private packet(use: (base: number) => void, length: number, otherwise: number): void {
    this.emit(0x61, 2, 6, 0);
    this.emit(0x61, 3, 6, 4);
    this.moveImm(otherwise, 0);
    this.emit(0xbf, 4, 2);
    const checked = this.wrong() ? this.random.below(length) : length + this.random.below(3);
    this.emit(0x07, 4, 0, 0, checked);
    for (const reg of [2, 3, 4]) this.scalars.delete(reg);
    if (this.wrong()) {
      use(2);
      return;
    }
    const kind = this.random.below(4);
    const jump =
      kind === 0
        ? this.emit(0xad, 3, 4)
        : kind === 1
          ? this.emit(0x2d, 4, 3)
          : kind === 2
            ? this.emit(0x3d, 4, 3)
            : this.emit(0xbd, 3, 4);
    use(2);
    this.land(jump);
  }

  private packetUse(): void {
    const index = this.scalar();
    this.packet(
      (base) => {
        const sizeCode = this.random.pick(SIZES);
        if (this.random.chance(50))
          return this.access(base, this.random.below(14 - BYTES[sizeCode] + (this.wrong() ? 12 : 1)), sizeCode);
        this.variablePacket(index, sizeCode);
      },
      14,
      this.random.pick([7, 8, 9].filter((reg) => reg !== index)),
    );
  }

  /** data + bounded index, compared again with the end. */
  private variablePacket(index: number, sizeCode: number): void {
    const jumps = this.bounded(index, this.random.pick([16, 40, 255, 65535]));
    this.emit(0xbf, 4, 2);
    this.emit(0x0f, 4, index);
    this.emit(0xbf, 5, 4);
    this.emit(0x07, 5, 0, 0, this.wrong() ? BYTES[sizeCode] - 1 : BYTES[sizeCode] + this.random.below(2));
    this.scalars.delete(4);
    this.scalars.delete(5);
    if (!this.wrong()) jumps.push(this.emit(0x2d, 5, 3));
    this.emit(0x61 | sizeCode, 1, 4, 0);
    for (const jump of jumps) this.land(jump);
  }

  private loop(): void {
    const counter = this.random.pick([7, 8, 9]);
    this.moveImm(counter, 0);
    this.scalars.add(counter);
    const top = this.insns.length;
    const others = [7, 8, 9].filter((reg) => reg !== counter && this.scalars.has(reg));
    if (others.length > 0) {
      const op = this.random.pick([0x07, 0x57, 0xa7, 0x27]);
      this.emit(op, this.random.pick(others), 0, 0, this.random.pick(CONSTANTS));
    }
    if (!this.wrong()) this.emit(0x07, counter, 0, 0, 1);
    this.emit(this.random.pick([0xa5, 0xc5, 0x55]), counter, 0, top - this.insns.length - 1, 2 + this.random.below(12));
  }

  private update(): void {
    this.key();
    this.emit(0x7a, 10, 0, -32, 5);
    if (!this.uninitialized()) this.emit(0x7a, 10, 0, -24, 6);
    this.emit(0xbf, 3, 10);
    this.emit(0x07, 3, 0, 0, this.uninitialized() ? -8 : -32);
    this.moveImm(4, 0);
    this.loadMap(1, HASH);
    this.emit(0x85, 0, 0, 0, this.random.chance(85) ? 2 : 3);
    this.clobber();
    this.scalars.add(0);
    this.slots.delete(-32);
    this.slots.delete(-24);
  }

  private ringbuf(): void {
    this.loadMap(1, RINGBUF);
    const size = this.random.pick([8, 16, 24]);
    this.moveImm(2, size);
    this.moveImm(3, 0);
    this.emit(0x85, 0, 0, 0, 131);
    this.clobber();
    const jump = this.wrong() ? -1 : this.emit(0x15, 0, 0, 0, 0);
    this.emit(0x7a, 0, 0, this.wrong() ? size : size - 8, 1);
    this.emit(0xbf, 1, 0);
    this.moveImm(2, 0);
    if (!this.wrong()) this.emit(0x85, 0, 0, 0, this.random.pick([132, 133]));
    if (jump >= 0) this.land(jump);
    this.clobber();
  }

  /** Pointers used in ways that are mostly wrong. */
  private pointerTrick(): void {
    const scalar = this.scalar();
    switch (this.random.below(7)) {
      case 0:
        this.emit(0xbf, 1, 10);
        this.emit(this.random.pick([0x1f, 0x0f, 0x2f, 0x5f]), 1, scalar);
        return;
      case 1:
        this.emit(0xbf, 1, 6);
        this.emit(0x07, 1, 0, 0, 4);
        this.emit(0x61, 2, 1, this.random.pick([-4, 0, 4]));
        return;
      case 2:
        this.run = false;
        this.emit(0x7b, 10, 6, -8);
        this.emit(0x79, 1, 10, -8);
        this.emit(0x61, 2, 1, this.type === XDP ? 12 : 0);
        return;
      case 3:
        this.run = false;
        this.emit(0x7b, 10, 10, -16);
        this.emit(0x61, 1, 10, -16);
        return;
      case 4:
        this.emit(0xbf, 1, 10);
        this.emit(0x1f, 1, 10);
        this.scalars.add(1);
        return;
      case 5:
        this.emit(0x63, 6, scalar, this.random.pick([0, 8, 48]));
        this.run = false;
        return;
      default:
        this.emit(0xbf, 1, 10);
        this.emit(0x07, 1, 0, 0, this.random.pick([-8, -512, -520, 0, 8]));
        this.emit(0x72, 1, 0, 0, 1);
    }
  }

  /** Calls a function of the program: r1 a number, r2 a place on our stack that it may write to. */
  private callFunction(): void {
    const slot = -8 * (1 + this.random.below(6));
    this.emit(0x7a, 10, 0, slot, this.random.pick(CONSTANTS));
    this.emit(0xbf, 1, this.scalar());
    this.emit(0xbf, 2, 10);
    this.emit(0x07, 2, 0, 0, this.wrong() ? 8 : slot);
    const fresh = this.functions.length === 0 || this.random.chance(50);
    const index = fresh ? this.functions.push([]) - 1 : this.random.below(this.functions.length);
    this.functions[index].push(this.emit(0x85, 0, 1, 0, 0));
    this.clobber();
    this.scalars.add(0);
    this.slots.delete(slot);
    if (this.random.chance(50)) {
      const to = this.target();
      this.emit(0x79, to, 10, slot);
      this.scalars.add(to);
    }
  }

  /** The functions that were called, behind the program. */
  private appendFunctions(): void {
    for (const calls of this.functions) {
      for (const at of calls) this.insns[at].imm = this.insns.length - at - 1;
      this.scalars = new Set([1]);
      this.slots = new Set();
      if (this.random.chance(50)) this.emit(0x7b, 10, 1, -8 * (1 + this.random.below(this.random.chance(10) ? 64 : 8)));
      this.emit(0xbf, 0, this.wrong() ? 6 : 1);
      const jump = this.random.chance(60)
        ? this.emit(this.random.pick(JUMPS) | 5, 1, 0, 0, this.random.pick(CONSTANTS))
        : -1;
      this.emit(this.random.pick([0x07, 0x57, 0x67, 0xa7]) | 0, 0, 0, 0, this.random.below(30));
      if (this.random.chance(60)) this.emit(0x7b, 2, this.wrong() ? 10 : 0, this.wrong() ? -8 : 0);
      else this.emit(0x79, 0, 2, 0);
      if (jump >= 0) this.land(jump);
      if (this.wrong()) this.emit(0xbf, 0, 10);
      this.emit(0x95);
    }
  }

  block(depth: number, count: number): void {
    for (let i = 0; i < count && this.insns.length < 300; i++) {
      const kind = this.random.below(100);
      if (kind < 14) this.source();
      else if (kind < 44) this.arithmetic();
      else if (kind < 58 && depth < 4) this.branch(depth);
      else if (kind < 66) this.mapValue();
      else if (kind < 78) this.stack();
      else if (kind < 86 && this.type === XDP) this.packetUse();
      else if (kind < 89) this.update();
      else if (kind < 92) this.ringbuf();
      else if (kind < 94 && depth < 2) this.loop();
      else if (kind < 96 && this.random.chance(30 + this.mistakes * 4)) this.pointerTrick();
      else if (kind >= 97) this.callFunction();
    }
  }

  finish(): void {
    const r0 = this.scalars.size > 0 && this.random.chance(70) ? this.scalar() : -1;
    if (r0 >= 0) this.emit(0xbf, 0, r0);
    else if (!this.wrong()) this.moveImm(0, this.random.pick(CONSTANTS));
    else this.run = false; // an address, perhaps
    this.emit(0x95);
  }

  make(): Generated {
    this.emit(0xbf, 6, 1);
    this.block(0, 3 + this.random.below(14));
    this.finish();
    this.appendFunctions();
    return { type: this.type, insns: this.insns, run: this.run };
  }
}

/** The program of a seed. */
export const generate = (seed: number): Generated => new Program(new Random(seed)).make();
