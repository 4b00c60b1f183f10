/**
 * Classic BPF of SO_ATTACH_FILTER: checked and run as it is. Follows net/core/filter.c: bpf_check_classic and
 * include/uapi/linux/filter.h. Linux translates it to eBPF first; what it does to a packet is the same.
 */
import { EINVAL } from '../../errno';

export interface ClassicInsn {
  code: number;
  jt: number;
  jf: number;
  k: number;
}

const BPF_MAXINSNS = 4096;
const MEMWORDS = 16;
/** SKF_AD_OFF: loads from there give facts about the packet. */
const SKF_AD_OFF = -0x1000;
const SKF_NET_OFF = -0x100000;
const SKF_LL_OFF = -0x200000;

export function decodeClassic(bytes: Uint8Array): ClassicInsn[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / 8 }, (_, i) => ({
    code: view.getUint16(i * 8, true),
    jt: bytes[i * 8 + 2],
    jf: bytes[i * 8 + 3],
    k: view.getInt32(i * 8 + 4, true),
  }));
}

const KNOWN = new Set([
  0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0c, 0x14, 0x15, 0x16, 0x1c, 0x1d, 0x20, 0x24, 0x25, 0x28, 0x2c,
  0x2d, 0x30, 0x34, 0x35, 0x3c, 0x3d, 0x40, 0x44, 0x45, 0x48, 0x4c, 0x4d, 0x50, 0x54, 0x5c, 0x60, 0x61, 0x64, 0x6c,
  0x74, 0x7c, 0x80, 0x81, 0x84, 0x87, 0x94, 0x9c, 0xa4, 0xac, 0xb1,
]);

/** 0, or -EINVAL: unknown codes, jumps out of the program, division by the constant 0, no return at the end. */
export function checkClassic(insns: readonly ClassicInsn[]): number {
  if (insns.length === 0 || insns.length > BPF_MAXINSNS) return -EINVAL;
  for (const [at, { code, jt, jf, k }] of insns.entries()) {
    if (!KNOWN.has(code)) return -EINVAL;
    const left = insns.length - at - 1;
    if ((code === 0x34 || code === 0x94) && k === 0) return -EINVAL;
    if ((code === 0x64 || code === 0x74) && k >>> 0 >= 32) return -EINVAL;
    if ([0x60, 0x61, 0x02, 0x03].includes(code) && k >>> 0 >= MEMWORDS) return -EINVAL;
    if (code === 0x05 && k >>> 0 >= left) return -EINVAL;
    if ((code & 7) === 5 && code !== 0x05 && (jt >= left || jf >= left)) return -EINVAL;
  }
  return [0x06, 0x16].includes(insns[insns.length - 1].code) ? 0 : -EINVAL;
}

export interface ClassicPacket {
  bytes: Uint8Array;
  protocol: number;
  ifindex: number;
  mark: number;
}

/** Bytes to keep, 0 to drop. */
export function runClassic(insns: readonly ClassicInsn[], packet: ClassicPacket): number {
  const { bytes } = packet;
  const mem = new Int32Array(MEMWORDS);
  let a = 0;
  let x = 0;
  const load = (offset: number, size: number): number | null => {
    if (offset <= SKF_AD_OFF + 64 && offset >= SKF_AD_OFF) return ancillary(packet, offset - SKF_AD_OFF, a);
    const at = offset < SKF_NET_OFF ? offset - SKF_LL_OFF : offset < 0 ? offset - SKF_NET_OFF : offset;
    if (at < 0 || at + size > bytes.length) return null;
    let value = 0;
    for (let i = 0; i < size; i++) value = (value << 8) | bytes[at + i];
    return value;
  };
  for (let pc = 0; pc < insns.length; pc++) {
    const { code, jt, jf, k } = insns[pc];
    const operand = code & 8 ? x : k;
    switch (code & 7) {
      case 0: {
        const size = (code & 0x18) === 0 ? 4 : (code & 0x18) === 8 ? 2 : 1;
        const mode = code & 0xe0;
        const value =
          mode === 0x00
            ? k
            : mode === 0x60
              ? mem[k]
              : mode === 0x80
                ? bytes.length
                : load(mode === 0x40 ? (x >>> 0) + k : k, size);
        if (value === null) return 0;
        a = value | 0;
        break;
      }
      case 1: {
        if ((code & 0xe0) === 0xa0) {
          if (k >>> 0 >= bytes.length) return 0;
          x = (bytes[k] & 15) * 4;
        } else x = (code & 0xe0) === 0x60 ? mem[k] : (code & 0xe0) === 0x80 ? bytes.length : k;
        break;
      }
      case 2:
        mem[k] = a;
        break;
      case 3:
        mem[k] = x;
        break;
      case 4: {
        const result = arithmetic(code & 0xf0, a, operand);
        if (result === null) return 0;
        a = result;
        break;
      }
      case 5: {
        if ((code & 0xf0) === 0) pc += k;
        else pc += test(code & 0xf0, a, operand) ? jt : jf;
        break;
      }
      case 6:
        return (code & 0x18 ? a : k) >>> 0;
      default:
        if (code === 0x07) x = a;
        else a = x;
    }
  }
  return 0;
}

function arithmetic(operation: number, a: number, b: number): number | null {
  switch (operation) {
    case 0x00:
      return (a + b) | 0;
    case 0x10:
      return (a - b) | 0;
    case 0x20:
      return Math.imul(a, b);
    case 0x30:
      return b === 0 ? null : ((a >>> 0) / (b >>> 0)) | 0;
    case 0x40:
      return a | b;
    case 0x50:
      return a & b;
    case 0x60:
      return b >>> 0 > 31 ? 0 : a << b;
    case 0x70:
      return b >>> 0 > 31 ? 0 : (a >>> b) | 0;
    case 0x80:
      return -a | 0;
    case 0x90:
      return b === 0 ? null : ((a >>> 0) % (b >>> 0)) | 0;
    default:
      return a ^ b;
  }
}

function test(operation: number, a: number, b: number): boolean {
  if (operation === 0x10) return a === b;
  if (operation === 0x20) return a >>> 0 > b >>> 0;
  if (operation === 0x30) return a >>> 0 >= b >>> 0;
  return (a & b) !== 0;
}

/** SKF_AD_*: protocol 0, packet type 4, interface 8, mark 20, processor 36. */
function ancillary(packet: ClassicPacket, what: number, _a: number): number | null {
  if (what === 0) return packet.protocol;
  if (what === 4) return 0;
  if (what === 8) return packet.ifindex;
  if (what === 20) return packet.mark;
  return what === 36 || what === 32 ? 0 : null;
}
