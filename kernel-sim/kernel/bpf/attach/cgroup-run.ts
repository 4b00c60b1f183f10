/**
 * Where programs on cgroups run: packets of a socket in and out, sockets made, addresses bound, connected and sent to.
 * Follows kernel/bpf/cgroup.c (bpf_prog_run_array_cg, __cgroup_bpf_run_filter_{skb,sk,sock_addr}) and include/linux/bpf-cgroup.h.
 * The network knows only the interface `CgroupHooks` (net/cgroup-hooks.ts).
 */
import { EPERM } from '../../errno';
import { type Cgroup, cgroupsOf } from '../../fs/cgroup/group';
import type { RunningKernel } from '../../kernel';
import { be32, put16, put32 } from '../../net/bytes';
import type { CgroupHooks } from '../../net/cgroup-hooks';
import type { InetSock } from '../../net/ipv4/inet-sock';
import { addressOf, portOf, sockaddrIn } from '../../net/ipv4/sockaddr';
import type { SkBuff } from '../../net/skbuff';
import type { Sock } from '../../net/sock';
import type { Task } from '../../types';
import type { SlowAccess } from '../interp/memory';
import type { BpfProgram } from '../program';
import { type BpfSystem, bpfOf, type RunState } from '../system';
import { Packet, Skb } from './packet';

const INGRESS = 0;
const EGRESS = 1;
const NET_XMIT_DROP = 1;
const SOCK_CREATE = 2;
const POST_BIND = 12;
const BIND = 8;
/** BPF_RET_BIND_NO_CAP_NET_BIND_SERVICE. */
const NO_CAP = 1;

/** Little-endian words of a context as plain bytes. */
class Words {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
  }
}

interface Outcome {
  error: number;
  /** Bits above the verdict of every program, or-ed. */
  flags: number;
}

/** All programs in effect run, whatever one of them says; any 0 refuses. */
function runArray(
  system: BpfSystem,
  programs: readonly BpfProgram[],
  wide: boolean,
  start: (program: BpfProgram) => { lo: number; hi: number; state: RunState },
): Outcome {
  const outcome: Outcome = { error: 0, flags: 0 };
  for (const program of programs) {
    const { lo, hi, state } = start(program);
    state.cgroupError = outcome.error;
    const ran = system.run(state, lo, hi);
    outcome.error = state.cgroupError;
    let verdict = ran ? system.vm.out.lo : 1;
    if (wide) {
      outcome.flags |= verdict >> 1;
      verdict &= 1;
    }
    if (verdict === 0 && outcome.error === 0) outcome.error = -EPERM;
  }
  return outcome;
}

/** struct bpf_sock of a socket. */
export function sockWords(sock: Sock): Words {
  const words = new Words(80);
  const { view } = words;
  const inet = sock as Partial<InetSock>;
  view.setUint32(0, sock.boundDevice, true);
  view.setUint32(4, sock.family, true);
  view.setUint32(8, sock.type, true);
  view.setUint32(12, sock.protocol, true);
  view.setUint32(16, sock.mark, true);
  view.setUint32(20, sock.priority, true);
  put32(words.bytes, 24, inet.saddr ?? 0);
  view.setUint32(44, inet.sport ?? 0, true);
  put16(words.bytes, 48, inet.dport ?? 0);
  put32(words.bytes, 52, inet.daddr ?? 0);
  view.setUint32(72, (sock as { state?: number }).state ?? 7, true);
  view.setInt32(76, -1, true);
  return words;
}

const socketOf = (sock: Sock) => ({ cookie: sock.cookie, uid: sock.uid });

export function cgroupHooks(kernel: RunningKernel): CgroupHooks {
  const tree = cgroupsOf(kernel);
  const groupOf = (sock: Sock): Cgroup => (sock.cgroup as Cgroup | null) ?? tree.root;
  const effective = (sock: Sock, type: number): readonly BpfProgram[] | null => {
    const { programs } = groupOf(sock);
    return programs.any(type) ? programs.effective(type) : null;
  };

  /** A packet of a socket: from its IP header on. */
  function packet(skb: SkBuff, sock: Sock, type: number): number {
    const programs = effective(sock, type);
    if (!programs) return 0;
    const system = bpfOf(kernel);
    const bytes = skb.bytes.subarray(skb.network >= 0 ? skb.network : skb.head, skb.tail);
    const index = skb.dev?.ifindex ?? 0;
    const inet = sock as Partial<InetSock>;
    const word = new Uint8Array(4);
    const network = (address: number) => {
      put32(word, 0, address);
      return new DataView(word.buffer).getUint32(0, true);
    };
    const networkPort = (port: number) => ((port & 255) << 8) | (port >>> 8);
    const fields = new Map<number, number>([
      [Skb.PROTOCOL, 0x0008],
      [Skb.MARK, skb.mark],
      [Skb.PRIORITY, skb.priority],
      [Skb.IFINDEX, index],
      [Skb.INGRESS_IFINDEX, type === INGRESS ? index : 0],
      [Skb.PKT_TYPE, skb.pktType],
      [Skb.FAMILY, sock.family],
      [Skb.REMOTE_IP4, network(inet.daddr ?? 0)],
      [Skb.LOCAL_IP4, network(inet.saddr ?? 0)],
      [Skb.REMOTE_PORT, networkPort(inet.dport ?? 0)],
      [Skb.LOCAL_PORT, inet.sport ?? 0],
    ]);
    const seen = new Packet(system.memory, bytes, 'skb', fields, false);
    const { base, high } = seen.context;
    const { error, flags } = runArray(system, programs, type === EGRESS, (program) => ({
      lo: base,
      hi: high,
      state: { program, packet: seen, socket: socketOf(sock), cgroupId: groupOf(sock).id },
    }));
    seen.release();
    skb.mark = fields.get(Skb.MARK) ?? 0;
    skb.priority = fields.get(Skb.PRIORITY) ?? 0;
    // Bit 0 of the flags: congestion. A dropped packet is then no error for who sends.
    return error < 0 && flags & 1 ? NET_XMIT_DROP : error;
  }

  /** struct bpf_sock as context: may it be? */
  function socket(sock: Sock, type: number): number {
    const programs = effective(sock, type);
    if (!programs) return 0;
    const system = bpfOf(kernel);
    const words = sockWords(sock);
    const region = system.memory.add('ctx', words.bytes);
    const { error } = runArray(system, programs, false, (program) => ({
      lo: region.base,
      hi: region.high,
      state: { program, socket: socketOf(sock) },
    }));
    system.memory.remove(region);
    sock.boundDevice = words.view.getUint32(0, true);
    sock.mark = words.view.getUint32(16, true);
    sock.priority = words.view.getUint32(20, true);
    return error;
  }

  /** struct bpf_sock_addr: the address that a program left, or an error. */
  function address(sock: Sock, type: number, given: Uint8Array): { address: Uint8Array; flags: number } | number {
    const programs = effective(sock, type);
    if (!programs) return { address: given, flags: 0 };
    const system = bpfOf(kernel);
    const words = new Words(72);
    const { bytes, view } = words;
    view.setUint32(0, 2, true);
    put32(bytes, 4, addressOf(given));
    put16(bytes, 24, portOf(given));
    view.setUint32(28, sock.family, true);
    view.setUint32(32, sock.type, true);
    view.setUint32(36, sock.protocol, true);
    const peer = system.memory.add('sock', sockWords(sock).bytes, false);
    const region = system.memory.addSlow('ctx', 72, sockAddrAccess(words, peer));
    const { error, flags } = runArray(system, programs, type === BIND, (program) => ({
      lo: region.base,
      hi: region.high,
      state: { program, socket: socketOf(sock) },
    }));
    system.memory.remove(region);
    system.memory.remove(peer);
    if (error < 0) return error;
    const port = (bytes[24] << 8) | bytes[25];
    return { address: sockaddrIn(be32(bytes, 4), port), flags };
  }

  return {
    join(sock: Sock, task: Task): void {
      sock.cgroup = tree.of(task);
    },
    create: (sock) => socket(sock, SOCK_CREATE),
    postBind: (sock) => socket(sock, POST_BIND),
    egress: (skb, sock) => packet(skb, sock, EGRESS),
    ingress: (skb, sock) => packet(skb, sock, INGRESS),
    address: (sock, type, given) => {
      const found = address(sock, type, given);
      return typeof found === 'number' ? found : found.address;
    },
    bind(sock, given) {
      const found = address(sock, BIND, given);
      return typeof found === 'number' ? found : { address: found.address, anyPort: (found.flags & NO_CAP) !== 0 };
    },
  };
}

/** Words as they lie, and `sk` at 64 as a pointer. */
function sockAddrAccess({ bytes, view }: Words, sk: { base: number; high: number }): SlowAccess {
  return {
    load(offset, size, out) {
      out.hi = 0;
      if (offset === 64 && size === 8) {
        out.lo = sk.base;
        out.hi = sk.high;
      } else if (size === 1) out.lo = bytes[offset];
      else if (size === 2) out.lo = view.getUint16(offset, true);
      else {
        out.lo = view.getInt32(offset, true);
        if (size === 8) out.hi = view.getInt32(offset + 4, true);
      }
      return true;
    },
    store(offset, size, lo, hi) {
      if (size === 1) bytes[offset] = lo;
      else if (size === 2) view.setUint16(offset, lo & 0xffff, true);
      else {
        view.setInt32(offset, lo, true);
        if (size === 8) view.setInt32(offset + 4, hi, true);
      }
      return true;
    },
  };
}
