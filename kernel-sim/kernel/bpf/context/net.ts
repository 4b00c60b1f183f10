/**
 * Contexts of programs that look at packets and sockets: __sk_buff, xdp_md, bpf_sock, bpf_sock_addr, bpf_sysctl. Offsets are those of
 * include/uapi/linux/bpf.h; rules those of net/core/filter.c and kernel/bpf/cgroup.c (Linux 6.1).
 */
import type { ContextField } from '../types';
import { type Field, field, findField, words } from './fields';
import { HELPERS } from './helpers';
import type { TypeTable } from './index';
import { BPF_SOCK } from './sock';

/** struct __sk_buff by name: offset. */
const Skb = {
  len: 0,
  pkt_type: 4,
  mark: 8,
  queue_mapping: 12,
  vlan_tci: 24,
  priority: 32,
  tc_index: 44,
  cb: 48,
  hash: 68,
  tc_classid: 72,
  data: 76,
  data_end: 80,
  napi_id: 84,
  family: 88,
  data_meta: 140,
  flow_keys: 144,
  tstamp: 152,
  wire_len: 160,
  gso_segs: 164,
  sk: 168,
  gso_size: 176,
  tstamp_type: 180,
  hwtstamp: 184,
} as const;

const SKB_SIZE = 192;

interface SkbOptions {
  /** Words that may be written. */
  readonly write: readonly number[];
  readonly packet: boolean;
  readonly meta: boolean;
  readonly classid: boolean;
  readonly wireLen: boolean;
  /** family … local_port. */
  readonly addresses: boolean;
  readonly tstamp: '' | 'r' | 'rw';
}

/** The words that every program type may read: len … hash, napi_id, gso_segs, gso_size. */
function skbFields(options: SkbOptions): Field[] {
  const fields: Field[] = [];
  const plain = (off: number) => {
    fields.push(...words(off, 1, options.write.includes(off) ? 'w' : ''));
  };
  for (let off = Skb.len; off < Skb.cb; off += 4) plain(off);
  // cb is five words that may be taken in any aligned size, eight bytes too.
  fields.push(...words(Skb.hash, 1), ...words(Skb.napi_id, 1), ...words(Skb.gso_segs, 1), ...words(Skb.gso_size, 1));
  if (options.classid) fields.push(...words(Skb.tc_classid, 1, options.write.includes(Skb.tc_classid) ? 'w' : ''));
  if (options.packet) fields.push(field(Skb.data, 4, 'packet'), field(Skb.data_end, 4, 'packet-end'));
  if (options.meta) fields.push(field(Skb.data_meta, 4, 'packet-meta'));
  if (options.wireLen) fields.push(...words(Skb.wire_len, 1));
  if (options.tstamp !== '') fields.push(field(Skb.tstamp, 8, 'scalar', options.tstamp === 'rw' ? 'w' : ''));
  if (options.addresses) fields.push(...words(Skb.family, 13));
  fields.push(field(Skb.sk, 8, 'sock-common-or-null'));
  // Everybody but socket filters.
  if (options.packet) fields.push(field(Skb.hwtstamp, 8));
  return fields;
}

const SCALAR: ContextField = { kind: 'scalar', size: 4, narrow: true };

/** cb and the halves of the struct that are not plain words. */
function skbAccess(options: SkbOptions): NonNullable<TypeTable['access']> {
  const fields = skbFields(options);
  return (off, size, write) => {
    if (off < 0 || off >= SKB_SIZE || off % size !== 0) return null;
    const inCb = off >= Skb.cb && off + size <= Skb.hash;
    if (inCb) return SCALAR;
    return findField(fields, off, size, write);
  };
}

const FILTER: SkbOptions = {
  write: [],
  packet: false,
  meta: false,
  classid: false,
  wireLen: false,
  addresses: false,
  tstamp: '',
};

function skbTable(options: SkbOptions, helpers: string, more: Partial<TypeTable> = {}): TypeTable {
  return { contextName: '__sk_buff', contextSize: SKB_SIZE, fields: [], access: skbAccess(options), helpers, ...more };
}

export const SOCKET_FILTER: TypeTable = skbTable(FILTER, `${HELPERS.socket} ${HELPERS.filter}`);

const TC: SkbOptions = {
  write: [Skb.mark, Skb.tc_index, Skb.priority, Skb.tc_classid, Skb.queue_mapping],
  packet: true,
  meta: true,
  classid: true,
  wireLen: true,
  addresses: false,
  tstamp: 'rw',
};

export const SCHED_CLS: TypeTable = skbTable(
  TC,
  `${HELPERS.socket} ${HELPERS.filter} ${HELPERS.lookup} skb_store_bytes skb_pull_data csum_diff csum_update csum_level ` +
    'l3_csum_replace l4_csum_replace clone_redirect get_cgroup_classid skb_vlan_push skb_vlan_pop skb_change_proto skb_change_type ' +
    'skb_adjust_room skb_change_tail skb_change_head skb_get_tunnel_key skb_set_tunnel_key skb_get_tunnel_opt skb_set_tunnel_opt ' +
    'redirect redirect_neigh redirect_peer get_route_realm get_hash_recalc set_hash_invalid set_hash skb_under_cgroup fib_lookup ' +
    'check_mtu sk_fullsock skb_cgroup_classid skb_cgroup_id skb_ancestor_cgroup_id tcp_sock get_listener_sock tcp_check_syncookie ' +
    'tcp_gen_syncookie skb_ecn_set_ce skb_set_tstamp sk_storage_get sk_storage_delete',
  { packetWrite: true },
);

const BPF_CGROUP_INET_EGRESS = 1;

const CG_SKB: SkbOptions = {
  ...FILTER,
  write: [Skb.mark, Skb.priority],
  packet: true,
  addresses: true,
  tstamp: 'rw',
};

/** Packet pointers and the time stamp are for CAP_BPF. */
function cgroupSkbAccess(off: number, size: number, write: boolean, attach: number): ContextField | null {
  const found = skbAccess(CG_SKB)(off, size, write, attach);
  const privileged = off === Skb.data || off === Skb.data_end || (write && off === Skb.tstamp);
  return found && privileged ? { ...found, privileged } : found;
}

export const CGROUP_SKB: TypeTable = skbTable(
  CG_SKB,
  `${HELPERS.socket} ${HELPERS.filter} ${HELPERS.lookup} ${HELPERS.current} get_local_storage skb_cgroup_id skb_ancestor_cgroup_id ` +
    'sk_cgroup_id sk_ancestor_cgroup_id tcp_sock get_listener_sock sk_fullsock skb_ecn_set_ce sk_storage_get sk_storage_delete',
  { access: cgroupSkbAccess, range: (attach) => (attach === BPF_CGROUP_INET_EGRESS ? [0, 3] : [0, 1]) },
);

const BPF_XDP_DEVMAP = 33;

export const XDP: TypeTable = {
  contextName: 'xdp_md',
  contextSize: 24,
  fields: [],
  access: (off, size, write, attach) => {
    if (off < 0 || off >= 24 || size !== 4 || off % 4 !== 0) return null;
    // rx_queue_index may be written only by offloaded programs; egress_ifindex read only on the way out.
    if (write || (off === 20 && attach !== BPF_XDP_DEVMAP)) return null;
    const kind = off === 0 ? 'packet' : off === 4 ? 'packet-end' : off === 8 ? 'packet-meta' : 'scalar';
    return { kind, size: 4, narrow: false };
  },
  helpers:
    `${HELPERS.socket} ${HELPERS.lookup} perf_event_output csum_diff xdp_adjust_head xdp_adjust_meta xdp_adjust_tail redirect ` +
    'redirect_map xdp_get_buff_len xdp_load_bytes xdp_store_bytes fib_lookup check_mtu tcp_check_syncookie tcp_gen_syncookie',
  packetWrite: true,
};

/** enum bpf_attach_type, the part in use. */
const Attach = {
  INET_SOCK_CREATE: 2,
  INET4_BIND: 8,
  INET6_BIND: 9,
  INET4_CONNECT: 10,
  INET6_CONNECT: 11,
  INET4_POST_BIND: 12,
  INET6_POST_BIND: 13,
  UDP4_SENDMSG: 14,
  UDP6_SENDMSG: 15,
  UDP4_RECVMSG: 19,
  UDP6_RECVMSG: 20,
  INET4_GETPEERNAME: 29,
  INET6_GETPEERNAME: 30,
  INET4_GETSOCKNAME: 31,
  INET6_GETSOCKNAME: 32,
  INET_SOCK_RELEASE: 34,
} as const;

/** bpf_sock as a context: addresses and ports only after bind, some words writable at creation. */
function sockAccess(off: number, size: number, write: boolean, attach: number): ContextField | null {
  const creating = attach === Attach.INET_SOCK_CREATE || attach === 0;
  const releasing = attach === Attach.INET_SOCK_RELEASE;
  if (write) {
    const writable = off === 0 || off === 16 || off === 20;
    return writable && size === 4 && (creating || releasing) ? SCALAR : null;
  }
  const inRange = (from: number, to: number) => off >= from && off < to;
  if (inRange(24, 28) && attach !== Attach.INET4_POST_BIND) return null;
  if (inRange(28, 44) && attach !== Attach.INET6_POST_BIND) return null;
  if (inRange(44, 48) && attach !== Attach.INET4_POST_BIND && attach !== Attach.INET6_POST_BIND) return null;
  if (off === 48 && size === 4) return SCALAR;
  return findField(BPF_SOCK, off, size, false);
}

export const CGROUP_SOCK: TypeTable = {
  contextName: 'bpf_sock',
  contextSize: 80,
  fields: [],
  access: sockAccess,
  helpers: `${HELPERS.socket} ${HELPERS.current} get_local_storage get_socket_cookie get_netns_cookie perf_event_output get_retval set_retval`,
  range: () => [0, 1],
};

const V4: readonly number[] = [
  Attach.INET4_BIND,
  Attach.INET4_CONNECT,
  Attach.INET4_GETPEERNAME,
  Attach.INET4_GETSOCKNAME,
  Attach.UDP4_SENDMSG,
  Attach.UDP4_RECVMSG,
];
const V6: readonly number[] = [
  Attach.INET6_BIND,
  Attach.INET6_CONNECT,
  Attach.INET6_GETPEERNAME,
  Attach.INET6_GETSOCKNAME,
  Attach.UDP6_SENDMSG,
  Attach.UDP6_RECVMSG,
];

/** Fields that are there only for some attach types; the v6 ones may be taken eight bytes at once. */
const SOCK_ADDR_ROWS: readonly { from: number; to: number; attach: readonly number[]; wide: boolean }[] = [
  { from: 4, to: 8, attach: V4, wide: false }, // user_ip4
  { from: 8, to: 24, attach: V6, wide: true }, // user_ip6
  { from: 40, to: 44, attach: [Attach.UDP4_SENDMSG], wide: false }, // msg_src_ip4
  { from: 44, to: 60, attach: [Attach.UDP6_SENDMSG], wide: true }, // msg_src_ip6
];

/** struct bpf_sock_addr: user_family, user_ip4, user_ip6[4], user_port, family, type, protocol, msg_src_ip4, msg_src_ip6[4], sk. */
function sockAddrAccess(off: number, size: number, write: boolean, attach: number): ContextField | null {
  if (off < 0 || off >= 72 || off % size !== 0) return null;
  const within = (from: number, to: number) => off >= from && off + size <= to;
  const row = SOCK_ADDR_ROWS.find((candidate) => within(candidate.from, candidate.to));
  if (row && !row.attach.includes(attach)) return null;
  if (within(64, 72)) return !write && size === 8 ? { kind: 'socket-or-null', size: 8, narrow: false } : null;
  const address = row !== undefined || within(24, 28);
  if (!address) return !write && size === 4 ? SCALAR : null;
  if (size === 8) return row?.wide && off % 8 === 0 ? SCALAR : null;
  return size === 4 || !write ? SCALAR : null;
}

/** What cannot be refused any more. */
const ALWAYS_ONE: readonly number[] = [
  Attach.UDP4_RECVMSG,
  Attach.UDP6_RECVMSG,
  Attach.INET4_GETPEERNAME,
  Attach.INET6_GETPEERNAME,
  Attach.INET4_GETSOCKNAME,
  Attach.INET6_GETSOCKNAME,
];

export const CGROUP_SOCK_ADDR: TypeTable = {
  contextName: 'bpf_sock_addr',
  contextSize: 72,
  fields: [],
  access: sockAddrAccess,
  helpers:
    `${HELPERS.socket} ${HELPERS.current} ${HELPERS.lookup} get_local_storage get_socket_cookie get_netns_cookie perf_event_output bind ` +
    'setsockopt getsockopt get_retval set_retval',
  range: (attach) =>
    ALWAYS_ONE.includes(attach)
      ? [1, 1]
      : attach === Attach.INET4_BIND || attach === Attach.INET6_BIND
        ? [0, 3]
        : [0, 1],
};

export const CGROUP_SYSCTL: TypeTable = {
  contextName: 'bpf_sysctl',
  contextSize: 8,
  fields: [...words(0, 1), ...words(4, 1, 'w')],
  access: (off, size, write) => {
    if (off < 0 || off + size > 8 || off % size !== 0 || size > 4) return null;
    // write (offset 0) is read only; file_pos (offset 4) may be read and written in any size.
    if (off < 4) return write ? null : SCALAR;
    return SCALAR;
  },
  helpers:
    `${HELPERS.socket} ${HELPERS.current} sysctl_get_name sysctl_get_current_value sysctl_get_new_value sysctl_set_new_value ` +
    'get_local_storage perf_event_output get_retval set_retval',
  range: () => [0, 1],
};
