/**
 * Register allocation by graph colouring (Chaitin, Briggs; Appel chapter 11): liveness, interference, conservative
 * coalescing, optimistic colouring. What finds no register lives in 8-byte slots of the stack, whole, so that the verifier
 * keeps knowing what it is; constants and addresses of the frame are made again instead.
 */
import {
  type Block,
  eachDef,
  eachUse,
  type Insn,
  isMove,
  renameRegisters,
  STACK_ADDRESS,
  successorsOf,
  VIRTUAL,
} from './code';
import { ALU, CLASS, LD_IMM64, MODE, R10, SIZE } from './isa';
import type { BpfFunction } from './select';

/** r0–r9. Those that survive calls come last, for values that need them. */
const COLOURS: readonly number[] = [1, 2, 3, 4, 5, 0, 6, 7, 8, 9];
const MAX_ROUNDS = 40;

/** Gives every virtual register a place. False when even spilling does not help. */
export function allocate(fn: BpfFunction): boolean {
  const temporaries = new Set<number>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const graph = new Graph(fn, temporaries);
    graph.coalesce();
    const { colours, spilled } = graph.colour();
    if (spilled.length === 0) {
      rewrite(fn, (r) => {
        const root = graph.find(r);
        return root < VIRTUAL ? root : (colours.get(root) ?? 0);
      });
      return true;
    }
    // What was joined with a register of the machine stays apart until the end: only virtual ones are followed across blocks.
    rewrite(fn, (r) => {
      const root = graph.find(r);
      return root < VIRTUAL ? r : root;
    });
    for (const register of spilled) spill(fn, register, temporaries);
  }
  return false;
}

function rewrite(fn: BpfFunction, rename: (register: number) => number): void {
  for (const block of fn.blocks) {
    block.insns = block.insns
      .map((insn) => renameRegisters(insn, rename))
      .filter((insn) => !(isMove(insn) && insn.dst === insn.src));
  }
}

/** Registers alive at the end of each block; those of the machine never are. */
function liveOut(fn: BpfFunction): Set<number>[] {
  const { blocks } = fn;
  const uses: Set<number>[] = [];
  const defs: Set<number>[] = [];
  for (const block of blocks) {
    const use = new Set<number>();
    const def = new Set<number>();
    for (const insn of block.insns) {
      eachUse(insn, (r) => {
        if (r >= VIRTUAL && !def.has(r)) use.add(r);
      });
      eachDef(insn, (r) => def.add(r));
    }
    uses.push(use);
    defs.push(def);
  }
  const live = blocks.map(() => new Set<number>());
  const entering = uses.map((use) => new Set(use));
  for (let changed = true; changed; ) {
    changed = false;
    for (let b = blocks.length - 1; b >= 0; b--) {
      for (const to of successorsOf(blocks[b])) {
        for (const r of entering[to]) {
          if (live[b].has(r)) continue;
          live[b].add(r);
          changed = true;
          if (!defs[b].has(r)) entering[b].add(r);
        }
      }
    }
  }
  return live;
}

class Graph {
  private readonly neighbours = new Map<number, Set<number>>();
  private readonly parent = new Map<number, number>();
  private readonly moves: [number, number][] = [];
  private readonly cost = new Map<number, number>();
  private readonly rebuilt = new Set<number>();

  constructor(
    private readonly fn: BpfFunction,
    private readonly temporaries: ReadonlySet<number>,
  ) {
    for (const c of COLOURS) this.neighbours.set(c, new Set(COLOURS.filter((other) => other !== c)));
    this.build();
  }

  find(r: number): number {
    let root = r;
    for (let next = this.parent.get(root); next !== undefined; next = this.parent.get(root)) root = next;
    return root;
  }

  private node(r: number): Set<number> {
    let set = this.neighbours.get(r);
    if (set === undefined) {
      set = new Set();
      this.neighbours.set(r, set);
    }
    return set;
  }

  private edge(a: number, b: number): void {
    if (a === b) return;
    this.node(a).add(b);
    this.node(b).add(a);
  }

  private build(): void {
    const out = liveOut(this.fn);
    const depth = loopDepth(this.fn.blocks);
    const definitions = new Map<number, Insn | undefined>();
    this.fn.blocks.forEach((block, b) => {
      const weight = 10 ** Math.min(6, depth[b]);
      const live = new Set(out[b]);
      for (let i = block.insns.length - 1; i >= 0; i--) {
        const insn = block.insns[i];
        const move = isMove(insn);
        if (move) live.delete(insn.src);
        const defs: number[] = [];
        eachDef(insn, (r) => {
          if (r !== R10) defs.push(r);
        });
        for (const d of defs) {
          this.node(d);
          for (const l of live) this.edge(d, l);
          for (const other of defs) this.edge(d, other);
        }
        for (const d of defs) live.delete(d);
        eachUse(insn, (r) => {
          if (r === R10) return;
          this.node(r);
          live.add(r);
          if (r >= VIRTUAL) this.cost.set(r, (this.cost.get(r) ?? 0) + weight);
        });
        for (const d of defs) {
          if (d < VIRTUAL) continue;
          this.cost.set(d, (this.cost.get(d) ?? 0) + weight);
          definitions.set(d, definitions.has(d) ? undefined : insn);
        }
        if (move && insn.src !== R10) this.moves.push([insn.dst, insn.src]);
      }
    });
    for (const [r, insn] of definitions) if (insn && canRebuild(insn)) this.rebuilt.add(r);
  }

  /** Joins the two sides of moves where that cannot make colouring harder (Briggs for pairs, George with a machine register). */
  coalesce(): void {
    const k = COLOURS.length;
    for (let changed = true; changed; ) {
      changed = false;
      for (const [x, y] of this.moves) {
        let a = this.find(x);
        let b = this.find(y);
        if (a === b || (a < VIRTUAL && b < VIRTUAL)) continue;
        if (b < VIRTUAL) [a, b] = [b, a];
        if (this.node(a).has(b)) continue;
        // A value that can be made again at no cost had better stay apart from one that cannot.
        if (this.rebuilt.has(b) !== this.rebuilt.has(a) && a >= VIRTUAL && this.node(b).size >= k) continue;
        const safe = a < VIRTUAL ? this.george(a, b, k) : this.briggs(a, b, k);
        if (!safe) continue;
        this.join(a, b);
        changed = true;
      }
    }
  }

  private george(fixed: number, b: number, k: number): boolean {
    for (const n of this.node(b)) if (n >= VIRTUAL && this.node(n).size >= k && !this.node(fixed).has(n)) return false;
    return true;
  }

  private briggs(a: number, b: number, k: number): boolean {
    let significant = 0;
    const seen = new Set([...this.node(a), ...this.node(b)]);
    for (const n of seen) {
      const both = this.node(a).has(n) && this.node(b).has(n);
      if (n < VIRTUAL || this.node(n).size - (both ? 1 : 0) >= k) significant++;
    }
    return significant < k;
  }

  private join(a: number, b: number): void {
    for (const n of this.node(b)) {
      this.node(n).delete(b);
      this.edge(a, n);
    }
    this.neighbours.delete(b);
    this.parent.set(b, a);
    this.cost.set(a, (this.cost.get(a) ?? 0) + (this.cost.get(b) ?? 0));
    this.rebuilt.delete(a);
  }

  colour(): { colours: Map<number, number>; spilled: number[] } {
    const k = COLOURS.length;
    const degree = new Map<number, number>();
    const left = new Set<number>();
    for (const [r, set] of this.neighbours) {
      if (r < VIRTUAL) continue;
      degree.set(r, set.size);
      left.add(r);
    }
    const stack: number[] = [];
    while (left.size > 0) {
      let pick: number | undefined;
      for (const r of left) {
        if ((degree.get(r) ?? 0) < k) {
          pick = r;
          break;
        }
      }
      pick ??= this.cheapest(left, degree);
      left.delete(pick);
      stack.push(pick);
      for (const n of this.node(pick)) if (left.has(n)) degree.set(n, (degree.get(n) ?? 1) - 1);
    }
    return this.select(stack);
  }

  private cheapest(left: ReadonlySet<number>, degree: ReadonlyMap<number, number>): number {
    let best = -1;
    let bestScore = Number.POSITIVE_INFINITY;
    for (const r of left) {
      const cost = this.temporaries.has(r) ? 1e12 : (this.cost.get(r) ?? 0) * (this.rebuilt.has(r) ? 0.2 : 1);
      const score = cost / Math.max(1, degree.get(r) ?? 1);
      if (score < bestScore || best < 0) [best, bestScore] = [r, score];
    }
    return best;
  }

  private select(stack: number[]): { colours: Map<number, number>; spilled: number[] } {
    const colours = new Map<number, number>();
    const spilled: number[] = [];
    const colourOf = (r: number): number | undefined => (r < VIRTUAL ? r : colours.get(r));
    const partners = new Map<number, number[]>();
    const pair = (a: number, b: number) => {
      const list = partners.get(a);
      if (list) list.push(b);
      else partners.set(a, [b]);
    };
    for (const [x, y] of this.moves) {
      const [a, b] = [this.find(x), this.find(y)];
      if (a === b) continue;
      pair(a, b);
      pair(b, a);
    }
    for (let r = stack.pop(); r !== undefined; r = stack.pop()) {
      const taken = new Set<number>();
      for (const n of this.node(r)) {
        const c = colourOf(n);
        if (c !== undefined) taken.add(c);
      }
      const wished = (partners.get(r) ?? []).map(colourOf).find((c) => c !== undefined && !taken.has(c));
      const colour = wished ?? COLOURS.find((c) => !taken.has(c));
      if (colour === undefined) spilled.push(r);
      else colours.set(r, colour);
    }
    return { colours, spilled };
  }
}

/** How many loops are around each block, by the edges that go backwards. */
function loopDepth(blocks: readonly Block[]): number[] {
  const depth = blocks.map(() => 0);
  const loops = new Map<number, number>();
  blocks.forEach((block, i) => {
    for (const to of successorsOf(block)) if (to <= i) loops.set(to, Math.max(loops.get(to) ?? 0, i));
  });
  for (const [head, last] of loops) for (let i = head; i <= last; i++) depth[i]++;
  return depth;
}

/** Made from nothing: as cheap to make again as to load. */
function canRebuild(insn: Insn): boolean {
  if (insn.code === STACK_ADDRESS || insn.code === LD_IMM64) return true;
  return insn.code === (CLASS.ALU64 | ALU.MOV) || insn.code === (CLASS.ALU | ALU.MOV);
}

function spill(fn: BpfFunction, register: number, temporaries: Set<number>): void {
  const definitions = fn.blocks.flatMap((b) => b.insns.filter((insn) => defines(insn, register)));
  const only = definitions.length === 1 ? definitions[0] : undefined;
  if (only && canRebuild(only)) {
    rebuild(fn, register, only, temporaries);
    return;
  }
  fn.stack += 8;
  const off = -fn.stack;
  const fresh = () => {
    const t = VIRTUAL + fn.registers++;
    temporaries.add(t);
    return t;
  };
  const load = (dst: number, at: Insn['at']): Insn => ({
    code: CLASS.LDX | MODE.MEM | SIZE.DW,
    dst,
    src: R10,
    off,
    imm: 0,
    at,
  });
  const store = (src: number, at: Insn['at']): Insn => ({
    code: CLASS.STX | MODE.MEM | SIZE.DW,
    dst: R10,
    src,
    off,
    imm: 0,
    at,
  });
  for (const block of fn.blocks) {
    block.insns = block.insns.flatMap((insn) => {
      const reads = uses(insn, register);
      const writes = defines(insn, register);
      if (!reads && !writes) return [insn];
      if (isMove(insn) && reads !== writes) return [writes ? store(insn.src, insn.at) : load(insn.dst, insn.at)];
      const t = fresh();
      const renamed = renameRegisters(insn, (r) => (r === register ? t : r));
      return [...(reads ? [load(t, insn.at)] : []), renamed, ...(writes ? [store(t, insn.at)] : [])];
    });
  }
}

function rebuild(fn: BpfFunction, register: number, made: Insn, temporaries: Set<number>): void {
  for (const block of fn.blocks) {
    block.insns = block.insns.flatMap((insn) => {
      if (insn === made) return [];
      if (!uses(insn, register)) return [insn];
      const t = VIRTUAL + fn.registers++;
      temporaries.add(t);
      return [{ ...made, dst: t, at: insn.at }, renameRegisters(insn, (r) => (r === register ? t : r))];
    });
  }
}

function uses(insn: Insn, register: number): boolean {
  let found = false;
  eachUse(insn, (r) => {
    if (r === register) found = true;
  });
  return found;
}

function defines(insn: Insn, register: number): boolean {
  let found = false;
  eachDef(insn, (r) => {
    if (r === register) found = true;
  });
  return found;
}
