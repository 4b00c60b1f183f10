/**
 * 64-bit immediate loads become what they name: maps, addresses in map values, functions. Also the checks of opcodes and reserved
 * fields that need no values. Follows resolve_pseudo_ldimm64 and check_map_prog_compatibility of kernel/bpf/verifier.c (Linux 6.1).
 */
import {
  BPF_PSEUDO_BTF_ID,
  BPF_PSEUDO_FUNC,
  BPF_PSEUDO_MAP_FD,
  BPF_PSEUDO_MAP_VALUE,
  BpfClass,
  LD_IMM64,
} from '../insn';
import { type BpfMapInfo, MapType, ProgType } from '../types';
import type { Env } from './env';

export const MAX_VAR_OFF = 1 << 29;
const MAX_USED_MAPS = 64;

/** Opcodes of Linux 6.1 (bpf_opcode_in_insntable), one bit each. */
const KNOWN = knownOpcodes();

function knownOpcodes(): Uint8Array {
  const known = new Uint8Array(256);
  for (let op = 0; op <= 0xd0; op += 0x10) {
    if (op === 0xd0) known[0xd4] = known[0xdc] = 1;
    else if (op === 0x80) known[0x84] = known[0x87] = 1;
    else for (const klass of [BpfClass.ALU, BpfClass.ALU64]) known[op | klass] = known[op | 8 | klass] = 1;
  }
  for (const op of [0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0xa0, 0xb0, 0xc0, 0xd0])
    for (const klass of [BpfClass.JMP, BpfClass.JMP32]) known[op | klass] = known[op | 8 | klass] = 1;
  for (const code of [0x05, 0x85, 0x95, LD_IMM64, 0xc3, 0xdb]) known[code] = 1;
  for (const size of [0, 8, 0x10, 0x18])
    for (const klass of [BpfClass.LDX, BpfClass.ST, BpfClass.STX]) known[0x60 | size | klass] = 1;
  for (const size of [0, 8, 0x10]) known[0x20 | size] = known[0x40 | size] = 1;
  return known;
}

/** Kernel address of a map in the log: stable, and nothing more. */
const mapAddress = (map: BpfMapInfo): bigint => 0xffff_8881_0000_0000n + BigInt(map.id) * 0x400n;
const valueAddress = (map: BpfMapInfo): bigint => 0xffff_c900_0000_0000n + BigInt(map.id) * 0x10_0000n;

const TRACING_TYPES: readonly number[] = [
  ProgType.KPROBE,
  ProgType.TRACEPOINT,
  ProgType.PERF_EVENT,
  ProgType.RAW_TRACEPOINT,
];

function checkMapFitsProgram(env: Env, map: BpfMapInfo): void {
  const { type } = env.input.rules;
  const tracing = TRACING_TYPES.includes(type);
  if (map.spinLockOffset >= 0) {
    if (type === ProgType.SOCKET_FILTER) env.fail('spin-lock-socket-filter');
    if (tracing) env.fail('spin-lock-tracing');
  }
  if (map.timerOffset >= 0 && tracing) env.fail('timer-tracing');
}

function useMap(env: Env, fd: number): number {
  const map = env.input.map(fd);
  if (typeof map === 'number') return env.fail('bad-map-fd', { fd });
  checkMapFitsProgram(env, map);
  const known = env.maps.findIndex((other) => other.id === map.id);
  if (known >= 0) return known;
  if (env.maps.length >= MAX_USED_MAPS) env.fail('too-many-maps');
  return env.maps.push(map) - 1;
}

function resolveWide(env: Env, i: number): void {
  const insn = env.insns[i];
  const next = env.insns[i + 1];
  if (next === undefined || next.code !== 0 || next.dst !== 0 || next.src !== 0 || next.off !== 0) {
    env.fail('bad-ldimm64');
    return;
  }
  env.wide.set(i, (BigInt(next.imm >>> 0) << 32n) | BigInt(insn.imm >>> 0));
  if (insn.src === 0 || insn.src === BPF_PSEUDO_FUNC) return;
  if (insn.src === BPF_PSEUDO_BTF_ID) env.fail('btf-unsupported');
  const known = insn.src === BPF_PSEUDO_MAP_VALUE || (insn.src === BPF_PSEUDO_MAP_FD && next.imm === 0);
  if (!known) env.fail('unrecognized-ldimm64');
  const index = useMap(env, insn.imm);
  const map = env.maps[index];
  env.aux[i].map = index;
  if (insn.src === BPF_PSEUDO_MAP_VALUE) {
    const off = next.imm >>> 0;
    if (off >= MAX_VAR_OFF) env.fail('direct-value-offset', { off });
    if (map.type !== MapType.ARRAY) env.fail('no-direct-value');
    if (map.maxEntries !== 1) env.fail('direct-value-access', { size: map.valueSize, off });
    if (off >= map.valueSize) env.fail('direct-value-access', { size: map.valueSize, off });
    env.wide.set(i, valueAddress(map) + BigInt(off));
  } else env.wide.set(i, mapAddress(map));
}

export function resolveImmediates(env: Env): void {
  for (let i = 0; i < env.insns.length; i++) {
    const insn = env.insns[i];
    env.insn = i;
    const klass = insn.code & 7;
    if (klass === BpfClass.LDX && ((insn.code & 0xe0) !== 0x60 || insn.imm !== 0)) env.fail('ldx-reserved');
    if (insn.code === LD_IMM64) {
      resolveWide(env, i);
      i++;
    } else if (KNOWN[insn.code] === 0) env.fail('unknown-opcode', { code: insn.code.toString(16).padStart(2, '0') });
  }
}
