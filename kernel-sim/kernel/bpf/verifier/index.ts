/**
 * The eBPF verifier: does this program do only what it may, whatever it meets? Follows kernel/bpf/verifier.c:bpf_check (Linux 6.1), in
 * rules and in its log. What is left out is refused: see VERIFIER.md.
 */
import { BPF_MAXINSNS } from '../insn';
import type { VerifiedProgram, VerifyInput, VerifyResult } from '../types';
import { checkCfg, checkSubprograms, findSubprograms } from './cfg';
import { checkStackDepth } from './depth';
import { Env, Refused } from './env';
import { resolveImmediates } from './imm64';
import { LOG_STATS } from './log';
import { walk } from './walk';

const COMPLEXITY_LIMIT_INSNS = 1_000_000;

/** A function without type information may not use what needs to know its type (check_abnormal_return). */
function checkAbnormalReturn(env: Env): void {
  env.subprograms.forEach((sub, i) => {
    if (i === 0 || env.input.functionName?.(sub.start)) return;
    env.insn = sub.start;
    if (sub.hasLdAbs) env.fail('ld-abs-subprogram');
    if (sub.hasTailCall) env.fail('tail-call-subprogram');
  });
}

function check(env: Env): void {
  const count = env.insns.length;
  const limit = env.privileged ? COMPLEXITY_LIMIT_INSNS : BPF_MAXINSNS;
  if (count === 0) env.fail('empty-program');
  if (count > limit) env.fail('too-many-insns', { count, limit });
  if (env.sleepable) env.fail('sleepable-unsupported');
  findSubprograms(env);
  checkSubprograms(env);
  checkAbnormalReturn(env);
  resolveImmediates(env);
  checkCfg(env);
  walk(env);
  if (!env.log.keepsAll) env.log.truncate(0);
  checkStackDepth(env);
}

function writeStatistics(env: Env): void {
  if (env.input.logLevel & LOG_STATS) {
    env.log.write('verification time 0 usec\n');
    env.log.write(`stack depth ${env.subprograms.map((sub) => sub.stackDepth).join('+')}\n`);
  }
  env.log.write(
    `processed ${env.processed} insns (limit ${COMPLEXITY_LIMIT_INSNS}) max_states_per_insn ${env.maxStatesPerInsn} ` +
      `total_states ${env.totalStates} peak_states ${env.peakStates} mark_read ${env.longestMarkRead}\n`,
  );
}

/** Immediate loads of maps name them by their index in `maps`. */
function verified(env: Env): VerifiedProgram {
  env.insns.forEach((insn, i) => {
    if (env.aux[i].map >= 0) insn.imm = env.aux[i].map;
  });
  return {
    insns: env.insns,
    maps: env.maps,
    subprograms: env.subprograms.map((sub) => sub.start),
    stackDepth: env.subprograms.map((sub) => sub.stackDepth),
    statistics: {
      processed: env.processed,
      peakStates: env.peakStates,
      totalStates: env.totalStates,
      maxStatesPerInsn: env.maxStatesPerInsn,
    },
  };
}

export function verify(input: VerifyInput): VerifyResult {
  const env = new Env(input);
  try {
    check(env);
  } catch (reason) {
    if (!(reason instanceof Refused)) throw reason;
    writeStatistics(env);
    const { errno, rejection } = reason;
    return { ok: false, errno, log: env.log.text(), rejection, steps: env.steps };
  }
  writeStatistics(env);
  return { ok: true, program: verified(env), log: env.log.text(), steps: env.steps };
}
