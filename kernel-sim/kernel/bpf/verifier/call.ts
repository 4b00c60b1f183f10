/**
 * Calls of helpers and of the program's own functions. Follows check_helper_call, __check_func_call and prepare_func_exit of
 * kernel/bpf/verifier.c (Linux 6.1).
 */
import { helperName, MAX_HELPER, needsPrivilege } from '../protos';
import { tnumIn, tnumIsConst, tnumRange, tnumText } from '../tnum';
import { type BpfInsn, type HelperProto, MapType } from '../types';
import { type CallMeta, checkArg, newMeta } from './args';
import { afterCallback, beforeCallback } from './callbacks';
import type { Env } from './env';
import { clobberCallerSaved } from './loads';
import { checkMapHelper } from './map-helpers';
import { checkMemAccess } from './memory';
import { acquireReference, clearPacketPointers, leaks, release } from './references';
import { ALLOC, MAYBE_NULL, mayBeNull, type Reg, Type, typeName } from './regs';
import { sync } from './scalar';
import { type Frame, MAX_CALL_FRAMES, newFrame, State } from './state';
import { pushState } from './walk-stack';

const Func = {
  map_lookup_elem: 1,
  tail_call: 12,
  get_stack: 67,
  get_local_storage: 81,
  sk_fullsock: 95,
  tcp_sock: 96,
  get_listener_sock: 98,
  for_each_map_elem: 164,
  timer_set_callback: 170,
  loop: 181,
} as const;

/** Answers are at most the size argument, or a small negative error (do_refine_retval_range). */
const BOUNDED_BY_SIZE: readonly number[] = [67, 45, 115, 114, 141];
/** The same socket in another type: the reference goes with it. */
const CASTS: readonly number[] = [Func.sk_fullsock, Func.tcp_sock, 136, 137, 138, 139, 140, 178, 196];
const MAX_ERRNO = 4095;

const RETURN_TYPES: Readonly<Partial<Record<HelperProto['ret'], number>>> = {
  'map-value': Type.MAP_VALUE,
  'map-value-or-null': Type.MAP_VALUE | MAYBE_NULL,
  'socket-or-null': Type.SOCKET | MAYBE_NULL,
  'tcp-sock-or-null': Type.TCP_SOCK | MAYBE_NULL,
  'sock-common-or-null': Type.SOCK_COMMON | MAYBE_NULL,
  'alloc-mem-or-null': Type.MEM | ALLOC | MAYBE_NULL,
  'mem-or-null': Type.MEM | MAYBE_NULL,
};

function findProto(env: Env, id: number): HelperProto {
  if (id < 0 || id > MAX_HELPER) env.fail('invalid-helper', { name: 'unknown', id });
  const { rules, expectedAttachType, gplCompatible } = env.input;
  const proto = rules.helper(id, expectedAttachType);
  if (!proto || (!env.privileged && needsPrivilege(id)))
    return env.fail('unknown-helper', { name: helperName(id), id, context: rules.contextName });
  // tail_call is an instruction of its own when run.
  if (id !== Func.tail_call && env.input.hasHelper?.(id) === false)
    env.fail('helper-unsupported', { name: proto.name, id });
  if (proto.gplOnly && !gplCompatible) env.fail('gpl-helper', { name: proto.name });
  return proto;
}

function releaseArg(env: Env, meta: CallMeta): void {
  if (meta.releaseRegno === 0) return;
  const released = meta.refId !== 0 ? release(env, meta.refId) : env.regs[meta.releaseRegno].isNull;
  if (!released) env.fail('not-acquired', { name: helperName(meta.proto.id), id: meta.proto.id });
}

/** A tail call's index is checked against one map, so without privilege every path must come with the same. */
function sameTailCallMap(env: Env, meta: CallMeta): void {
  const aux = env.aux[env.insn];
  const map = meta.map?.id ?? 0;
  if (aux.map >= 0 && aux.map !== map) env.fail('tail-call-maps');
  aux.map = map;
}

function beforeReturn(env: Env, meta: CallMeta): Frame | 'async' | null {
  const { id } = meta.proto;
  if (id === Func.tail_call) {
    const lost = leaks(env);
    for (const ref of lost) env.log.write(`Unreleased reference id=${ref.id} alloc_insn=${ref.insn}\n`);
    if (lost.length > 0) env.fail('tail-call-references');
    if (!env.privileged) sameTailCallMap(env, meta);
  }
  if (id === Func.get_local_storage && !env.regs[2].isNull) env.fail('local-storage-flags');
  if (id === Func.loop) return enterCallback(env, meta.subprog, loopArgs, [0, 1]);
  if (id === Func.for_each_map_elem) {
    if (!ITERABLE.includes(meta.map?.type ?? 0)) env.fail('callback-map');
    return enterCallback(env, meta.subprog, mapElementArgs, [0, 1]);
  }
  if (id === Func.timer_set_callback) {
    pushAsync(env, meta.subprog);
    return 'async';
  }
  return null;
}

function refineReturn(meta: CallMeta, r0: Reg): void {
  if (meta.proto.ret !== 'integer' || !BOUNDED_BY_SIZE.includes(meta.proto.id)) return;
  const num = r0.num.copy();
  num.smax = meta.maxSize;
  num.s32max = Number(BigInt.asIntN(32, meta.maxSize));
  num.smin = BigInt(-MAX_ERRNO);
  num.s32min = -MAX_ERRNO;
  r0.num = sync(num);
}

function setReturn(env: Env, meta: CallMeta): void {
  const { proto } = meta;
  const r0 = env.regs[0];
  if (proto.ret === 'integer') env.markUnknown(r0);
  else if (proto.ret === 'void') r0.markNotInit();
  else {
    const type = RETURN_TYPES[proto.ret];
    if (type === undefined) {
      env.fail('btf-unsupported');
      return;
    }
    r0.markPointer(type);
    if (proto.ret.startsWith('map-value')) {
      r0.map = meta.map;
      r0.mapUid = meta.mapUid;
      if (!mayBeNull(type) && (meta.map?.spinLockOffset ?? -1) >= 0) r0.id = env.newId();
    }
    r0.memSize = meta.memSize;
    if (mayBeNull(type)) r0.id = env.newId();
  }
  const socketLookup = proto.id === Func.map_lookup_elem && meta.map?.type === MapType.SOCKMAP;
  if (CASTS.includes(proto.id)) r0.ref = meta.refId;
  else if (proto.acquires || socketLookup) r0.id = r0.ref = acquireReference(env);
  refineReturn(meta, r0);
}

/** Returns the instruction to go on at. */
export function checkHelperCall(env: Env, insn: BpfInsn): number {
  const proto = findProto(env, insn.imm);
  const meta = newMeta(proto);
  proto.args.forEach((arg, i) => {
    checkArg(env, i + 1, arg, meta);
  });
  for (let i = 0; i < meta.rawSize; i++)
    checkMemAccess(env, { regno: meta.rawRegno, off: i, size: 1, write: true, value: -1 });
  releaseArg(env, meta);
  const entered = beforeReturn(env, meta);
  if (entered === 'async') {
    clobberCallerSaved(env);
    env.markUnknown(env.regs[0]);
    return env.insn + 1;
  }
  const callee = entered;
  clobberCallerSaved(env);
  setReturn(env, meta);
  if (meta.map) checkMapHelper(env, meta.map, proto);
  if (proto.changesPacket) clearPacketPointers(env);
  if (!callee) return env.insn + 1;
  return enter(env, callee);
}

const ITERABLE: readonly number[] = [
  MapType.HASH,
  MapType.ARRAY,
  MapType.PERCPU_HASH,
  MapType.PERCPU_ARRAY,
  MapType.LRU_HASH,
  MapType.LRU_PERCPU_HASH,
];

type CalleeArgs = (caller: Frame, callee: Frame) => void;

/** long callback(u32 index, void *ctx) */
const loopArgs: CalleeArgs = (caller, callee) => {
  callee.regs[1].markUnknown();
  callee.regs[2].assign(caller.regs[3]);
};

/** long callback(map, key, value, void *ctx) */
const mapElementArgs: CalleeArgs = (caller, callee) => {
  mapArgs(caller.regs[1], callee);
  callee.regs[4].assign(caller.regs[3]);
};

function mapArgs(map: Reg, callee: Frame): void {
  [Type.MAP_PTR, Type.MAP_KEY, Type.MAP_VALUE].forEach((type, i) => {
    callee.regs[i + 1].markPointer(type);
    callee.regs[i + 1].map = map.map;
    callee.regs[i + 1].mapUid = map.mapUid;
  });
}

/** A timer's callback runs later, with nothing of this program's stack. */
function pushAsync(env: Env, subprog: number): void {
  const caller = env.state.frame;
  const state = new State();
  const frame = newFrame(-1, 0, subprog);
  frame.inAsyncCallback = true;
  frame.asyncEntries = caller.asyncEntries + 1;
  mapArgs(caller.regs[1], frame);
  state.frames.push(frame);
  state.branches = 1;
  env.subprograms[subprog].isAsyncCallback = true;
  pushState(env, state, env.subprograms[subprog].start);
}

function makeFrame(env: Env, subprog: number): Frame {
  const { state } = env;
  if (state.depth + 1 >= MAX_CALL_FRAMES) env.fail('call-depth', { frames: state.depth + 2 });
  const callee = newFrame(env.insn, state.depth + 1, subprog);
  callee.refs = state.frame.refs.slice();
  callee.asyncEntries = state.frame.asyncEntries;
  return callee;
}

function enterCallback(env: Env, subprog: number, args: CalleeArgs, range: readonly [number, number]): Frame {
  const callee = makeFrame(env, subprog);
  callee.inCallback = true;
  callee.callbackReturn = range;
  args(env.state.frame, callee);
  beforeCallback(env, callee);
  return callee;
}

function enter(env: Env, callee: Frame): number {
  const caller = env.state.frame;
  env.state.frames.push(callee);
  env.log.scratchAll();
  if (env.log.verbose) {
    env.log.write('caller:\n');
    env.log.state(caller, true);
    env.log.write('callee:\n');
    env.log.state(callee, true);
  }
  return env.subprograms[callee.subprog].start;
}

/** call pc+n: r1–r5 go over as they are, r6–r9 wait. */
export function checkFunctionCall(env: Env, insn: BpfInsn): number {
  const subprog = env.subprogramAt(env.insn + insn.imm + 1);
  const callee = makeFrame(env, subprog);
  const caller = env.state.frame;
  for (let i = 1; i <= 5; i++) {
    callee.regs[i].assign(caller.regs[i]);
    // Reads in the callee are reads of the caller's arguments.
    callee.regs[i].live = caller.regs[i].live;
    callee.regs[i].parent = caller.regs[i].parent;
  }
  clobberCallerSaved(env);
  return enter(env, callee);
}

/** exit of a function that is not the program: back to the caller. */
export function leaveFunction(env: Env): number {
  const { state } = env;
  const callee = state.frame;
  const caller = state.frames[state.depth - 1];
  const r0 = callee.regs[0];
  if (r0.type === Type.STACK) env.fail('return-stack-pointer');
  if (callee.inCallback) {
    if (r0.type !== Type.SCALAR) env.fail('callback-return-type');
    env.readReg(0);
    checkReturnRange(env, r0, callee.callbackReturn, 'callback return');
  } else {
    caller.regs[0].assign(r0);
    caller.regs[0].live = r0.live;
    caller.regs[0].parent = r0.parent;
    caller.refs = callee.refs.slice();
  }
  const next = callee.callsite + 1;
  if (env.log.verbose) {
    env.log.write('returning from callee:\n');
    env.log.state(callee, true);
    env.log.write(`to caller at ${next}:\n`);
    env.log.state(caller, true);
  }
  state.frames.pop();
  afterCallback(env, callee);
  return next;
}

export function checkReturnRange(env: Env, r0: Reg, range: readonly [number, number], where: string): void {
  const wanted = tnumRange(BigInt(range[0]), BigInt(range[1]));
  if (tnumIn(wanted, r0.num.bits)) return;
  const known =
    r0.num.unbounded && !tnumIsConst(r0.num.bits) ? 'has unknown scalar value' : `has value ${tnumText(r0.num.bits)}`;
  env.fail('return-range', { where, known, range: tnumText(wanted), min: range[0], max: range[1] });
}

/** exit of the program (check_return_code). */
export function checkReturn(env: Env): void {
  const r0 = env.readReg(0);
  if (!env.privileged && r0.type !== Type.SCALAR) env.fail('return-leaks-address');
  const { frame } = env.state;
  if (frame.inAsyncCallback) {
    if (r0.type !== Type.SCALAR) env.fail('return-not-scalar', { where: 'In async callback', type: typeName(r0.type) });
    checkReturnRange(env, r0, [0, 0], 'async callback');
    return;
  }
  const range = env.input.rules.returnRange(env.input.expectedAttachType);
  if (!range) return;
  if (r0.type !== Type.SCALAR) env.fail('return-not-scalar', { where: 'At program exit', type: typeName(r0.type) });
  checkReturnRange(env, r0, range, 'program exit');
}
