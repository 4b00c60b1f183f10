/**
 * Arguments of helpers: does each register hold what the prototype asks for, and is the memory behind it there? Follows check_func_arg,
 * check_reg_type and check_helper_mem_access of kernel/bpf/verifier.c (Linux 6.1).
 */
import { tnumIsConst } from '../tnum';
import type { ArgType, BpfMapInfo, HelperProto } from '../types';
import { type Env, hidesPointer } from './env';
import { MAX_VAR_OFF } from './imm64';
import {
  BPF_F_RDONLY_PROG,
  checkAlignment,
  checkBuffer,
  checkMapDirection,
  checkMapValue,
  checkPacket,
  checkRegion,
  checkUnmodified,
} from './memory';
import { markChainPrecision } from './precision';
import { ALLOC, baseType, isPacketPointer, MAYBE_NULL, mayBeNull, RDONLY, type Reg, Type, typeName } from './regs';
import { checkInitialized } from './stack';

/** What the arguments seen so far tell the later ones, and the call (struct bpf_call_arg_meta). */
export interface CallMeta {
  readonly proto: HelperProto;
  map: BpfMapInfo | null;
  mapUid: number;
  /** Memory that the helper fills: stack bytes become written. */
  raw: boolean;
  rawRegno: number;
  rawSize: number;
  /** Largest value of the size argument. */
  maxSize: bigint;
  memSize: number;
  refId: number;
  releaseRegno: number;
  subprog: number;
}

export const newMeta = (proto: HelperProto): CallMeta => ({
  proto,
  map: null,
  mapUid: 0,
  raw: false,
  rawRegno: 0,
  rawSize: 0,
  maxSize: 0n,
  memSize: 0,
  refId: 0,
  releaseRegno: 0,
  subprog: -1,
});

const KEY_VALUE = [Type.STACK, Type.PACKET, Type.PACKET_META, Type.MAP_KEY, Type.MAP_VALUE];
const MEMORY = [...KEY_VALUE, Type.MEM, Type.MEM | ALLOC, Type.BUF];
const SOCK_COMMON = [Type.SOCK_COMMON, Type.SOCKET, Type.TCP_SOCK, Type.XDP_SOCK, Type.BTF_ID];

/** Registers that fit each argument (compatible_reg_types). */
const COMPATIBLE: Readonly<Partial<Record<ArgType, readonly number[]>>> = {
  'map-key': KEY_VALUE,
  'map-value': KEY_VALUE,
  'uninit-map-value': KEY_VALUE,
  mem: MEMORY,
  'mem-or-null': MEMORY,
  'uninit-mem': MEMORY,
  'const-size': [Type.SCALAR],
  'const-size-or-zero': [Type.SCALAR],
  'const-alloc-size-or-zero': [Type.SCALAR],
  'const-map-ptr': [Type.MAP_PTR],
  ctx: [Type.CTX],
  'ctx-or-null': [Type.CTX],
  'spin-lock': [Type.MAP_VALUE],
  timer: [Type.MAP_VALUE],
  func: [Type.FUNC],
  'stack-or-null': [Type.STACK],
  'const-str': [Type.MAP_VALUE],
  'alloc-mem': [Type.MEM | ALLOC],
  'alloc-mem-release': [Type.MEM | ALLOC],
  'int-ptr': KEY_VALUE,
  'long-ptr': KEY_VALUE,
  'sock-common': SOCK_COMMON,
  socket: [Type.SOCKET],
  'socket-release': SOCK_COMMON,
  'btf-id': [Type.BTF_ID],
  'percpu-btf-id': [Type.BTF_ID],
};

const NULL_OK: readonly ArgType[] = ['mem-or-null', 'ctx-or-null', 'stack-or-null'];
const RELEASES: readonly ArgType[] = ['alloc-mem-release', 'socket-release'];
/** Types that an offset may have been added to. */
const OFFSET_OK: readonly number[] = [...MEMORY, Type.SCALAR, Type.MEM | RDONLY, Type.BUF | RDONLY];

function checkType(env: Env, regno: number, arg: ArgType): void {
  const reg = env.regs[regno];
  const types = COMPATIBLE[arg];
  if (!types) {
    env.fail('argument-unsupported', { reg: regno, arg });
    return;
  }
  const nullOk = NULL_OK.includes(arg);
  const type = nullOk ? reg.type & ~MAYBE_NULL : reg.type;
  if (!types.includes(type))
    env.fail('arg-type', { reg: regno, type: typeName(reg.type), expected: types.map(typeName).join(', '), arg });
  const zeroOffset = arg === 'alloc-mem' || arg === 'alloc-mem-release';
  if (zeroOffset || !OFFSET_OK.includes(type)) checkUnmodified(env, regno, type === Type.BTF_ID);
}

/** May the helper reach `size` bytes there? `meta.raw`: it writes them. */
export function checkHelperMemory(env: Env, regno: number, size: number, zeroOk: boolean, meta: CallMeta | null): void {
  const reg = env.regs[regno];
  const writes = meta?.raw ?? false;
  switch (baseType(reg.type)) {
    case Type.PACKET:
    case Type.PACKET_META:
      checkPacket(env, regno, reg.off, size, zeroOk);
      return;
    case Type.MAP_KEY:
      if (writes) env.fail('write-readonly', { reg: regno, type: typeName(reg.type) });
      checkRegion(env, regno, reg.off, size, (reg.map as BpfMapInfo).keySize, false);
      return;
    case Type.MAP_VALUE:
      if (mayBeNull(reg.type)) break;
      checkMapDirection(env, reg.map as BpfMapInfo, reg.off, size, writes);
      checkMapValue(env, regno, reg.off, size, zeroOk);
      return;
    case Type.MEM:
      if (mayBeNull(reg.type)) break;
      if (writes && reg.type & RDONLY) env.fail('write-readonly', { reg: regno, type: typeName(reg.type) });
      checkRegion(env, regno, reg.off, size, reg.memSize, zeroOk);
      return;
    case Type.BUF:
      checkBuffer(env, regno, reg.type & RDONLY ? 'rdonly' : 'rdwr', reg.off, size);
      return;
    case Type.STACK: {
      const [, , raw] = checkInitialized(env, regno, reg.off, size, true, writes, zeroOk);
      if (raw && meta) {
        meta.rawRegno = regno;
        meta.rawSize = size;
      }
      return;
    }
  }
  if (zeroOk && size === 0 && reg.isNull) return;
  env.fail('arg-type', { reg: regno, type: typeName(reg.type), expected: 'fp', arg: 'mem' });
}

function checkSize(env: Env, regno: number, zeroOk: boolean, meta: CallMeta): void {
  const reg = env.regs[regno];
  const { num } = reg;
  meta.maxSize = num.umax;
  const exact = tnumIsConst(num.bits) ? meta : null;
  if (num.smin < 0n) env.fail('size-negative', { reg: regno });
  if (num.umin === 0n) checkHelperMemory(env, regno - 1, 0, zeroOk, exact);
  if (num.umax >= BigInt(MAX_VAR_OFF)) env.fail('size-unbounded', { reg: regno });
  checkHelperMemory(env, regno - 1, Number(num.umax), zeroOk, exact);
  markChainPrecision(env, regno);
}

/** Offset in a map value of a lock or timer, which must be exactly where BTF says. */
function checkEmbedded(
  env: Env,
  regno: number,
  what: 'bpf_spin_lock' | 'bpf_timer',
  offset: (map: BpfMapInfo) => number,
): void {
  const reg = env.regs[regno];
  const map = reg.map as BpfMapInfo;
  if (!tnumIsConst(reg.num.bits)) env.fail('embedded-variable', { reg: regno, what });
  if (offset(map) < 0) env.fail('embedded-missing', { map: map.name, what });
  const at = Number(BigInt.asIntN(64, reg.num.bits.value)) + reg.off;
  if (at !== offset(map)) env.fail('embedded-offset', { off: at, what });
}

const BPF_FUNC_spin_lock = 93;

function spinLock(env: Env, regno: number, meta: CallMeta): void {
  checkEmbedded(env, regno, 'bpf_spin_lock', (map) => map.spinLockOffset);
  const { state } = env;
  const { id } = env.regs[regno];
  if (meta.proto.id === BPF_FUNC_spin_lock) {
    if (state.spinLock !== 0) env.fail('two-spin-locks');
    state.spinLock = id;
    return;
  }
  if (state.spinLock === 0) env.fail('unlock-without-lock');
  if (state.spinLock !== id) env.fail('unlock-different');
  state.spinLock = 0;
}

function timer(env: Env, regno: number, meta: CallMeta): void {
  checkEmbedded(env, regno, 'bpf_timer', (map) => map.timerOffset);
  meta.map = env.regs[regno].map;
  meta.mapUid = env.regs[regno].mapUid;
}

function constString(env: Env, regno: number): void {
  const reg = env.regs[regno];
  const map = reg.map as BpfMapInfo;
  if (!(map.frozen && map.flags & BPF_F_RDONLY_PROG)) env.fail('string-not-constant', { reg: regno });
  if (!tnumIsConst(reg.num.bits)) env.fail('string-variable', { reg: regno });
  checkMapValue(env, regno, reg.off, map.valueSize - reg.off, false);
  for (let at = reg.off + Number(reg.num.bits.value); at < map.valueSize; at++)
    if (map.constant?.(at, 1) === 0n) return;
  env.fail('string-not-terminated');
}

type Check = (env: Env, regno: number, meta: CallMeta) => void;

function fixedMemory(env: Env, regno: number, meta: CallMeta, size: number): void {
  meta.raw = true;
  checkHelperMemory(env, regno, size, false, meta);
  checkAlignment(env, env.regs[regno], 0, size, true);
}

function mapMemory(env: Env, regno: number, meta: CallMeta, size: (map: BpfMapInfo) => number, raw: boolean): void {
  if (!meta.map) {
    env.fail('no-map-for-key');
    return;
  }
  meta.raw = raw;
  checkHelperMemory(env, regno, size(meta.map), false, raw ? meta : null);
}

/** What each argument means beyond its type. */
const MEANINGS: Readonly<Partial<Record<ArgType, Check>>> = {
  'const-map-ptr': (env, regno, meta) => {
    const reg = env.regs[regno];
    if (meta.map && (meta.map !== reg.map || meta.mapUid !== reg.mapUid))
      env.fail('timer-other-map', { uid: meta.mapUid, other: reg.mapUid });
    meta.map = reg.map;
    meta.mapUid = reg.mapUid;
  },
  'map-key': (env, regno, meta) => mapMemory(env, regno, meta, (map) => map.keySize, false),
  'map-value': (env, regno, meta) => mapMemory(env, regno, meta, (map) => map.valueSize, false),
  'uninit-map-value': (env, regno, meta) => mapMemory(env, regno, meta, (map) => map.valueSize, true),
  mem: (_env, _regno, meta) => {
    meta.raw = false;
  },
  'mem-or-null': (_env, _regno, meta) => {
    meta.raw = false;
  },
  'uninit-mem': (_env, _regno, meta) => {
    meta.raw = true;
  },
  'const-size': (env, regno, meta) => checkSize(env, regno, false, meta),
  'const-size-or-zero': (env, regno, meta) => checkSize(env, regno, true, meta),
  'const-alloc-size-or-zero': (env, regno, meta) => {
    const { num } = env.regs[regno];
    if (!tnumIsConst(num.bits)) env.fail('size-not-constant', { reg: regno });
    if (num.umax > 0x7fff_ffffn) env.fail('size-unbounded', { reg: regno });
    meta.memSize = Number(num.bits.value);
    markChainPrecision(env, regno);
  },
  'spin-lock': spinLock,
  timer,
  func: (env, regno, meta) => {
    meta.subprog = env.regs[regno].subprog;
  },
  'const-str': constString,
  'int-ptr': (env, regno, meta) => fixedMemory(env, regno, meta, 4),
  'long-ptr': (env, regno, meta) => fixedMemory(env, regno, meta, 8),
};

function references(env: Env, regno: number, arg: ArgType, reg: Reg, meta: CallMeta): void {
  if (RELEASES.includes(arg)) {
    if (reg.ref === 0 && !reg.isNull) env.fail('release-unreferenced', { reg: regno });
    meta.releaseRegno = regno;
  }
  if (reg.ref === 0) return;
  if (meta.refId !== 0) env.fail('two-references', { reg: regno });
  meta.refId = reg.ref;
}

export function checkArg(env: Env, regno: number, arg: ArgType, meta: CallMeta): void {
  if (arg === 'dontcare') return;
  const reg = env.readReg(regno);
  if (arg === 'anything') {
    if (hidesPointer(env, reg)) env.fail('leaks-address', { reg: regno, into: 'helper function' });
    return;
  }
  if (isPacketPointer(reg.type) && !meta.proto.pktAccess) env.fail('helper-packet');
  if (arg === 'map-value' || arg === 'uninit-map-value') {
    if (!meta.map) env.fail('no-map-for-key');
  }
  if (!(reg.isNull && NULL_OK.includes(arg))) checkType(env, regno, arg);
  references(env, regno, arg, reg, meta);
  MEANINGS[arg]?.(env, regno, meta);
}
