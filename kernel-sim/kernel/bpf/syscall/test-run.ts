/** BPF_PROG_TEST_RUN: a program on data of the caller's. Follows net/bpf/test_run.c. */
import { EFAULT, EINVAL, ENOSPC } from '../../errno';
import type { RunningKernel } from '../../kernel';
import type { TaskStruct } from '../../sched/task';
import { type Fields, Packet, Skb } from '../attach/packet';
import { ENOTSUPP } from '../maps/map';
import { bpfOf } from '../system';
import { ProgType } from '../types';
import type { Attr } from './attr';
import { fromFd } from './objects';

const ETH_HLEN = 14;
const MAX_DATA = 4096 - 256 - 320;
const SKB_TYPES: readonly number[] = [
  ProgType.SOCKET_FILTER,
  ProgType.SCHED_CLS,
  ProgType.SCHED_ACT,
  ProgType.CGROUP_SKB,
];

export function testRun(kernel: RunningKernel, task: TaskStruct, attr: Attr): number {
  if (attr.only(76) < 0) return -EINVAL;
  const ctxIn = attr.u32(40);
  if ((ctxIn !== 0) !== (attr.pointer(48) !== 0) || (attr.u32(44) !== 0) !== (attr.pointer(56) !== 0)) return -EINVAL;
  const found = fromFd(task, attr.i32(0), 'prog');
  if (typeof found === 'number') return found;
  const { program } = found;
  if (program.type === ProgType.RAW_TRACEPOINT) return rawTracepoint(kernel, task, attr, program);
  const xdp = program.type === ProgType.XDP;
  if (!xdp && !SKB_TYPES.includes(program.type)) return -ENOTSUPP;
  const size = attr.u32(8);
  if (size < ETH_HLEN || size > MAX_DATA) return -EINVAL;
  const data = new Uint8Array(size);
  if (kernel.copyFromUser(task, attr.pointer(16), data) < 0) return -EFAULT;
  const system = bpfOf(kernel);
  const fields: Fields = new Map();
  const context = new Uint8Array(ctxIn);
  if (ctxIn > 0 && kernel.copyFromUser(task, attr.pointer(48), context) < 0) return -EFAULT;
  if (xdp) fields.set(12, 1);
  else skbFields(fields, data, context);
  const packet = new Packet(
    system.memory,
    layer3(program.type) ? data.slice(ETH_HLEN) : data,
    xdp ? 'xdp' : 'skb',
    fields,
    true,
  );
  const { base, high } = packet.context;
  const repeat = Math.max(1, attr.u32(32));
  const before = kernel.now;
  let ran = true;
  for (let i = 0; i < repeat && ran; i++) ran = system.run({ program, packet }, base, high);
  const retval = system.vm.out.lo;
  const duration = Math.floor(((kernel.now - before) * 10) / repeat);
  const frame = layer3(program.type) ? Uint8Array.from([...data.subarray(0, ETH_HLEN), ...packet.frame]) : packet.frame;
  packet.release();
  if (!ran) return -EINVAL;
  return answer(kernel, task, attr, frame, retval, duration, xdp ? null : skbContext(fields, frame.length, ctxIn));
}

/** Such programs see the packet from the IP header on. */
const layer3 = (type: number): boolean => type === ProgType.CGROUP_SKB;

function skbFields(fields: Fields, data: Uint8Array, context: Uint8Array): void {
  const view = new DataView(context.buffer);
  const field = (at: number) => (at + 4 <= context.length ? view.getUint32(at, true) : 0);
  for (const at of [Skb.MARK, Skb.PRIORITY, Skb.INGRESS_IFINDEX, Skb.IFINDEX, Skb.TSTAMP, Skb.TSTAMP + 4, Skb.WIRE_LEN])
    fields.set(at, field(at));
  for (let i = 0; i < 5; i++) fields.set(Skb.CB + i * 4, field(Skb.CB + i * 4));
  // Network order, as the field has it.
  fields.set(Skb.PROTOCOL, data[12] | (data[13] << 8));
  fields.set(Skb.IFINDEX, field(Skb.IFINDEX) || 1);
  fields.set(Skb.FAMILY, 0);
}

function skbContext(fields: Fields, length: number, given: number): Uint8Array {
  const bytes = new Uint8Array(192);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of fields) view.setUint32(at, value, true);
  view.setUint32(Skb.LEN, length, true);
  return given > 0 ? bytes.subarray(0, Math.max(given, 192)) : bytes;
}

function answer(
  kernel: RunningKernel,
  task: TaskStruct,
  attr: Attr,
  data: Uint8Array,
  retval: number,
  duration: number,
  context: Uint8Array | null,
): number {
  const room = attr.u32(12);
  const out = attr.pointer(24);
  let result = 0;
  if (out !== 0) {
    const kept = room > 0 && room < data.length ? data.subarray(0, room) : data;
    if (kept.length < data.length) result = -ENOSPC;
    if (kernel.copyToUser(task, out, kept) < 0) return -EFAULT;
  }
  const contextRoom = attr.u32(44);
  if (context && contextRoom > 0) {
    if (kernel.copyToUser(task, attr.pointer(56), context.subarray(0, contextRoom)) < 0) return -EFAULT;
    attr.put32(kernel, task, 44, Math.min(contextRoom, context.length));
  }
  attr.put32(kernel, task, 12, data.length);
  attr.put32(kernel, task, 4, retval);
  attr.put32(kernel, task, 36, duration);
  return result;
}

function rawTracepoint(
  kernel: RunningKernel,
  task: TaskStruct,
  attr: Attr,
  program: import('../program').BpfProgram,
): number {
  const size = attr.u32(40);
  if (attr.pointer(16) !== 0 || attr.pointer(24) !== 0 || attr.u32(32) !== 0 || size > 12 * 8) return -EINVAL;
  const bytes = new Uint8Array(96);
  if (size > 0 && kernel.copyFromUser(task, attr.pointer(48), bytes.subarray(0, size)) < 0) return -EFAULT;
  const system = bpfOf(kernel);
  const ran = system.withContext(bytes, (lo, hi) => system.run({ program }, lo, hi));
  if (!ran) return -EINVAL;
  return attr.put32(kernel, task, 4, system.vm.out.lo);
}
