/**
 * Selects one block: walks it from its end to its beginning, so that an operation is seen by its user first and may be
 * folded into it, then emits what is left in order.
 */
import { imm, reg, ripMem } from '../asm/instruction';
import { RSP } from '../asm/registers';
import type { Address, IrBlock, IrOp, IrTerminator, Operand } from '../ir';
import { BlockFolder, type Counts, sameAddress } from './fold';
import { selectAsm } from './inline-asm';
import { successors } from './ir-walk';
import { selectCall, selectReturn } from './select-call';
import {
  floatCompare,
  selectBitcast,
  selectConversion,
  selectFcmp,
  selectFconst,
  selectFloatBinary,
  selectFneg,
  selectFsqrt,
} from './select-float';
import {
  type BinaryOp,
  move,
  selectBinary,
  selectBits,
  selectCompare,
  selectExtension,
  selectIcmp,
  selectUnary,
} from './select-int';
import {
  selectAlloca,
  selectAtomic,
  selectCmpxchg,
  selectLea,
  selectLoad,
  selectMemcpy,
  selectMemset,
  selectStore,
  selectThreadLocal,
  selectVastart,
} from './select-memory';
import { selectSwitch } from './select-switch';
import { BYTES, isFloat, isImm, type Selector, signed, workSize } from './selector';

type Op<K extends IrOp['op']> = Extract<IrOp, { op: K }>;

export class BlockSelector {
  private readonly folder: BlockFolder;

  constructor(
    private readonly s: Selector,
    private readonly block: IrBlock,
    private readonly counts: Counts,
  ) {
    this.folder = new BlockFolder(block, counts);
  }

  run(): void {
    const { s } = this;
    const { ops, end } = this.block;
    // Operations that split the block cannot be walked backwards: decide folding first, emit forwards.
    const plans: ((() => void) | undefined)[] = new Array(ops.length);
    const finish = this.planEnd(end);
    for (let i = ops.length - 1; i >= 0; i--) {
      if (!this.folder.folded[i]) plans[i] = this.plan(ops[i], i);
    }
    for (let i = 0; i < ops.length; i++) {
      const plan = plans[i];
      if (plan === undefined) continue;
      if (ops[i].at !== undefined) s.at = ops[i].at;
      plan();
    }
    if (end.at !== undefined) s.at = end.at;
    finish();
  }

  /** Decides what is folded into an operation, and gives the emission. */
  private plan(op: IrOp, i: number): () => void {
    const { s } = this;
    switch (op.op) {
      case 'copy':
        return () =>
          isFloat(op.type) && typeof op.src === 'number'
            ? s.copy(s.register(op.dst), s.register(op.src), BYTES[op.type], true)
            : move(s, s.register(op.dst), op.src, op.type);
      case 'fconst':
        return () => selectFconst(s, op);
      case 'fadd':
      case 'fsub':
      case 'fmul':
      case 'fdiv':
        return this.planFloat(op, i);
      case 'neg':
      case 'not':
        return () => selectUnary(s, op);
      case 'fneg':
        return () => selectFneg(s, op);
      case 'fsqrt':
        return () => selectFsqrt(s, op);
      case 'icmp':
        return this.planIcmp(op, i);
      case 'fcmp':
        return () => selectFcmp(s, op);
      case 'sext':
      case 'zext':
      case 'trunc':
        return this.planExtension(op, i);
      case 'sitof':
      case 'uitof':
      case 'ftosi':
      case 'ftoui':
      case 'fext':
      case 'ftrunc':
        return () => selectConversion(s, op);
      case 'bitcast':
        return () => selectBitcast(s, op);
      case 'load':
        return () => selectLoad(s, op);
      case 'store':
        return this.planStore(op, i);
      case 'lea':
        return () => selectLea(s, op);
      case 'memcpy':
        return () => selectMemcpy(s, op);
      case 'memset':
        return () => selectMemset(s, op);
      case 'clz':
      case 'ctz':
      case 'popcount':
      case 'bswap':
        return () => selectBits(s, op);
      case 'alloca':
        return () => selectAlloca(s, op);
      case 'savestack':
        return () => {
          s.emit('mov', 8, reg(s.register(op.dst), 8), reg(RSP, 8)).keep = true;
        };
      case 'restorestack':
        return () => {
          s.out.usesAlloca = true;
          s.emit('mov', 8, reg(RSP, 8), reg(s.register(op.src), 8)).keep = true;
        };
      case 'call':
        return this.planCall(op, i);
      case 'vastart':
        return () => selectVastart(s, op);
      case 'tlsaddr':
        return () => selectThreadLocal(s, op);
      case 'blockaddr':
        return () => {
          const block = s.target(op.block);
          s.emit('lea', 8, reg(s.register(op.dst), 8), ripMem(s.blockLabel(block)));
        };
      case 'atomicrmw':
        return () => selectAtomic(s, op, this.counts.uses[op.dst] === 0);
      case 'cmpxchg':
        return () => selectCmpxchg(s, op);
      case 'fence':
        return () => {
          s.emit('mfence', 0);
        };
      case 'asm':
        return () => selectAsm(s, op);
      default:
        return this.planBinary(op, i);
    }
  }

  /** Addresses of symbols and slots are made in the argument register itself, not kept alive across other calls. */
  private planCall(op: Op<'call'>, i: number): () => void {
    const { s, folder } = this;
    const made = new Map<number, Address>();
    for (const arg of op.args) {
      if (arg.kind !== 'int' || typeof arg.value !== 'number' || this.counts.uses[arg.value] !== 1) continue;
      const definition = folder.definition(arg.value, i);
      if (definition?.op.op !== 'lea' || folder.folded[definition.at]) continue;
      const { address } = definition.op;
      if ('vreg' in address.base || address.index !== undefined) continue;
      folder.folded[definition.at] = true;
      made.set(arg.value, address);
    }
    return () => selectCall(s, op, made);
  }

  /** Takes a load as memory operand if that is possible. */
  private takeLoad(v: Operand, user: number, type: string): { address: Address } | undefined {
    const load = this.folder.foldableLoad(v, user, type);
    if (load === undefined) return undefined;
    this.folder.folded[load.at] = true;
    return load;
  }

  private planBinary(op: BinaryOp, i: number): () => void {
    const { s } = this;
    const rotation = op.op === 'or' || op.op === 'add' || op.op === 'xor' ? this.planRotation(op, i) : undefined;
    if (rotation !== undefined) return rotation;
    let operation = op;
    const wide = op.type === 'i32' || op.type === 'i64';
    if (!wide || op.op === 'shl' || op.op === 'shr' || op.op === 'sar') return () => selectBinary(s, operation);
    let load = isImm(op.b) ? undefined : this.takeLoad(op.b, i, op.type);
    if (
      load === undefined &&
      !isImm(op.b) &&
      (op.op === 'add' || op.op === 'mul' || op.op === 'and' || op.op === 'or' || op.op === 'xor')
    ) {
      load = isImm(op.a) ? undefined : this.takeLoad(op.a, i, op.type);
      if (load !== undefined) operation = { ...op, a: op.b, b: op.a };
    }
    const address = load?.address;
    return () => selectBinary(s, operation, address && s.memory(address));
  }

  /** x << c | x >> (bits - c) with a constant c is one rotation. */
  private planRotation(op: BinaryOp, i: number): (() => void) | undefined {
    const { s, folder } = this;
    if (op.type !== 'i32' && op.type !== 'i64') return undefined;
    const sides = [folder.definition(op.a, i), folder.definition(op.b, i)];
    const left = sides.find((d) => d?.op.op === 'shl');
    const right = sides.find((d) => d?.op.op === 'shr');
    if (left?.op.op !== 'shl' || right?.op.op !== 'shr') return undefined;
    const { a: value, b: count } = left.op;
    if (isImm(value) || value !== right.op.a || !isImm(count) || !isImm(right.op.b)) return undefined;
    if (
      left.op.type !== op.type ||
      right.op.type !== op.type ||
      count.imm + right.op.b.imm !== BigInt(BYTES[op.type] * 8)
    )
      return undefined;
    if (count.imm <= 0n || !folder.stable(value, Math.min(left.at, right.at), i)) return undefined;
    for (const side of [left, right]) {
      if (folder.folded[side.at] || this.counts.uses[(side.op as BinaryOp).dst] !== 1) return undefined;
    }
    folder.folded[left.at] = true;
    folder.folded[right.at] = true;
    return () => {
      move(s, s.register(op.dst), value, op.type);
      s.emit('rol', BYTES[op.type], reg(s.register(op.dst), BYTES[op.type]), imm(Number(count.imm)));
    };
  }

  private planFloat(op: Op<'fadd' | 'fsub' | 'fmul' | 'fdiv'>, i: number): () => void {
    const { s } = this;
    let operation = op;
    let load = this.takeLoad(op.b, i, op.type);
    if (load === undefined && (op.op === 'fadd' || op.op === 'fmul')) {
      load = this.takeLoad(op.a, i, op.type);
      if (load !== undefined) operation = { ...op, a: op.b, b: op.a };
    }
    const address = load?.address;
    return () => selectFloatBinary(s, operation, address && s.memory(address));
  }

  private planExtension(op: Op<'sext' | 'zext' | 'trunc'>, i: number): () => void {
    const { s } = this;
    const load = op.op === 'trunc' ? undefined : this.takeLoad(op.a, i, op.from);
    const address = load?.address;
    return () => selectExtension(s, op, address && s.memory(address));
  }

  private planIcmp(op: Op<'icmp'>, i: number): () => void {
    const { s } = this;
    const memory = this.planMemoryCompare(op, i);
    if (memory === undefined) return () => selectIcmp(s, op);
    return () => {
      const condition = memory();
      const t = s.general(1);
      s.emit(
        `set${['o', 'no', 'b', 'ae', 'e', 'ne', 'be', 'a', 's', 'ns', 'p', 'np', 'l', 'ge', 'le', 'g'][condition]}`,
        1,
        reg(t, 1),
      );
      s.emit('movzb', 4, reg(s.register(op.dst), 4), reg(t, 1));
    };
  }

  /** A comparison with one side in memory. */
  private planMemoryCompare(
    c: { cond: Op<'icmp'>['cond']; type: Op<'icmp'>['type']; a: Operand; b: Operand },
    i: number,
  ): (() => number) | undefined {
    const { s } = this;
    const left = isImm(c.a) ? undefined : this.takeLoad(c.a, i, c.type);
    if (left !== undefined)
      return () => selectCompare(s, c.cond, c.type, c.a, c.b, { operand: s.memory(left.address), side: 'a' });
    const right = isImm(c.a) || isImm(c.b) ? undefined : this.takeLoad(c.b, i, c.type);
    if (right !== undefined)
      return () => selectCompare(s, c.cond, c.type, c.a, c.b, { operand: s.memory(right.address), side: 'b' });
    return undefined;
  }

  /** store(load(A) op x → A) becomes one instruction on memory. */
  private planStore(op: Op<'store'>, i: number): () => void {
    const { s } = this;
    const plain = () => selectStore(s, op);
    if (op.volatile || typeof op.src !== 'number' || this.counts.uses[op.src] !== 1) return plain;
    const definition = this.folder.definition(op.src, i);
    if (definition === undefined || this.folder.folded[definition.at]) return plain;
    const update = definition.op;
    if (update.op !== 'add' && update.op !== 'sub' && update.op !== 'and' && update.op !== 'or' && update.op !== 'xor')
      return plain;
    if (update.type !== op.type) return plain;
    const other = this.memoryUpdate(op, update, definition.at, i);
    if (other === undefined) return plain;
    const size = BYTES[op.type];
    return () => {
      const source = s.source(other, op.type, size);
      s.emit(update.op, size, s.memory(op.address), source);
    };
  }

  private memoryUpdate(store: Op<'store'>, update: BinaryOp, at: number, i: number): Operand | undefined {
    const sides: [Operand, Operand][] = [[update.a, update.b]];
    if (update.op !== 'sub') sides.push([update.b, update.a]);
    for (const [loaded, other] of sides) {
      const load = this.folder.foldableLoad(loaded, i, store.type);
      if (load === undefined || !sameAddress(load.address, store.address)) continue;
      if (!isImm(other) && !this.folder.stable(other, at, i)) continue;
      if (!isImm(other) && other === loaded) continue;
      this.folder.folded[load.at] = true;
      this.folder.folded[at] = true;
      return other;
    }
    return undefined;
  }

  private planEnd(end: IrTerminator): () => void {
    const { s } = this;
    switch (end.op) {
      case 'jump':
        return () => s.jump(s.target(end.to));
      case 'branch':
        return this.planBranch(end);
      case 'fbranch':
        return () => this.floatBranch(end.cond, end.type, end.a, end.b, end.then, end.else);
      case 'switch':
        return () => selectSwitch(s, end);
      case 'indirect':
        return () => {
          s.emit('ijmp', 8, reg(s.register(end.target), 8));
          for (const id of successors(end)) s.link(s.target(id));
        };
      case 'return':
        return () => {
          if (s.fn.attributes.naked) return;
          selectReturn(s, end);
        };
      case 'unreachable':
        return () => {
          if (!s.fn.attributes.naked) s.emit('ud2', 0);
        };
    }
  }

  private planBranch(end: Extract<IrTerminator, { op: 'branch' }>): () => void {
    const { s, folder } = this;
    const at = this.block.ops.length;
    // branch (t != 0) where t is a comparison of this block: compare there and then.
    if (isImm(end.b) && signed(end.b.imm, end.type) === 0n && (end.cond === 'ne' || end.cond === 'eq')) {
      const definition = folder.definition(end.a, at);
      const [then, otherwise] = end.cond === 'ne' ? [end.then, end.else] : [end.else, end.then];
      if (definition?.op.op === 'icmp' && this.operandsStable(definition.op.a, definition.op.b, definition.at, at)) {
        const compare = definition.op;
        const once = this.counts.uses[end.a as number] === 1;
        if (once) folder.folded[definition.at] = true;
        const memory = once ? this.planMemoryCompare(compare, at) : undefined;
        return () => {
          const condition = memory?.() ?? selectCompare(s, compare.cond, compare.type, compare.a, compare.b);
          this.twoWay(condition, then, otherwise);
        };
      }
      if (definition?.op.op === 'fcmp' && this.operandsStable(definition.op.a, definition.op.b, definition.at, at)) {
        const compare = definition.op;
        if (this.counts.uses[end.a as number] === 1) folder.folded[definition.at] = true;
        return () => this.floatBranch(compare.cond, compare.type, compare.a, compare.b, then, otherwise);
      }
      const test = definition?.op;
      if (
        definition !== undefined &&
        test?.op === 'and' &&
        this.counts.uses[end.a as number] === 1 &&
        test.type === end.type &&
        workSize(test.type) === BYTES[test.type] &&
        !isImm(test.a) &&
        this.operandsStable(test.a, test.b, definition.at, at)
      ) {
        folder.folded[definition.at] = true;
        return () => {
          s.emit('test', BYTES[test.type], s.registerOperand(test.a, test.type), s.source(test.b, test.type));
          this.twoWay(end.cond === 'ne' ? 5 : 4, end.then, end.else);
        };
      }
    }
    const memory = this.planMemoryCompare(end, at);
    return () => {
      const condition = memory?.() ?? selectCompare(s, end.cond, end.type, end.a, end.b);
      this.twoWay(condition, end.then, end.else);
    };
  }

  private operandsStable(a: Operand, b: Operand, from: number, to: number): boolean {
    return (isImm(a) || this.folder.stable(a, from, to)) && (isImm(b) || this.folder.stable(b, from, to));
  }

  private twoWay(condition: number, then: number, otherwise: number): void {
    this.s.jumpIf(condition, this.s.target(then));
    this.s.jump(this.s.target(otherwise));
  }

  private floatBranch(
    cond: Parameters<typeof floatCompare>[1],
    type: Parameters<typeof floatCompare>[2],
    a: number,
    b: number,
    then: number,
    otherwise: number,
  ): void {
    const { s } = this;
    const how = floatCompare(s, cond, type, a, b);
    const yes = s.target(then);
    const no = s.target(otherwise);
    if (how.parity === 'and-not') {
      s.jumpIf(10, no);
      s.jumpIf(5, no);
      s.jump(yes);
      return;
    }
    if (how.parity === 'or') s.jumpIf(10, yes);
    s.jumpIf(how.condition, yes);
    s.jump(no);
  }
}
