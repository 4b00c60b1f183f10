/**
 * LD_ABS and LD_IND: loads from the packet, in network byte order, as classic BPF has them. r6 is the context.
 * Follows net/core/filter.c: bpf_gen_ld_abs.
 */
import type { BpfVm } from './vm';

/** Reads `size` packet bytes of the context at r6; installed by the attach side. False: the packet is shorter. */
export type PacketLoad = (contextLo: number, contextHi: number, offset: number, to: Uint8Array) => boolean;

const loaders = new WeakMap<object, PacketLoad>();

export function setPacketLoad(vm: BpfVm, load: PacketLoad): void {
  loaders.set(vm.memory, load);
}

/** True: r0 holds the value. False: the program ends with 0. */
export function loadLegacy(vm: BpfVm, pc: number): boolean {
  const { program, lo, hi } = vm;
  const code = program.op[pc];
  const size = (code & 0x18) === 0 ? 4 : (code & 0x18) === 0x08 ? 2 : 1;
  const offset = program.imm[pc] + ((code & 0xe0) === 0x40 ? lo[program.src[pc]] : 0);
  const bytes = new Uint8Array(size);
  const load = loaders.get(vm.memory);
  if (!load?.(lo[6], hi[6], offset, bytes)) return false;
  let value = 0;
  for (const byte of bytes) value = (value << 8) | byte;
  lo[0] = value;
  hi[0] = 0;
  return true;
}
