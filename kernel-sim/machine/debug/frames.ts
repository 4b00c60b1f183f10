/**
 * The stack, frame by frame, without unwind tables: from the code of each function up to where it stands. `push %rbp; mov %rsp,%rbp`
 * is enough to know for our compiler and for gcc -O0; else pushes and subtractions from rsp are added up, and what an epilogue
 * takes off again counts only up to its `ret`.
 */
import { describe } from '../decode/describe';
import { type Cpu, Reg } from '../types';
import { type Memory, pcOf } from './memory';
import type { FunctionRow, SourceMap } from './source';

export interface Frame {
  pc: number;
  sp: number;
  /** rsp before the call: what it will be when the function has returned. */
  cfa: number;
}

const MOST_FRAMES = 40;
const MOST_INSTRUCTIONS = 3000;

interface Shape {
  /** Bytes between rsp and the CFA. */
  depth: number;
  /** rbp holds CFA − fp; 0: it does not. */
  fp: number;
  /** Where below the CFA the caller's rbp lies; 0: it is still in rbp. */
  saved: number;
}

/** What the code from the beginning of a function up to `pc` has done to the stack. */
function shapeAt(memory: Memory, { low }: FunctionRow, pc: number): Shape {
  let now: Shape = { depth: 8, fp: 0, saved: 0 };
  let body = now;
  const code = memory.code(low, Math.min(pc - low, MOST_INSTRUCTIONS * 5));
  for (let at = 0, n = 0; at < code.length && n < MOST_INSTRUCTIONS; n++) {
    const { mnemonic, operands, length } = describe(code.subarray(at));
    at += length;
    now = after(now, mnemonic, operands);
    if (now.depth >= body.depth && !/^(ret|leave|pop)/.test(mnemonic)) body = now;
    if (/^(ret|jmp)/.test(mnemonic) && (mnemonic === 'ret' || now.depth === 8)) now = body;
  }
  return now;
}

function after(s: Shape, mnemonic: string, operands: readonly string[]): Shape {
  const [first, second] = operands;
  if (/^push/.test(mnemonic)) {
    const depth = s.depth + 8;
    return first === '%rbp' && s.saved === 0 ? { ...s, depth, saved: depth } : { ...s, depth };
  }
  if (/^pop/.test(mnemonic))
    return first === '%rbp' ? { depth: s.depth - 8, fp: 0, saved: 0 } : { ...s, depth: s.depth - 8 };
  if (mnemonic === 'leave') return { depth: 8, fp: 0, saved: 0 };
  if (mnemonic === 'mov' && first === '%rsp' && second === '%rbp') return { ...s, fp: s.depth };
  const amount = second === '%rsp' && first?.startsWith('$') ? Number(BigInt.asIntN(64, BigInt(first.slice(1)))) : 0;
  if (/^sub/.test(mnemonic)) return { ...s, depth: s.depth + amount };
  if (/^add/.test(mnemonic)) return { ...s, depth: s.depth - amount };
  return s;
}

/** Frames from the innermost out; ends where a function is unknown or memory is not there. */
export function frames(cpu: Cpu, memory: Memory, source: SourceMap): Frame[] {
  const out: Frame[] = [];
  let pc = pcOf(cpu);
  let sp = cpu.regNumber(Reg.RSP);
  let bp = cpu.regNumber(Reg.RBP);
  while (out.length < MOST_FRAMES) {
    const found = source.functionAt(out.length === 0 ? pc : pc - 1);
    if (!found) {
      out.push({ pc, sp, cfa: sp + 8 });
      return out;
    }
    const shape = shapeAt(memory, found, pc);
    const cfa = shape.fp > 0 ? bp + shape.fp : sp + shape.depth;
    out.push({ pc, sp, cfa });
    if (found.name === '_start') return out;
    const back = memory.pointer(cfa - 8);
    if (back === null || back === 0 || cfa <= sp) return out;
    if (shape.saved > 0) bp = memory.pointer(cfa - shape.saved) ?? 0;
    pc = back;
    sp = cfa;
  }
  return out;
}
