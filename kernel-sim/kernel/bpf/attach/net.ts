/**
 * BPF in the network: socket filters, XDP by netlink and by link, packet loads of old programs. Installed when the stack starts.
 * Follows net/core/filter.c (sk_attach_filter, sk_attach_bpf) and net/core/rtnetlink.c (do_setlink_xdp).
 */
import { EFAULT, EINVAL, ENODEV, ENOTSUP, EPERM } from '../../errno';
import type { RunningKernel } from '../../kernel';
import type { NetDevice } from '../../net/device';
import { netNsOf } from '../../net/namespace';
import { SkBuff } from '../../net/skbuff';
import type { SocketFilter } from '../../net/sock';
import type { NetStack } from '../../net/stack';
import type { TaskStruct } from '../../sched/task';
import { setPacketLoad } from '../interp/legacy';
import type { BpfProgram } from '../program';
import { fromFd } from '../syscall/objects';
import { netCapable } from '../syscall/rights';
import { type BpfSystem, bpfOf } from '../system';
import { ProgType } from '../types';
import { cgroupHooks } from './cgroup-run';
import { checkClassic, decodeClassic, runClassic } from './classic';
import { Packet, Skb } from './packet';
import { setXdp } from './xdp';

const SO_ATTACH_FILTER = 26;
const SKF_NET_OFF = -0x100000;
const SKF_LL_OFF = -0x200000;
const IFLA_XDP_FD = 1;
const IFLA_XDP_FLAGS = 3;
const IFLA_XDP_EXPECTED_FD = 8;

export function installBpf(stack: NetStack): void {
  const kernel = stack.kernel as RunningKernel;
  stack.cgroups = cgroupHooks(kernel);
  stack.attachFilter = (_kernel, task, option, value) =>
    option === SO_ATTACH_FILTER
      ? classicFilter(kernel, task as TaskStruct, value)
      : programFilter(kernel, task as TaskStruct, value);
  stack.setXdp = (task, dev, attributes) => xdpByNetlink(kernel, task as TaskStruct, dev, attributes);
}

/** What BPF asks of the network, once both are there. */
export function joinNetwork(system: BpfSystem, stack: () => NetStack): void {
  system.findDevice = (ifindex) => {
    // Numbers are those of a namespace: the caller's comes first.
    const { current } = system.kernel;
    const own = current ? netNsOf(current, stack()).byIndex(ifindex) : undefined;
    if (own) return own;
    for (const ns of stack().namespaces) {
      const found = ns.byIndex(ifindex);
      if (found) return found;
    }
    return undefined;
  };
  system.cloneRedirect = (frame, ifindex) => {
    const dev = system.findDevice(ifindex);
    if (!dev) return -ENODEV;
    stack().dispatch.xmit(new SkBuff(frame, 0, frame.length), dev);
    return 0;
  };
  setPacketLoad(system.vm, (_lo, _hi, offset, to) => {
    const { packet } = system;
    const at = offset >= 0 ? offset : offset >= SKF_NET_OFF ? offset - SKF_NET_OFF : offset - SKF_LL_OFF;
    const bytes = packet?.read(at, to.length);
    if (bytes) to.set(bytes);
    return bytes !== null && bytes !== undefined;
  });
}

/** struct sock_fprog { u16 len; struct sock_filter *filter }. */
function classicFilter(kernel: RunningKernel, task: TaskStruct, value: Uint8Array): SocketFilter | number {
  if (value.length !== 16) return -EINVAL;
  const view = new DataView(value.buffer, value.byteOffset, 16);
  const bytes = new Uint8Array(view.getUint16(0, true) * 8);
  if (kernel.copyFromUser(task, Number(view.getBigInt64(8, true)), bytes) < 0) return -EFAULT;
  const insns = decodeClassic(bytes);
  const error = checkClassic(insns);
  if (error < 0) return error;
  return (packet, skb) => {
    const ifindex = skb?.dev?.ifindex ?? 0;
    return runClassic(insns, { bytes: packet, protocol: skb?.protocol ?? 0, ifindex, mark: skb?.mark ?? 0 });
  };
}

function programFilter(kernel: RunningKernel, task: TaskStruct, value: Uint8Array): SocketFilter | number {
  const found = fromFd(task, new DataView(value.buffer, value.byteOffset).getInt32(0, true), 'prog');
  if (typeof found === 'number') return found;
  const { program } = found;
  if (program.type !== ProgType.SOCKET_FILTER) return -EINVAL;
  const system = bpfOf(kernel);
  program.get();
  system.emit({ op: 'attach', id: program.id, name: program.name, detail: 'socket' });
  return (packet, skb) => filterPacket(system, program, packet, skb);
}

/** Bytes to keep; 0 drops. */
function filterPacket(system: BpfSystem, program: BpfProgram, bytes: Uint8Array, skb: SkBuff | null): number {
  const protocol = skb?.protocol ?? 0;
  const fields = new Map<number, number>([
    [Skb.PROTOCOL, ((protocol & 255) << 8) | (protocol >>> 8)],
    [Skb.MARK, skb?.mark ?? 0],
    [Skb.IFINDEX, skb?.dev?.ifindex ?? 0],
    [Skb.INGRESS_IFINDEX, skb?.dev?.ifindex ?? 0],
    [Skb.PKT_TYPE, skb?.pktType ?? 0],
  ]);
  const packet = new Packet(system.memory, bytes, 'skb', fields, false);
  const { base, high } = packet.context;
  const ran = system.run({ program, packet }, base, high);
  packet.release();
  return ran ? system.vm.out.lo >>> 0 : bytes.length;
}

/** IFLA_XDP of RTM_SETLINK: a descriptor, or −1 to take the program away. */
function xdpByNetlink(
  kernel: RunningKernel,
  task: TaskStruct,
  dev: NetDevice,
  attributes: ReadonlyMap<number, Uint8Array>,
): number {
  if (!netCapable(task.cred)) return -EPERM;
  const number = (type: number): number => {
    const bytes = attributes.get(type);
    return bytes && bytes.length >= 4 ? new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true) : 0;
  };
  if (attributes.has(IFLA_XDP_EXPECTED_FD)) return -ENOTSUP;
  if (!attributes.has(IFLA_XDP_FD)) return -EINVAL;
  const fd = number(IFLA_XDP_FD);
  const found = fd < 0 ? null : fromFd(task, fd, 'prog');
  if (typeof found === 'number') return found;
  const result = setXdp(bpfOf(kernel), dev, found?.program ?? null, number(IFLA_XDP_FLAGS));
  if (result === 0 && found)
    bpfOf(kernel).emit({ op: 'attach', id: found.program.id, name: found.program.name, detail: `xdp:${dev.name}` });
  return result;
}
