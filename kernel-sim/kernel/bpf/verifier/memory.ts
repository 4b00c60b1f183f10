/**
 * Is this load or store allowed? One row per kind of pointer. Follows check_mem_access of kernel/bpf/verifier.c (Linux 6.1) and the
 * check_*_access functions below it.
 */
import { socketField } from '../context/sock';
import { tnumAdd, tnumConst, tnumIsAligned, tnumIsConst, tnumText } from '../tnum';
import type { BpfMapInfo, ContextField } from '../types';
import { type Env, hidesPointer } from './env';
import { MAX_VAR_OFF } from './imm64';
import type { Code, Params } from './messages';
import { baseType, isSocket, MAYBE_NULL, mayBeNull, RDONLY, type Reg, Type, typeName } from './regs';
import { coerce, constScalar, S64_MIN } from './scalar';
import { readStack, writeStack } from './stack';

export const BPF_F_RDONLY_PROG = 1 << 7;
export const BPF_F_WRONLY_PROG = 1 << 8;
const BPF_TIMER_SIZE = 16;
const FLOW_KEYS_SIZE = 56;

export interface Access {
  readonly regno: number;
  /** Offset in the instruction. */
  readonly off: number;
  readonly size: number;
  readonly write: boolean;
  /** Register loaded into or stored from; -1 for none. */
  readonly value: number;
}

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  [Type.FLOW_KEYS]: 'flow keys ',
  [Type.MAP_KEY]: 'key ',
  [Type.MAP_VALUE]: 'value ',
  [Type.CTX]: 'context ',
  [Type.STACK]: 'stack ',
  [Type.SOCKET]: 'sock ',
  [Type.SOCK_COMMON]: 'sock_common ',
  [Type.TCP_SOCK]: 'tcp_sock ',
  [Type.XDP_SOCK]: 'xdp_sock ',
};
const NET_IP_ALIGN = 2;

/** Stack and context must be aligned, the rest only if asked for (check_ptr_alignment). */
export function checkAlignment(env: Env, reg: Reg, off: number, size: number, strictOnce: boolean): void {
  const strict = env.strict || strictOnce || reg.type === Type.STACK;
  if (!strict || size === 1) return;
  const packet = reg.type === Type.PACKET || reg.type === Type.PACKET_META;
  const total = tnumAdd(reg.num.bits, tnumConst(BigInt(reg.off + off + (packet ? NET_IP_ALIGN : 0))));
  if (tnumIsAligned(total, size)) return;
  const params = { bits: tnumText(reg.num.bits), base: reg.off, off, size };
  if (packet) env.fail('misaligned-packet', { ...params, align: NET_IP_ALIGN });
  env.fail('misaligned', { ...params, what: DESCRIPTIONS[reg.type] ?? '' });
}

/** [off, off + size) inside memSize bytes? Prints Linux's line of this kind of memory if not (__check_mem_access). */
export function checkRange(
  env: Env,
  regno: number,
  off: number,
  size: number,
  memSize: number,
  zeroAllowed: boolean,
): string | null {
  const sizeOk = size > 0 || (size === 0 && zeroAllowed);
  if (off >= 0 && sizeOk && off + size <= memSize) return null;
  const reg = env.regs[regno];
  if (reg.type === Type.MAP_KEY) return `invalid access to map key, key_size=${memSize} off=${off} size=${size}`;
  if (reg.type === Type.MAP_VALUE) return `invalid access to map value, value_size=${memSize} off=${off} size=${size}`;
  if (reg.type === Type.PACKET || reg.type === Type.PACKET_META || reg.type === Type.PACKET_END)
    return `invalid access to packet, off=${off} size=${size}, R${regno}(id=${reg.id},off=${off},r=${memSize})`;
  return `invalid access to memory, mem_size=${memSize} off=${off} size=${size}`;
}

const s32 = (x: bigint): bigint => BigInt.asIntN(32, x);

interface Problem {
  readonly code: Code;
  readonly params: Params;
}

/** What is wrong with an access to memory of a fixed size at a variable offset; null if nothing is. */
export function regionProblem(
  env: Env,
  regno: number,
  off: number,
  size: number,
  memSize: number,
  zeroAllowed: boolean,
): Problem | null {
  const reg = env.regs[regno];
  const { smin, umax } = reg.num;
  const least = smin + BigInt(off);
  if (smin < 0n && (smin === S64_MIN || least !== s32(least) || least < 0n))
    return { code: 'min-negative', params: { reg: regno } };
  const code = reg.type === Type.MAP_VALUE ? 'map-value-oob' : reg.type === Type.MAP_KEY ? 'map-key-oob' : 'mem-oob';
  const outside = (at: number, bound: string): Problem | null => {
    const line = checkRange(env, regno, at, size, memSize, zeroAllowed);
    return line === null ? null : { code, params: { line, reg: regno, bound, off: at, size, memSize } };
  };
  const below = outside(Number(s32(least)), 'min');
  if (below) return below;
  if (umax >= BigInt(MAX_VAR_OFF)) return { code: 'unbounded-memory', params: { reg: regno } };
  return outside(Number(umax) + off, 'max');
}

/** Memory of a fixed size, at a variable offset (check_mem_region_access). */
export function checkRegion(
  env: Env,
  regno: number,
  off: number,
  size: number,
  memSize: number,
  zeroAllowed: boolean,
): void {
  const problem = regionProblem(env, regno, off, size, memSize, zeroAllowed);
  if (problem) env.fail(problem.code, problem.params);
}

/** Bytes of the packet that were compared with its end (check_packet_access). */
export function checkPacket(env: Env, regno: number, off: number, size: number, zeroAllowed: boolean): void {
  const reg = env.regs[regno];
  if (reg.num.smin < 0n) env.fail('min-negative', { reg: regno });
  if (reg.range < 0) env.fail('packet-range', { reg: regno });
  const line = checkRange(env, regno, off, size, reg.range, zeroAllowed);
  if (line) env.fail('packet-oob', { line, reg: regno, off, size, range: reg.range });
}

/** The map's own limits on programs (check_map_access_type). */
export function checkMapDirection(env: Env, map: BpfMapInfo, off: number, size: number, write: boolean): void {
  const forbidden = write ? map.flags & BPF_F_RDONLY_PROG : map.flags & BPF_F_WRONLY_PROG;
  if (forbidden)
    env.fail('map-direction', { what: write ? 'write into' : 'read from', valueSize: map.valueSize, off, size });
}

export function checkMapValue(env: Env, regno: number, off: number, size: number, zeroAllowed: boolean): void {
  const reg = env.regs[regno];
  const map = reg.map as BpfMapInfo;
  checkRegion(env, regno, off, size, map.valueSize, zeroAllowed);
  const low = Number(reg.num.smin) + off;
  const high = Number(reg.num.umax) + off + size;
  const touches = (at: number, length: number) => at >= 0 && low < at + length && at < high;
  if (touches(map.spinLockOffset, 4)) env.fail('spin-lock-direct');
  if (touches(map.timerOffset, BPF_TIMER_SIZE)) env.fail('timer-direct');
}

/** The pointer is as it was given: no offset (__check_ptr_off_reg). */
export function checkUnmodified(env: Env, regno: number, fixedOk: boolean): void {
  const reg = env.regs[regno];
  const type = typeName(reg.type);
  if (reg.off < 0) env.fail('negative-offset-pointer', { type, reg: regno, off: reg.off });
  if (!fixedOk && reg.off !== 0) env.fail('modified-pointer', { type, reg: regno, off: reg.off });
  if (!tnumIsConst(reg.num.bits) || reg.num.bits.value !== 0n)
    env.fail('variable-pointer', { type, bits: tnumText(reg.num.bits) });
}

function noPointerLeak(env: Env, access: Access, into: string): void {
  if (access.write && access.value >= 0 && hidesPointer(env, env.regs[access.value]))
    env.fail('leaks-address', { reg: access.value, into });
}

function loadUnknown(env: Env, access: Access): void {
  if (!access.write && access.value >= 0) env.markUnknown(env.regs[access.value]);
}

function mapKey(env: Env, access: Access, off: number): void {
  const map = env.regs[access.regno].map as BpfMapInfo;
  if (access.write) env.fail('write-map-key', { reg: access.regno });
  checkRegion(env, access.regno, off, access.size, map.keySize, false);
  loadUnknown(env, access);
}

function mapValue(env: Env, access: Access, off: number): void {
  const reg = env.regs[access.regno];
  const map = reg.map as BpfMapInfo;
  noPointerLeak(env, access, 'map');
  checkMapDirection(env, map, off, access.size, access.write);
  checkMapValue(env, access.regno, off, access.size, false);
  if (access.write || access.value < 0) return;
  const readOnly = map.frozen && (map.flags & BPF_F_RDONLY_PROG) !== 0;
  const exact = readOnly && tnumIsConst(reg.num.bits);
  const constant = exact ? map.constant?.(off + Number(reg.num.bits.value), access.size) : null;
  if (constant === null || constant === undefined) env.markUnknown(env.regs[access.value]);
  else env.regs[access.value].markScalar(constScalar(constant));
}

function plainMemory(env: Env, access: Access, off: number): void {
  const reg = env.regs[access.regno];
  if (mayBeNull(reg.type)) {
    refuse(env, access.regno);
    return;
  }
  if (access.write && reg.type & RDONLY) env.fail('write-readonly', { reg: access.regno, type: typeName(reg.type) });
  noPointerLeak(env, access, 'mem');
  checkRegion(env, access.regno, off, access.size, reg.memSize, false);
  loadUnknown(env, access);
}

const CONTEXT_TYPES: Readonly<Record<ContextField['kind'], number>> = {
  scalar: Type.SCALAR,
  packet: Type.PACKET,
  'packet-end': Type.PACKET_END,
  'packet-meta': Type.PACKET_META,
  'socket-or-null': Type.SOCKET | MAYBE_NULL,
  'sock-common-or-null': Type.SOCK_COMMON | MAYBE_NULL,
  'btf-id': Type.BTF_ID,
  'flow-keys': Type.FLOW_KEYS,
};

function context(env: Env, access: Access, off: number): void {
  noPointerLeak(env, access, 'ctx');
  checkUnmodified(env, access.regno, false);
  const { rules, expectedAttachType } = env.input;
  const field = rules.access(off, access.size, access.write, expectedAttachType);
  if (field === null || (field.privileged && !env.privileged)) {
    env.log.write(`invalid bpf_context access off=${off} size=${access.size}\n`);
    env.sourceLine(env.insn);
    env.fail('ctx-access', {
      off,
      size: access.size,
      context: rules.contextName,
      access: access.write ? 'write' : 'read',
    });
  }
  if (field.kind === 'btf-id') env.fail('btf-unsupported');
  if (access.write || access.value < 0) return;
  const to = env.regs[access.value];
  if (field.kind === 'scalar') env.markUnknown(to);
  else {
    to.markPointer(CONTEXT_TYPES[field.kind]);
    if (mayBeNull(to.type)) to.id = env.newId();
  }
}

function stack(env: Env, access: Access): void {
  const { regno, size, value } = access;
  const off = access.off + env.regs[regno].off;
  if (access.write) writeStack(env, regno, off, size, value);
  else readStack(env, regno, off, size, value);
}

function packet(env: Env, access: Access, off: number): void {
  if (access.write && !env.input.rules.packetWrite) env.fail('write-packet');
  noPointerLeak(env, access, 'packet');
  checkPacket(env, access.regno, off, access.size, false);
  loadUnknown(env, access);
}

function flowKeys(env: Env, access: Access, off: number): void {
  noPointerLeak(env, access, 'flow keys');
  if (off < 0 || off + access.size > FLOW_KEYS_SIZE || access.size < 0 || !tnumIsConst(env.regs[access.regno].num.bits))
    env.fail('flow-keys-oob', { off, size: access.size });
  loadUnknown(env, access);
}

function socket(env: Env, access: Access, off: number): void {
  const reg = env.regs[access.regno];
  const type = typeName(reg.type);
  if (access.write) env.fail('write-readonly', { reg: access.regno, type });
  if (reg.num.smin < 0n) env.fail('min-negative', { reg: access.regno });
  const exact = tnumIsConst(reg.num.bits) && reg.num.bits.value === 0n;
  if (!exact || !socketField(type, off, access.size))
    env.fail('sock-access', { reg: access.regno, type, off, size: access.size });
  loadUnknown(env, access);
}

/** Buffers whose size is known only when the program is attached. */
function buffer(env: Env, access: Access, off: number): void {
  const reg = env.regs[access.regno];
  if (mayBeNull(reg.type)) {
    refuse(env, access.regno);
    return;
  }
  const readOnly = (reg.type & RDONLY) !== 0;
  if (access.write && readOnly) env.fail('write-readonly', { reg: access.regno, type: typeName(reg.type) });
  checkBuffer(env, access.regno, readOnly ? 'rdonly' : 'rdwr', off, access.size);
  loadUnknown(env, access);
}

export function checkBuffer(env: Env, regno: number, kind: string, off: number, size: number): void {
  const reg = env.regs[regno];
  if (off < 0) env.fail('buffer-oob', { reg: regno, kind, off, size });
  if (!tnumIsConst(reg.num.bits) || reg.num.bits.value !== 0n)
    env.fail('buffer-variable', { reg: regno, off, bits: tnumText(reg.num.bits) });
}

function refuse(env: Env, regno: number): never {
  const { type } = env.regs[regno];
  return env.fail(mayBeNull(type) ? 'null-deref' : 'invalid-mem-access', { reg: regno, type: typeName(type) });
}

type Check = (env: Env, access: Access, off: number) => void;

const CHECKS: Readonly<Record<number, Check>> = {
  [Type.MAP_KEY]: mapKey,
  [Type.MAP_VALUE]: mapValue,
  [Type.CTX]: context,
  [Type.STACK]: stack,
  [Type.PACKET]: packet,
  [Type.PACKET_META]: packet,
  [Type.FLOW_KEYS]: flowKeys,
};

function checkOf(type: number): Check | undefined {
  const base = baseType(type);
  if (base === Type.MEM) return plainMemory;
  if (base === Type.BUF) return buffer;
  if (isSocket(type)) return socket;
  return CHECKS[type];
}

/** Load or store through a register; a load leaves what is known in the register loaded. */
export function checkMemAccess(env: Env, access: Access, strictOnce = false): void {
  const reg = env.regs[access.regno];
  checkAlignment(env, reg, access.off, access.size, strictOnce);
  const check = checkOf(reg.type);
  if (!check) {
    if (reg.type === Type.BTF_ID || reg.type === Type.MAP_PTR) env.fail('btf-unsupported');
    refuse(env, access.regno);
  } else check(env, access, access.off + reg.off);
  if (access.write || access.value < 0 || access.size === 8) return;
  const loaded = env.regs[access.value];
  if (loaded.isScalar) loaded.num = coerce(loaded.num, access.size);
}
