/**
 * The shape of a program before its values: subprograms, jumps within them, every instruction reachable, loops.
 * Follows add_subprog_and_kfunc, check_subprogs and check_cfg of kernel/bpf/verifier.c (Linux 6.1).
 */
import { BPF_PSEUDO_CALL, BPF_PSEUDO_FUNC, BPF_PSEUDO_KFUNC_CALL, BpfClass, LD_IMM64 } from '../insn';
import type { BpfInsn } from '../types';
import type { Env } from './env';

const MAX_SUBPROGS = 256;
const BPF_FUNC_timer_set_callback = 170;
const EXIT = 0x95;
const JA = 0x05;

export const isPseudoCall = (insn: BpfInsn): boolean => insn.code === 0x85 && insn.src === BPF_PSEUDO_CALL;
export const isPseudoFunc = (insn: BpfInsn): boolean => insn.code === LD_IMM64 && insn.src === BPF_PSEUDO_FUNC;

const isJump = (insn: BpfInsn): boolean => (insn.code & 7) === BpfClass.JMP || (insn.code & 7) === BpfClass.JMP32;

/** Where functions begin: instruction 0 and every target of a call. */
export function findSubprograms(env: Env): void {
  const starts = new Set([0]);
  env.insns.forEach((insn, i) => {
    const kfunc = insn.code === 0x85 && insn.src === BPF_PSEUDO_KFUNC_CALL;
    if (!isPseudoCall(insn) && !isPseudoFunc(insn) && !kfunc) return;
    env.insn = i;
    if (!env.privileged) env.fail('functions-need-privilege');
    if (kfunc) {
      // libbpf leaves a zero call where the kernel lacks the function; it is an error only if it is reached.
      if (insn.imm !== 0) env.fail('kfunc-unsupported', { id: insn.imm });
      return;
    }
    const target = i + insn.imm + 1;
    if (target < 0 || target >= env.insns.length) env.fail('call-invalid-destination');
    starts.add(target);
    if (starts.size > MAX_SUBPROGS) env.fail('too-many-subprograms');
  });
  const sorted = [...starts].sort((a, b) => a - b);
  sorted.forEach((start, i) => {
    env.subprograms.push({
      start,
      end: sorted[i + 1] ?? env.insns.length,
      stackDepth: 0,
      hasTailCall: false,
      tailCallReachable: false,
      hasLdAbs: false,
      isAsyncCallback: false,
    });
    if (env.log.all) env.log.write(`func#${i} @${start}\n`);
  });
}

/** Jumps stay in their function and no function runs into the next. */
export function checkSubprograms(env: Env): void {
  for (const sub of env.subprograms) {
    for (let i = sub.start; i < sub.end; i++) {
      const insn = env.insns[i];
      env.insn = i;
      if (insn.code === 0x85 && insn.imm === 12 && insn.src !== BPF_PSEUDO_CALL) sub.hasTailCall = true;
      const mode = insn.code & 0xe0;
      if ((insn.code & 7) === BpfClass.LD && (mode === 0x20 || mode === 0x40)) sub.hasLdAbs = true;
      if (isJump(insn) && insn.code !== EXIT && (insn.code & 0xf0) !== 0x80) {
        const to = i + insn.off + 1;
        if (to < sub.start || to >= sub.end) env.fail('jump-out-of-range', { from: i, to });
      }
      if (i === sub.end - 1 && insn.code !== EXIT && insn.code !== JA) env.fail('falls-through');
    }
  }
}

const DISCOVERED = 0x10;
const EXPLORED = 0x20;
const FALLTHROUGH = 1;
const BRANCH = 2;

/** Depth-first walk over the instructions, and what it finds on the way: places worth remembering states at. */
class Walk {
  private readonly marks: Uint8Array;
  private readonly stack: number[] = [];

  constructor(private readonly env: Env) {
    this.marks = new Uint8Array(env.insns.length);
  }

  run(): void {
    this.marks[0] = DISCOVERED;
    this.stack.push(0);
    while (this.stack.length > 0) {
      const at = this.stack[this.stack.length - 1];
      if (this.visit(at)) continue;
      this.marks[at] = EXPLORED;
      this.stack.pop();
    }
    const { env } = this;
    for (let i = 0; i < env.insns.length; i++) {
      env.insn = i;
      if (this.marks[i] !== EXPLORED) env.fail('unreachable', { insn: i });
      if (env.insns[i].code !== LD_IMM64) continue;
      if (this.marks[i + 1] !== 0) env.fail('jump-into-ldimm64', { insn: i });
      i++;
    }
  }

  /** Follows one edge; true if it led somewhere new, which is then on the stack. */
  private edge(from: number, to: number, kind: number, loopOk: boolean): boolean {
    const { marks, env } = this;
    if (marks[from] >= (DISCOVERED | kind)) return false;
    env.insn = from;
    if (to < 0 || to >= env.insns.length) {
      env.sourceLine(from, `${from}: `);
      env.fail('jump-out-of-range', { from, to });
    }
    if (kind === BRANCH) {
      env.aux[to].prune = true;
      env.aux[to].jumpPoint = true;
    }
    if (marks[to] === 0) {
      marks[from] = DISCOVERED | kind;
      marks[to] = DISCOVERED;
      this.stack.push(to);
      return true;
    }
    if ((marks[to] & 0xf0) === DISCOVERED) {
      if (loopOk && env.privileged) return false;
      env.sourceLine(from, `${from}: `);
      env.sourceLine(to, `${to}: `);
      env.fail('back-edge', { from, to });
    }
    marks[from] = DISCOVERED | kind;
    return false;
  }

  private prune(at: number, jumpPoint = false): void {
    if (at >= this.env.insns.length) return;
    this.env.aux[at].prune = true;
    if (jumpPoint) this.env.aux[at].jumpPoint = true;
  }

  private visit(at: number): boolean {
    const insn = this.env.insns[at];
    if (isPseudoFunc(insn)) return this.call(at, 2, true);
    if (!isJump(insn)) return this.edge(at, at + (insn.code === LD_IMM64 ? 2 : 1), FALLTHROUGH, false);
    if (insn.code === EXIT) return false;
    if (insn.code === 0x85) {
      if (insn.imm === BPF_FUNC_timer_set_callback && insn.src === 0) this.prune(at);
      return this.call(at, 1, insn.src === BPF_PSEUDO_CALL);
    }
    if ((insn.code & 0xf0) === 0) {
      if (insn.code & 8) this.env.fail('jump-out-of-range', { from: at, to: at });
      const more = this.edge(at, at + insn.off + 1, FALLTHROUGH, true);
      this.prune(at + insn.off + 1, true);
      this.prune(at + 1);
      return more;
    }
    this.prune(at);
    return this.edge(at, at + 1, FALLTHROUGH, true) || this.edge(at, at + insn.off + 1, BRANCH, true);
  }

  private call(at: number, length: number, intoCallee: boolean): boolean {
    if (this.edge(at, at + length, FALLTHROUGH, false)) return true;
    this.prune(at + length, true);
    if (!intoCallee) return false;
    this.prune(at);
    // Recursion is found out by the walk over values, callbacks included.
    return this.edge(at, at + this.env.insns[at].imm + 1, BRANCH, isPseudoFunc(this.env.insns[at]));
  }
}

export function checkCfg(env: Env): void {
  new Walk(env).run();
}
