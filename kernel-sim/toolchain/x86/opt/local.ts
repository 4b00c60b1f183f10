/**
 * Forward clean-up over extended basic blocks: constants and copies are propagated, equal computations and loads are
 * shared, address arithmetic moves into memory operands. Every fact carries the versions of the registers it rests on,
 * so that a redefinition makes it void without anyone searching for it.
 */
import type { IntBinary, IrFunction, IrOp, IrTerminator, Located, Operand, VReg } from '../../ir';
import { eachDefOfOp, mapEndUses, mapUses, successors } from '../ir-walk';
import { AddressFolder, addressKey } from './address';
import { foldCompare, isImm, signedOf, simplify } from './constants';

interface Fact<T> {
  what: T;
  /** Registers that the fact mentions, and their versions then. */
  registers: VReg[];
  versions: number[];
  /** Version of memory, for loads; -1 = does not matter. */
  memory: number;
}

const PURE = new Set<IrOp['op']>([
  'add',
  'sub',
  'mul',
  'and',
  'or',
  'xor',
  'shl',
  'shr',
  'sar',
  'sdiv',
  'udiv',
  'srem',
  'urem',
  'neg',
  'not',
  'icmp',
  'fcmp',
  'sext',
  'zext',
  'lea',
  'tlsaddr',
  'fadd',
  'fsub',
  'fmul',
  'fdiv',
  'fneg',
  'fsqrt',
  'sitof',
  'uitof',
  'ftosi',
  'ftoui',
  'fext',
  'ftrunc',
  'bitcast',
  'clz',
  'ctz',
  'popcount',
  'bswap',
  'fconst',
]);
const WRITES = new Set<IrOp['op']>([
  'store',
  'memcpy',
  'memset',
  'call',
  'atomicrmw',
  'cmpxchg',
  'fence',
  'asm',
  'vastart',
  'alloca',
  'restorestack',
]);

type Undo = () => void;

class LocalPass {
  private readonly version: Int32Array;
  private readonly defs: Uint32Array;
  private stamp = 1;
  private memory = 0;
  private readonly copies = new Map<VReg, Fact<Operand>>();
  private readonly definitions = new Map<VReg, Fact<IrOp>>();
  private readonly available = new Map<string, Fact<VReg>>();
  private undo: Undo[] = [];
  /** Edges into each block; a threaded jump adds one. */
  private readonly predecessors: Int32Array;

  private readonly addresses: AddressFolder;

  constructor(
    private readonly fn: IrFunction,
    private readonly plainAddresses: boolean,
  ) {
    this.addresses = new AddressFolder(
      (v) => this.definition(v),
      (v) => this.resolve(v),
      plainAddresses,
    );
    this.version = new Int32Array(fn.vregs.length);
    this.defs = new Uint32Array(fn.vregs.length);
    this.predecessors = new Int32Array(fn.blocks.length);
    for (const p of fn.params) this.defs[p.vreg]++;
    for (const b of fn.blocks)
      for (const op of b.ops)
        eachDefOfOp(op, (v) => {
          this.defs[v]++;
        });
  }

  run(): void {
    const { blocks } = this.fn;
    const { predecessors } = this;
    predecessors[0] = 2;
    for (const block of blocks) for (const to of new Set(successors(block.end))) predecessors[to]++;
    const seen = new Uint8Array(blocks.length);
    for (let root = 0; root < blocks.length; root++) {
      if (seen[root] || predecessors[root] === 1) continue;
      this.tree(root, seen);
    }
    // Unreachable cycles of single-predecessor blocks: nobody runs them, leave them alone.
  }

  /** Walks the tree of blocks that have one predecessor each, taking facts back on the way up. */
  private tree(root: number, seen: Uint8Array): void {
    this.copies.clear();
    this.definitions.clear();
    this.available.clear();
    this.memory = this.stamp++;
    const stack: { block: number; mark: number; memory: number; entered: boolean }[] = [
      { block: root, mark: 0, memory: this.memory, entered: false },
    ];
    this.undo = [];
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      if (top.entered) {
        stack.pop();
        while (this.undo.length > top.mark) this.undo.pop()!();
        continue;
      }
      top.entered = true;
      top.mark = this.undo.length;
      this.memory = top.memory;
      seen[top.block] = 1;
      this.block(top.block);
      for (const to of new Set(successors(this.fn.blocks[top.block].end))) {
        if (this.predecessors[to] === 1 && !seen[to]) {
          seen[to] = 1;
          stack.push({ block: to, mark: this.undo.length, memory: this.memory, entered: false });
        }
      }
    }
  }

  private set<K, V>(map: Map<K, V>, key: K, value: V): void {
    const old = map.get(key);
    map.set(key, value);
    this.undo.push(() => {
      if (old === undefined) map.delete(key);
      else map.set(key, old);
    });
  }

  private define(v: VReg): void {
    const old = this.version[v];
    this.version[v] = this.stamp++;
    this.undo.push(() => {
      this.version[v] = old;
    });
  }

  private fact<T>(what: T, registers: VReg[], memory = -1): Fact<T> {
    return { what, registers, versions: registers.map((r) => this.version[r]), memory };
  }

  private valid<T>(fact: Fact<T> | undefined): fact is Fact<T> {
    if (fact === undefined || (fact.memory >= 0 && fact.memory !== this.memory)) return false;
    for (let i = 0; i < fact.registers.length; i++)
      if (this.version[fact.registers[i]] !== fact.versions[i]) return false;
    return true;
  }

  /** The constant or older register that a register is known to equal. */
  private resolve(o: Operand): Operand {
    if (isImm(o)) return o;
    const fact = this.copies.get(o);
    return this.valid(fact) ? fact.what : o;
  }

  private definition(v: VReg): IrOp | undefined {
    const fact = this.definitions.get(v);
    return this.valid(fact) ? fact.what : undefined;
  }

  private block(id: number): void {
    const block = this.fn.blocks[id];
    const resolve = (o: Operand) => this.resolve(o);
    const out: Located<IrOp>[] = [];
    for (const original of block.ops) {
      let op: Located<IrOp> = mapUses(original, resolve);
      op = this.rewrite(op);
      if (op.at === undefined && original.at !== undefined) op = { ...op, at: original.at };
      this.record(op);
      if (!(op.op === 'copy' && op.src === op.dst)) out.push(op);
    }
    block.ops = out;
    block.end = this.terminator(mapEndUses(block.end, resolve));
  }

  private rewrite(given: Located<IrOp>): Located<IrOp> {
    let op: IrOp = simplify(given);
    op = this.reassociate(op);
    if ('address' in op && op.op !== 'cmpxchg') op = { ...op, address: this.addresses.fold(op.address) } as IrOp;
    op = this.knownExtension(op);
    if (op.op === 'add' && op.type === 'i64') op = this.symbolAddition(op);
    const key = this.key(op);
    if (key === undefined) return op;
    const same = this.available.get(key);
    if (this.valid(same) && 'dst' in op && same.what !== op.dst)
      return { op: 'copy', type: this.fn.vregs[op.dst], dst: op.dst, src: same.what };
    return op;
  }

  /** (x + c1) + c2 → x + (c1 + c2), and the same for masks and shifts of one kind. */
  private reassociate(op: IrOp): IrOp {
    if ((op.op !== 'add' && op.op !== 'and') || !isImm(op.b) || isImm(op.a) || this.plainAddresses) return op;
    const inner = this.definition(op.a);
    if (inner?.op !== op.op || inner.type !== op.type || !isImm(inner.b)) return op;
    const imm = op.op === 'add' ? signedOf(inner.b.imm + op.b.imm, op.type) : inner.b.imm & op.b.imm;
    return simplify({ ...op, a: inner.a, b: { imm } });
  }

  /** &symbol + constant is another address of the symbol. */
  private symbolAddition(op: Extract<IrOp, { op: IntBinary }>): IrOp {
    if (isImm(op.a) || !isImm(op.b)) return op;
    const inner = this.definition(op.a);
    if (inner?.op !== 'lea' || 'vreg' in inner.address.base) return op;
    const offset = inner.address.offset + Number(op.b.imm);
    return Math.abs(offset) > 0x7fffffff ? op : { op: 'lea', dst: op.dst, address: { ...inner.address, offset } };
  }

  /** Extensions of values whose upper bits are known already. */
  private knownExtension(op: IrOp): IrOp {
    if (op.op !== 'zext' || isImm(op.a)) return op;
    const inner = this.definition(op.a);
    // The result of a comparison is 0 or 1 however it is cut and widened again.
    if (inner?.op === 'icmp' || inner?.op === 'fcmp')
      return op.to === 'i64' ? op : { op: 'copy', type: op.to, dst: op.dst, src: op.a };
    return op;
  }

  /** A text that is equal for equal computations. */
  private key(op: IrOp): string | undefined {
    const o = (x: Operand) => (isImm(x) ? `#${x.imm}` : `r${x}`);
    if (op.op === 'load') return op.volatile ? undefined : `load ${op.type} ${addressKey(op.address)}`;
    if (!PURE.has(op.op)) return undefined;
    switch (op.op) {
      case 'lea':
        return `lea ${addressKey(op.address)}`;
      case 'tlsaddr':
        return `tlsaddr ${op.symbol}`;
      case 'fconst':
        return Object.is(op.value, -0)
          ? `fconst ${op.type} -0`
          : Number.isNaN(op.value)
            ? undefined
            : `fconst ${op.type} ${op.value}`;
      case 'icmp':
      case 'fcmp':
        return `${op.op} ${op.cond} ${op.type} ${o(op.a)} ${o(op.b)}`;
      case 'sext':
      case 'zext':
      case 'sitof':
      case 'uitof':
      case 'ftosi':
      case 'ftoui':
      case 'fext':
      case 'ftrunc':
      case 'bitcast':
        return `${op.op} ${op.from} ${op.to} ${o(op.a)}`;
      default:
        return 'a' in op && 'type' in op
          ? `${op.op} ${op.type} ${o(op.a as Operand)} ${'b' in op ? o(op.b as Operand) : ''}`
          : undefined;
    }
  }

  private record(op: IrOp): void {
    if (WRITES.has(op.op) || (op.op === 'load' && op.volatile)) this.memory = this.stamp++;
    const key = this.key(op);
    const used: VReg[] = [];
    if (key !== undefined || op.op === 'copy' || op.op === 'trunc') {
      mapUses(op, (o) => {
        if (!isImm(o)) used.push(o);
        return o;
      });
    }
    eachDefOfOp(op, (v) => this.define(v));
    if (op.op === 'store' && !op.volatile) {
      this.recordStore(op);
      return;
    }
    if (!('dst' in op) || typeof op.dst !== 'number') return;
    const { dst } = op;
    if (used.includes(dst)) return;
    if (op.op === 'copy') {
      // Propagating a temporary for a variable would keep both alive; the allocator joins them anyway.
      if (isImm(op.src) || this.defs[dst] === 1)
        this.set(this.copies, dst, this.fact(op.src, isImm(op.src) ? [dst] : [dst, op.src]));
      return;
    }
    if (op.op === 'trunc' && !isImm(op.a) && this.defs[dst] === 1) {
      this.set(this.copies, dst, this.fact<Operand>(op.a, [dst, op.a]));
      return;
    }
    if (key === undefined) return;
    this.set(this.definitions, dst, this.fact(op, [dst, ...used]));
    this.set(this.available, key, this.fact(dst, [dst, ...used], op.op === 'load' ? this.memory : -1));
  }

  /** What was stored is what a load of the same place gives. */
  private recordStore(op: Extract<IrOp, { op: 'store' }>): void {
    if (isImm(op.src) || this.fn.vregs[op.src] !== op.type) return;
    const registers = [op.src];
    if ('vreg' in op.address.base) registers.push(op.address.base.vreg);
    if (op.address.index !== undefined) registers.push(op.address.index);
    this.set(this.available, `load ${op.type} ${addressKey(op.address)}`, this.fact(op.src, registers, this.memory));
  }

  private terminator(end: Located<IrTerminator>): Located<IrTerminator> {
    if (end.op === 'branch' && isImm(end.a) && isImm(end.b))
      return {
        op: 'jump',
        to: foldCompare(end.cond, end.type, end.a.imm, end.b.imm) ? end.then : end.else,
        at: end.at,
      };
    if (end.op === 'branch' && end.then === end.else) return { op: 'jump', to: end.then, at: end.at };
    if (
      end.op === 'branch' &&
      isImm(end.b) &&
      !isImm(end.a) &&
      signedOf(end.b.imm, end.type) === 0n &&
      (end.cond === 'ne' || end.cond === 'eq')
    ) {
      const inner = this.definition(end.a);
      // A test of a test: the flag may come from a block before.
      if (inner?.op === 'icmp') {
        const [then, otherwise] = end.cond === 'ne' ? [end.then, end.else] : [end.else, end.then];
        return {
          op: 'branch',
          cond: inner.cond,
          type: inner.type,
          a: inner.a,
          b: inner.b,
          then,
          else: otherwise,
          at: end.at,
        };
      }
      if (inner?.op === 'zext' && !isImm(inner.a)) return { ...end, type: inner.from, a: inner.a, b: { imm: 0n } };
    }
    if (end.op === 'switch') {
      const value = this.resolve(end.value);
      if (isImm(value)) {
        const hit = end.cases.find((c) => signedOf(c.value, end.type) === signedOf(value.imm, end.type));
        return { op: 'jump', to: hit?.to ?? end.default, at: end.at };
      }
    }
    return end.op === 'jump' ? this.thread(end) : end;
  }

  /** A jump to an empty block that only tests what is known here goes on to where the test leads. */
  private thread(end: Located<Extract<IrTerminator, { op: 'jump' }>>): Located<IrTerminator> {
    let { to } = end;
    for (let i = 0; i < 8; i++) {
      const block = this.fn.blocks[to];
      if (block.ops.length > 0) break;
      if (block.end.op === 'jump') {
        if (block.end.to === to) break;
        to = block.end.to;
        continue;
      }
      if (block.end.op !== 'branch') break;
      const a = this.resolve(block.end.a);
      const b = this.resolve(block.end.b);
      if (!isImm(a) || !isImm(b)) break;
      to = foldCompare(block.end.cond, block.end.type, a.imm, b.imm) ? block.end.then : block.end.else;
    }
    if (to === end.to) return end;
    this.predecessors[to]++;
    return { ...end, to };
  }
}

/** Cleans the function up in place. `plainAddresses`: memory operands are a register and a constant, nothing more. */
export function localPass(fn: IrFunction, plainAddresses = false): void {
  new LocalPass(fn, plainAddresses).run();
}
