/** Address arithmetic that a memory operand can do itself: base + index * scale + offset. */
import type { Address, IrOp, Operand, VReg } from '../../ir';
import { isImm } from './constants';

export class AddressFolder {
  constructor(
    /** The computation that a register is known to hold the result of. */
    private readonly definition: (v: VReg) => IrOp | undefined,
    private readonly resolve: (v: VReg) => Operand,
    /** The machine adds a constant to one register and no more (eBPF). */
    private readonly plain = false,
  ) {}

  /** Moves sums and scalings of the base and index into the address. */
  fold(given: Address): Address {
    let a = given;
    for (let i = 0; i < 6; i++) {
      const next = this.foldOnce(a);
      if (next === undefined) return a;
      a = next;
    }
    return a;
  }

  private foldOnce(a: Address): Address | undefined {
    const fits = (offset: number) => offset >= -0x40000000 && offset <= 0x3fffffff;
    if ('vreg' in a.base) {
      const inner = this.definition(a.base.vreg);
      if (inner?.op === 'lea') {
        const from = inner.address;
        const offset = a.offset + from.offset;
        if (!fits(offset)) return undefined;
        if (from.index === undefined) return { ...a, base: from.base, offset };
        if (!this.plain && a.index === undefined) return { ...from, offset };
      }
      if (inner?.op === 'add' && inner.type === 'i64' && !isImm(inner.a)) {
        if (isImm(inner.b)) {
          const offset = a.offset + Number(inner.b.imm);
          if (fits(offset)) return { ...a, base: { vreg: inner.a }, offset };
        } else if (!this.plain && a.index === undefined)
          return { base: { vreg: inner.a }, index: inner.b, scale: 1, offset: a.offset };
      }
      // base + symbol-less index: swap so that a known address becomes the base.
      if (!this.plain && a.index !== undefined && (a.scale ?? 1) === 1) {
        const other = this.definition(a.index);
        if (other?.op === 'lea' && other.address.index === undefined && !('vreg' in other.address.base)) {
          const offset = a.offset + other.address.offset;
          if (fits(offset)) return { base: other.address.base, index: a.base.vreg, scale: 1, offset };
        }
        const self = this.definition(a.base.vreg);
        if (self?.op === 'shl' && other?.op !== 'shl' && isImm(self.b))
          return { base: { vreg: a.index }, index: a.base.vreg, scale: 1, offset: a.offset };
      }
    }
    if (a.index === undefined) return undefined;
    return this.foldIndex(a, a.index, fits);
  }

  private foldIndex(a: Address, index: VReg, fits: (offset: number) => boolean): Address | undefined {
    const scale = a.scale ?? 1;
    const constant = this.resolve(index);
    if (isImm(constant)) {
      const offset = a.offset + Number(constant.imm) * scale;
      return fits(offset) ? { base: a.base, offset } : undefined;
    }
    // The verifier knows the bounds of the register that was compared, not of what it was made from.
    if (this.plain) return undefined;
    const inner = this.definition(index);
    if (inner === undefined || !('type' in inner) || inner.type !== 'i64') return undefined;
    if (inner.op === 'shl' && isImm(inner.b) && !isImm(inner.a)) {
      const next = scale * 2 ** Number(inner.b.imm);
      if (next === 2 || next === 4 || next === 8) return { ...a, index: inner.a, scale: next };
    }
    if (inner.op === 'mul' && isImm(inner.b) && !isImm(inner.a)) {
      const next = scale * Number(inner.b.imm);
      if (next === 2 || next === 4 || next === 8) return { ...a, index: inner.a, scale: next };
    }
    if (inner.op === 'add' && isImm(inner.b) && !isImm(inner.a)) {
      const offset = a.offset + Number(inner.b.imm) * scale;
      if (fits(offset)) return { ...a, index: inner.a, offset };
    }
    return undefined;
  }
}

/** A text that is equal for equal addresses. */
export function addressKey(a: Address): string {
  const base = 'vreg' in a.base ? `r${a.base.vreg}` : 'slot' in a.base ? `s${a.base.slot}` : `@${a.base.symbol}`;
  return `${base} ${a.index ?? ''} ${a.scale ?? 1} ${a.offset}`;
}
