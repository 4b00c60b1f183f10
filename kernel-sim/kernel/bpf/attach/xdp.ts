/**
 * XDP: a program at the device, before the kernel makes a packet of a frame. Follows net/core/dev.c (bpf_prog_run_generic_xdp,
 * dev_xdp_attach).
 */
import { EBUSY, EINVAL, ENODEV } from '../../errno';
import type { NetDevice, XdpResult } from '../../net/device';
import type { BpfProgram } from '../program';
import type { BpfLink, BpfSystem } from '../system';
import { ProgType } from '../types';
import { Packet } from './packet';

export const XDP_FLAGS_UPDATE_IF_NOEXIST = 1;
const XDP_FLAGS_MASK = 0x1f;
const BPF_LINK_TYPE_XDP = 6;
const XDP_REDIRECT = 4;

/** Which program is on a device, for netlink and bpftool. */
const attached = new WeakMap<NetDevice, BpfProgram>();
export const xdpProgram = (device: NetDevice): BpfProgram | undefined => attached.get(device);

function deviceOf(system: BpfSystem, ifindex: number): NetDevice | undefined {
  return system.findDevice(ifindex);
}

/** One frame through a program. */
export function runXdp(
  system: BpfSystem,
  program: BpfProgram,
  frame: Uint8Array,
  ifindex: number,
  queue: number,
): XdpResult {
  const fields = new Map([
    [12, ifindex],
    [16, queue],
  ]);
  const packet = new Packet(system.memory, frame, 'xdp', fields, true);
  const { base, high } = packet.context;
  const ran = system.run({ program, packet }, base, high);
  const action = ran ? system.vm.out.lo >>> 0 : 2;
  const result: XdpResult = { action: action > XDP_REDIRECT ? 0 : action, frame: packet.frame };
  if (action === XDP_REDIRECT) result.target = packet.redirect?.ifindex ?? 0;
  packet.release();
  if (action === 0 || action > XDP_REDIRECT) {
    const { xdp_exception } = system.kernel.tracepoints.events;
    if (xdp_exception.active) xdp_exception.emit([program.id, action, ifindex]);
  }
  return result;
}

/** Puts a program on a device, or (null) takes it away. */
export function setXdp(system: BpfSystem, device: NetDevice, program: BpfProgram | null, flags: number): number {
  if (flags & ~XDP_FLAGS_MASK || (program && program.type !== ProgType.XDP)) return -EINVAL;
  const old = attached.get(device);
  if (old && program && flags & XDP_FLAGS_UPDATE_IF_NOEXIST) return -EBUSY;
  program?.get();
  if (program) {
    attached.set(device, program);
    device.xdp = (frame, dev, queue) => runXdp(system, program, frame, dev.ifindex, queue);
  } else {
    attached.delete(device);
    device.xdp = null;
  }
  if (old) system.emit({ op: 'detach', id: old.id, name: old.name, detail: `xdp:${device.name}` });
  old?.put();
  return 0;
}

export function attachXdpLink(
  system: BpfSystem,
  program: BpfProgram,
  ifindex: number,
  flags: number,
): BpfLink | number {
  const device = deviceOf(system, ifindex);
  if (!device) return -ENODEV;
  if (attached.has(device)) return -EBUSY;
  const error = setXdp(system, device, program, flags);
  if (error < 0) return error;
  const link = {
    id: 0,
    refs: 1,
    kind: 'xdp',
    type: BPF_LINK_TYPE_XDP,
    program,
    target: device.name,
    detach: () => {
      setXdp(system, device, null, 0);
    },
    update(next: BpfProgram): number {
      const result = setXdp(system, device, next, 0);
      if (result < 0) return result;
      next.get();
      link.program.put();
      link.program = next;
      return 0;
    },
    info: () => new Uint8Array(Uint32Array.of(ifindex).buffer),
  };
  return link;
}
