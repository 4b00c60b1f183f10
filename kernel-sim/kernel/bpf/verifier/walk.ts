/**
 * The walk over all paths, instruction by instruction. Follows do_check of kernel/bpf/verifier.c (Linux 6.1).
 */
import { BPF_COMPLEXITY_LIMIT_INSNS, BPF_PSEUDO_CALL, BPF_PSEUDO_KFUNC_CALL, BpfClass } from '../insn';
import type { BpfInsn } from '../types';
import { checkAlu } from './alu-insn';
import { checkFunctionCall, checkHelperCall, checkReturn, leaveFunction } from './call';
import { type Env, MAX_STEPS } from './env';
import { checkConditionalJump } from './jump';
import { checkAtomic, checkLoad, checkLoadImmediate, checkLoadPacket, checkStore, checkStoreImmediate } from './loads';
import { wholeFrameText } from './log';
import { isStateVisited } from './prune';
import { checkReferenceLeak } from './references';
import { Type } from './regs';
import { newFrame, State } from './state';
import { pathEnded, popBranch } from './walk-stack';

const BPF_FUNC_spin_unlock = 94;
/** Where the next instruction is; END: this path is over. */
const END = -1;

function startState(env: Env): void {
  const state = new State();
  state.branches = 1;
  const frame = newFrame(-1, 0, 0);
  frame.regs[1].markPointer(Type.CTX);
  state.frames.push(frame);
  env.state = state;
}

function call(env: Env, insn: BpfInsn): number {
  const local = insn.src === BPF_PSEUDO_CALL;
  const kfunc = insn.src === BPF_PSEUDO_KFUNC_CALL;
  if (
    insn.code & 8 ||
    (!kfunc && insn.off !== 0) ||
    insn.src > 2 ||
    insn.dst !== 0 ||
    (insn.code & 7) === BpfClass.JMP32
  )
    env.fail('reserved-fields', { what: 'BPF_CALL' });
  if (env.state.spinLock !== 0 && (insn.src !== 0 || insn.imm !== BPF_FUNC_spin_unlock)) env.fail('call-in-spin-lock');
  if (local) return checkFunctionCall(env, insn);
  if (kfunc) env.fail('kfunc-missing');
  return checkHelperCall(env, insn);
}

function exit(env: Env, insn: BpfInsn): number {
  if (insn.code & 8 || insn.imm !== 0 || insn.src !== 0 || insn.dst !== 0 || (insn.code & 7) === BpfClass.JMP32)
    env.fail('reserved-fields', { what: 'BPF_EXIT' });
  if (env.state.spinLock !== 0) env.fail('spin-unlock-missing');
  checkReferenceLeak(env);
  if (env.state.depth > 0) return leaveFunction(env);
  checkReturn(env);
  return END;
}

function jump(env: Env, insn: BpfInsn): number {
  const op = insn.code & 0xf0;
  env.jumps++;
  if (op === 0x80) return call(env, insn);
  if (op === 0x90) return exit(env, insn);
  if (op !== 0) return checkConditionalJump(env, insn);
  if (insn.code & 8 || insn.imm !== 0 || insn.src !== 0 || insn.dst !== 0 || (insn.code & 7) === BpfClass.JMP32)
    env.fail('reserved-fields', { what: 'BPF_JA' });
  return env.insn + insn.off + 1;
}

function load(env: Env, insn: BpfInsn): number {
  const mode = insn.code & 0xe0;
  if (mode === 0x20 || mode === 0x40) checkLoadPacket(env, insn);
  else if (mode === 0) {
    checkLoadImmediate(env, insn);
    return env.insn + 2;
  } else env.fail('bad-ld-mode');
  return env.insn + 1;
}

function store(env: Env, insn: BpfInsn): void {
  const mode = insn.code & 0xe0;
  if (mode === 0xc0) checkAtomic(env, insn);
  else if (mode !== 0x60) env.fail('reserved-fields', { what: 'BPF_STX' });
  else checkStore(env, insn);
}

/** One instruction; returns where to go on. */
function step(env: Env, insn: BpfInsn): number {
  switch (insn.code & 7) {
    case BpfClass.ALU:
    case BpfClass.ALU64:
      checkAlu(env, insn);
      break;
    case BpfClass.LDX:
      checkLoad(env, insn);
      break;
    case BpfClass.STX:
      store(env, insn);
      break;
    case BpfClass.ST:
      checkStoreImmediate(env, insn);
      break;
    case BpfClass.LD:
      return load(env, insn);
    default:
      return jump(env, insn);
  }
  return env.insn + 1;
}

const speculation = (env: Env): string => (env.state.speculative ? ' (speculative execution)' : '');

function printBefore(env: Env): void {
  const { log } = env;
  if (log.all && env.printWhole) {
    log.write(`\nfrom ${env.prevInsn} to ${env.insn}${speculation(env)}:`);
    log.state(env.state.frame, true);
    env.printWhole = false;
  }
  if (!log.verbose) return;
  if (log.scratched) log.instructionState(env.insn, env.state.frame);
  env.sourceLine(env.insn);
  log.instruction(env.insn, env.text(env.insn));
}

function recordStep(env: Env, pruned: boolean): void {
  if (!env.keepSteps || env.steps.length >= MAX_STEPS) return;
  env.steps.push({
    insn: env.insn,
    text: env.text(env.insn),
    state: wholeFrameText(env.state.frame),
    from: env.stepFrom,
    pruned,
  });
  env.stepFrom = env.steps.length - 1;
}

function isOver(env: Env): boolean {
  pathEnded(env);
  if (!popBranch(env)) return true;
  env.log.scratchAll();
  env.printWhole = true;
  return false;
}

export function walk(env: Env): void {
  startState(env);
  env.insn = 0;
  env.prevInsn = -1;
  for (;;) {
    if (env.insn >= env.insns.length) env.fail('fell-off', { insn: env.insn, count: env.insns.length });
    if (++env.processed > BPF_COMPLEXITY_LIMIT_INSNS) env.fail('too-large', { processed: env.processed });
    if (isStateVisited(env)) {
      if (env.log.verbose) {
        if (env.printWhole) env.log.write(`\nfrom ${env.prevInsn} to ${env.insn}${speculation(env)}: safe\n`);
        else env.log.write(`${env.insn}: safe\n`);
      }
      recordStep(env, true);
      if (isOver(env)) return;
      continue;
    }
    printBefore(env);
    recordStep(env, false);
    const insn = env.insns[env.insn];
    env.prevInsn = env.insn;
    const depth = env.state.depth;
    const next = step(env, insn);
    if (next === END) {
      if (isOver(env)) return;
      continue;
    }
    if (env.state.depth < depth) env.printWhole = true;
    env.insn = next;
  }
}
