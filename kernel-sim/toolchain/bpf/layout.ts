/** Blocks → instructions in order: unreachable ones dropped, jumps to what follows left out, offsets filled in. */
import type { SourcePosition } from '../diagnostics';
import { type Block, eachDef, eachUse, type Insn, STACK_ADDRESS, successorsOf } from './code';
import { ALU, type BpfInsn, CLASS, JUMP, LD_IMM64, R10, SOURCE } from './isa';
import { type BpfFunction, INVERSE } from './select';

/** Code of one function, and what the linker and the debugger want to know of it. */
export interface LaidOut {
  insns: BpfInsn[];
  /** Instruction index → symbol whose address or offset it wants. */
  references: { index: number; symbol: string; call: boolean }[];
  /** Where each run of instructions of one source position begins. */
  lines: { index: number; at: SourcePosition }[];
  /** A jump does not reach. */
  tooFar: boolean;
}

export function layOut(fn: BpfFunction): LaidOut {
  threadJumps(fn.blocks);
  removeDead(fn);
  const order = placeBlocks(fn.blocks);
  const flat = flatten(fn.blocks, order);
  return encode(flat.insns, flat.start);
}

/** Empty blocks are passed by. */
function threadJumps(blocks: Block[]): void {
  const final = (id: number): number => {
    let to = id;
    for (let i = 0; i < blocks.length; i++) {
      const { insns, next } = blocks[to];
      if (insns.length > 0 || next === undefined || next === to) break;
      to = next;
    }
    return to;
  };
  for (const block of blocks) {
    if (block.next !== undefined) block.next = final(block.next);
    const last = block.insns[block.insns.length - 1];
    if (last?.to !== undefined) last.to = final(last.to);
    if (last?.to !== undefined && last.to === block.next) block.insns.pop();
  }
}

/** What allocation left behind: results that nobody reads. */
function removeDead(fn: BpfFunction): void {
  const pure = (insn: Insn) => {
    const cls = insn.code & 7;
    return insn.code === STACK_ADDRESS || insn.code === LD_IMM64 || cls === CLASS.ALU || cls === CLASS.ALU64;
  };
  const { blocks } = fn;
  const liveIn = blocks.map(() => 0);
  const scan = (block: Block, remove: boolean): number => {
    let live = 0;
    for (const to of successorsOf(block)) live |= liveIn[to];
    for (let i = block.insns.length - 1; i >= 0; i--) {
      const insn = block.insns[i];
      let defs = 0;
      eachDef(insn, (r) => {
        defs |= 1 << r;
      });
      if (remove && pure(insn) && (defs & live) === 0) {
        block.insns.splice(i, 1);
        continue;
      }
      live &= ~defs;
      eachUse(insn, (r) => {
        live |= 1 << r;
      });
    }
    return live;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (let b = blocks.length - 1; b >= 0; b--) {
      const live = scan(blocks[b], false);
      if (live === liveIn[b]) continue;
      liveIn[b] = live;
      changed = true;
    }
  }
  for (const block of blocks) scan(block, true);
}

/** Reverse postorder: without loops all jumps go forward, and a block is followed by what it falls into where that can be. */
function placeBlocks(blocks: readonly Block[]): number[] {
  const seen = new Set<number>([0]);
  const postorder: number[] = [];
  const stack = [{ id: 0, left: successorsOf(blocks[0]) }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const to = top.left.shift();
    if (to === undefined) {
      postorder.push(top.id);
      stack.pop();
    } else if (!seen.has(to)) {
      seen.add(to);
      stack.push({ id: to, left: successorsOf(blocks[to]) });
    }
  }
  return postorder.reverse();
}

function flatten(blocks: readonly Block[], order: readonly number[]): { insns: Insn[]; start: Map<number, number> } {
  const insns: Insn[] = [];
  const start = new Map<number, number>();
  order.forEach((id, i) => {
    const block = blocks[id];
    start.set(id, insns.length);
    const following = order[i + 1];
    const last = block.insns[block.insns.length - 1];
    const body = [...block.insns];
    if (block.next !== undefined && block.next !== following) {
      const op = last === undefined ? 0 : last.code & 0xf0;
      if (last?.to !== undefined && last.to === following && INVERSE[op] !== undefined) {
        body[body.length - 1] = { ...last, code: (last.code & 0x0f) | INVERSE[op], to: block.next };
      } else body.push({ code: CLASS.JMP | JUMP.JA, dst: 0, src: 0, off: 0, imm: 0, to: block.next, at: last?.at });
    }
    insns.push(...body);
  });
  return { insns, start };
}

const slots = (insn: Insn): number =>
  insn.code === LD_IMM64 ? 2 : insn.code === STACK_ADDRESS && insn.off !== 0 ? 2 : 1;

/** `start`: index into `code` where each block begins. */
function encode(code: readonly Insn[], start: ReadonlyMap<number, number>): LaidOut {
  const position: number[] = [];
  let at = 0;
  for (const insn of code) {
    position.push(at);
    at += slots(insn);
  }
  position.push(at);
  const out: LaidOut = { insns: [], references: [], lines: [], tooFar: false };
  let known: SourcePosition | undefined;
  code.forEach((insn, i) => {
    if (insn.at && (insn.at.line !== known?.line || insn.at.file !== known.file)) {
      out.lines.push({ index: out.insns.length, at: insn.at });
      known = insn.at;
    }
    if (insn.symbol !== undefined)
      out.references.push({ index: out.insns.length, symbol: insn.symbol, call: insn.code !== LD_IMM64 });
    const { dst, src, imm } = insn;
    if (insn.code === STACK_ADDRESS) {
      out.insns.push({ code: CLASS.ALU64 | ALU.MOV | SOURCE.X, dst, src: R10, off: 0, imm: 0 });
      if (insn.off !== 0) out.insns.push({ code: CLASS.ALU64 | ALU.ADD, dst, src: 0, off: 0, imm: insn.off });
      return;
    }
    if (insn.code === LD_IMM64) {
      const wide = insn.wide ?? 0n;
      out.insns.push({ code: LD_IMM64, dst, src: 0, off: 0, imm: Number(BigInt.asIntN(32, wide)) });
      out.insns.push({ code: 0, dst: 0, src: 0, off: 0, imm: Number(BigInt.asIntN(32, wide >> 32n)) });
      return;
    }
    let { off } = insn;
    if (insn.to !== undefined) {
      off = position[start.get(insn.to) ?? 0] - position[i] - 1;
      if (off < -0x8000 || off > 0x7fff) out.tooFar = true;
    }
    out.insns.push({ code: insn.code, dst, src, off, imm });
  });
  return out;
}
