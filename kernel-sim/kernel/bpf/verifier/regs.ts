/**
 * What the verifier knows of one register: a type, what belongs to that type, and a Scalar (value of a number, variable part of a
 * pointer). Follows struct bpf_reg_state and enum bpf_reg_type of Linux 6.1. A Reg belongs to one state; its Scalar is shared and frozen.
 */
import type { BpfMapInfo } from '../types';
import { constScalar, type Scalar, unknownScalar, ZERO } from './scalar';

/** enum bpf_reg_type: the base types. Order is ours; flags are or-ed in from 0x100 up. */
export const Type = {
  NOT_INIT: 0,
  SCALAR: 1,
  CTX: 2,
  MAP_PTR: 3,
  MAP_VALUE: 4,
  MAP_KEY: 5,
  STACK: 6,
  PACKET_META: 7,
  PACKET: 8,
  PACKET_END: 9,
  FLOW_KEYS: 10,
  SOCKET: 11,
  SOCK_COMMON: 12,
  TCP_SOCK: 13,
  TP_BUFFER: 14,
  XDP_SOCK: 15,
  BTF_ID: 16,
  MEM: 17,
  BUF: 18,
  FUNC: 19,
} as const;

export const MAYBE_NULL = 0x100;
export const RDONLY = 0x200;
/** Memory of the ring buffer: a reference that must be given back. */
export const ALLOC = 0x400;
const FLAGS = MAYBE_NULL | RDONLY | ALLOC;

export const baseType = (type: number): number => type & ~FLAGS;
export const mayBeNull = (type: number): boolean => (type & MAYBE_NULL) !== 0;

const NAMES: readonly string[] = [
  '?',
  'scalar',
  'ctx',
  'map_ptr',
  'map_value',
  'map_key',
  'fp',
  'pkt_meta',
  'pkt',
  'pkt_end',
  'flow_keys',
  'sock',
  'sock_common',
  'tcp_sock',
  'tp_buffer',
  'xdp_sock',
  'ptr_',
  'mem',
  'buf',
  'func',
];

/** `map_value_or_null`, `rdonly_mem`, `alloc_mem`: reg_type_str. */
export function typeName(type: number): string {
  const prefix = `${type & RDONLY ? 'rdonly_' : ''}${type & ALLOC ? 'alloc_' : ''}`;
  const base = baseType(type);
  const suffix = mayBeNull(type) ? (base === Type.BTF_ID ? 'or_null_' : '_or_null') : '';
  return `${prefix}${NAMES[base]}${suffix}`;
}

/** enum bpf_reg_liveness: bits. */
export const LIVE_NONE = 0;
export const LIVE_READ32 = 1;
export const LIVE_READ64 = 2;
export const LIVE_READ = 3;
export const LIVE_WRITTEN = 4;
export const LIVE_DONE = 8;

/** Ranges of a packet pointer that was compared with the end, but not bounded by it. */
export const AT_PKT_END = -1;
export const BEYOND_PKT_END = -2;

export const isPacketPointer = (type: number): boolean => type === Type.PACKET || type === Type.PACKET_META;

/** Sockets: type_is_sk_pointer. */
export function isSocket(type: number): boolean {
  return type === Type.SOCKET || type === Type.SOCK_COMMON || type === Type.TCP_SOCK || type === Type.XDP_SOCK;
}

/** Pointers that can never be NULL (reg_type_not_null). */
export function neverNull(type: number): boolean {
  return (
    type === Type.SOCKET ||
    type === Type.TCP_SOCK ||
    type === Type.MAP_VALUE ||
    type === Type.MAP_KEY ||
    type === Type.SOCK_COMMON
  );
}

export class Reg {
  type: number = Type.NOT_INIT;
  /** Fixed part of a pointer's offset. */
  off = 0;
  /** A number's value; a pointer's variable offset. */
  num: Scalar = ZERO;
  /** Equal ids: the same unknown number, the same packet pointer, results of the same lookup. */
  id = 0;
  /** The reference it came with (sockets, ring buffer memory). */
  ref = 0;
  map: BpfMapInfo | null = null;
  /** Which inner map of a map of maps: the id of the lookup. */
  mapUid = 0;
  /** Bytes of the packet proved to be there. */
  range = 0;
  memSize = 0;
  /** Frame that a stack pointer points into. */
  frame = 0;
  /** First instruction's subprogram of a PTR_TO_FUNC. */
  subprog = 0;
  live = LIVE_NONE;
  /** The exact value mattered: states with other values do not prune. */
  precise = false;
  /** The same register in the state that this path came from. */
  parent: Reg | null = null;

  /** Everything but liveness and parentage (copy_register_state). */
  assign(from: Reg): void {
    this.type = from.type;
    this.off = from.off;
    this.num = from.num;
    this.id = from.id;
    this.ref = from.ref;
    this.map = from.map;
    this.mapUid = from.mapUid;
    this.range = from.range;
    this.memSize = from.memSize;
    this.frame = from.frame;
    this.subprog = from.subprog;
    this.precise = from.precise;
  }

  copy(): Reg {
    const to = new Reg();
    to.assign(this);
    to.live = this.live;
    to.parent = this.parent;
    return to;
  }

  /** Back to "offset 0 of nothing in particular" with this type. */
  private plain(type: number, num: Scalar): void {
    this.type = type;
    this.off = 0;
    this.num = num;
    this.id = 0;
    this.ref = 0;
    this.map = null;
    this.mapUid = 0;
    this.range = 0;
    this.memSize = 0;
    this.frame = 0;
    this.subprog = 0;
    this.precise = false;
  }

  markNotInit(): void {
    this.plain(Type.NOT_INIT, unknownScalar());
  }

  /** A pointer of this type with offset 0. */
  markPointer(type: number): void {
    this.plain(type, ZERO);
  }

  markScalar(num: Scalar, precise = false): void {
    this.plain(Type.SCALAR, num);
    this.precise = precise;
  }

  markUnknown(precise = false): void {
    this.markScalar(unknownScalar(), precise);
  }

  markConst(value: bigint | number): void {
    this.markScalar(constScalar(value));
  }

  get isScalar(): boolean {
    return this.type === Type.SCALAR;
  }

  /** A number known exactly. */
  get isConst(): boolean {
    return this.type === Type.SCALAR && this.num.known;
  }

  /** NULL: the number 0. */
  get isNull(): boolean {
    return this.type === Type.SCALAR && this.num.known && this.num.bits.value === 0n;
  }
}

/** May a register of this type still be NULL or carry a reference (reg_type_may_be_refcounted_or_null)? */
export function mayCarryReference(type: number): boolean {
  const base = baseType(type);
  return (
    base === Type.SOCKET ||
    base === Type.TCP_SOCK ||
    base === Type.MEM ||
    base === Type.SOCK_COMMON ||
    base === Type.BTF_ID
  );
}

/** Type, offset and what belongs to the type (the part of bpf_reg_state before `id`). */
export function sameKind(a: Reg, b: Reg): boolean {
  return (
    a.type === b.type &&
    a.off === b.off &&
    a.map === b.map &&
    a.mapUid === b.mapUid &&
    a.range === b.range &&
    a.memSize === b.memSize &&
    a.subprog === b.subprog
  );
}

export const identical = (a: Reg, b: Reg): boolean =>
  sameKind(a, b) && a.id === b.id && a.ref === b.ref && a.num.equals(b.num);
