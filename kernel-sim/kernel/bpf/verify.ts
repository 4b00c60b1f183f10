/**
 * The door to the verifier: which rules a program type has, and the verdict on a program.
 */
import { EINVAL } from '../errno';
import { BPF_PSEUDO_CALL, LD_IMM64 } from './insn';
import type { BpfInsn, BpfMapInfo, ProgTypeRules, VerifyInput, VerifyResult } from './types';

export function rulesOf(type: number): ProgTypeRules | null {
  return {
    type,
    contextName: 'ctx',
    contextSize: 256,
    access: () => null,
    helper: () => null,
    returnRange: () => null,
    packetWrite: true,
  };
}

/** Only resolves maps and functions: programs are not judged yet. */
export function verifyProgram(input: VerifyInput): VerifyResult {
  const maps: BpfMapInfo[] = [];
  const insns: BpfInsn[] = [];
  const subprograms = new Set([0]);
  for (let i = 0; i < input.insns.length; i++) {
    const insn = input.insns[i];
    if (insn.code === LD_IMM64 && (insn.src === 1 || insn.src === 2)) {
      const map = input.map(insn.imm);
      if (typeof map === 'number') {
        const log = `fd ${insn.imm} is not pointing to valid bpf_map\n`;
        const rejection = { code: 'map-fd', params: { fd: insn.imm }, insn: i, state: '' };
        return { ok: false, errno: map, log, rejection, steps: [] };
      }
      let index = maps.indexOf(map);
      if (index < 0) index = maps.push(map) - 1;
      insns.push({ ...insn, imm: index });
    } else {
      if (insn.code === 0x85 && insn.src === BPF_PSEUDO_CALL) subprograms.add(i + insn.imm + 1);
      insns.push(insn);
    }
  }
  if (insns.length === 0)
    return {
      ok: false,
      errno: -EINVAL,
      log: '',
      rejection: { code: 'empty', params: {}, insn: 0, state: '' },
      steps: [],
    };
  return {
    ok: true,
    program: {
      insns,
      maps,
      subprograms: [...subprograms].sort((a, b) => a - b),
      stackDepth: [],
      statistics: { processed: insns.length, peakStates: 0, totalStates: 0, maxStatesPerInsn: 0 },
    },
    log: '',
    steps: [],
  };
}
