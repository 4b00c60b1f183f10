/**
 * Helpers that read memory which may not be there, and print. Follows kernel/trace/bpf_trace.c (bpf_probe_read_*, bpf_trace_printk)
 * and mm/maccess.c: nothing is brought in for them, a page that is absent is -EFAULT.
 */
import { E2BIG, EFAULT, EINVAL } from '../../errno';
import { utf8Encode } from '../../fs/text';
import type { HelperCall } from '../interp/program';
import type { BpfVm } from '../interp/vm';
import type { BpfSystem } from '../system';
import { bpfFormat, countArguments, type PrintfReader } from './printf';

const TASK_SIZE = 0x7fff_ffff_f000;
const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

export function memoryHelpers(system: BpfSystem): readonly (readonly [number, HelperCall])[] {
  const read =
    (space: 'user' | 'kernel' | 'either'): HelperCall =>
    (vm) => {
      const size = vm.arg(2);
      const bytes = new Uint8Array(size);
      const ok = size === 0 || readSpace(system, space, vm.hi[3], vm.lo[3], bytes);
      // What could not be read is zero.
      if (!ok) bytes.fill(0);
      vm.store(1, bytes);
      vm.ret(ok ? 0 : -EFAULT);
    };
  const readString =
    (space: 'user' | 'kernel' | 'either'): HelperCall =>
    (vm) => {
      const size = vm.arg(2);
      const text = readZ(system, space, vm.hi[3], vm.lo[3], size);
      const bytes = new Uint8Array(size);
      if (text && size > 0) bytes.set(text.subarray(0, size - 1));
      vm.store(1, text && size > 0 ? bytes.subarray(0, Math.min(size, text.length + 1)) : bytes);
      vm.ret(text ? Math.min(size, text.length + 1) : -EFAULT);
    };
  const reader = printfReader(system);
  return [
    [4, read('either')],
    [112, read('user')],
    [113, read('kernel')],
    [148, read('user')],
    [45, readString('either')],
    [114, readString('user')],
    [115, readString('kernel')],
    [36, (vm) => writeUser(system, vm)],
    [6, (vm) => tracePrintk(system, vm, reader)],
    [177, (vm) => traceVprintk(system, vm, reader)],
    [165, (vm) => snprintf(system, vm, reader)],
    [182, strncmp],
    [105, (vm) => stringToNumber(vm, true)],
    [106, (vm) => stringToNumber(vm, false)],
  ];
}

/** Reads without bringing anything in. */
export function readSpace(
  system: BpfSystem,
  space: 'user' | 'kernel' | 'either',
  hi: number,
  lo: number,
  to: Uint8Array,
): boolean {
  const address = (hi >>> 0) * 2 ** 32 + (lo >>> 0);
  if (address < TASK_SIZE) return space !== 'kernel' && system.readUser(address, to);
  return space !== 'user' && system.memory.read(hi, lo >>> 0, to);
}

/** Bytes up to a NUL or `max − 1`; null when not even the first is there. */
function readZ(system: BpfSystem, space: 'user' | 'kernel' | 'either', hi: number, lo: number, max: number) {
  const bytes: number[] = [];
  const one = new Uint8Array(1);
  for (let i = 0; i < max; i++) {
    const low = (lo >>> 0) + i;
    if (!readSpace(system, space, hi + (low > 0xffffffff ? 1 : 0), low | 0, one)) return null;
    if (one[0] === 0 || i === max - 1) break;
    bytes.push(one[0]);
  }
  return Uint8Array.from(bytes);
}

export function printfReader(system: BpfSystem): PrintfReader {
  const halves = (address: bigint) => [Number(BigInt.asIntN(32, address >> 32n)), Number(BigInt.asIntN(32, address))];
  return {
    bytes(address, length) {
      const bytes = new Uint8Array(length);
      const [hi, lo] = halves(address);
      return readSpace(system, 'either', hi, lo, bytes) ? bytes : null;
    },
    string(address, user) {
      const [hi, lo] = halves(address);
      const text = readZ(system, user ? 'user' : 'kernel', hi, lo, 512);
      return text && latin(text);
    },
    symbol: (address, withOffset) => system.symbol(address, withOffset),
  };
}

/** The format at r1 with its NUL inside r2 bytes, or null. */
function formatAt(vm: BpfVm, size: number): string | null {
  const bytes = vm.bytesAt(1, size);
  const end = bytes.indexOf(0);
  return end < 0 ? null : latin(bytes.subarray(0, end));
}

function tracePrintk(system: BpfSystem, vm: BpfVm, reader: PrintfReader): void {
  const format = formatAt(vm, vm.arg(2));
  if (format === null || countArguments(format) > 3) {
    vm.ret(-EINVAL);
    return;
  }
  const text = bpfFormat(format, [vm.argBig(3), vm.argBig(4), vm.argBig(5)], reader);
  if (typeof text !== 'number') system.tracePrintk(text);
  vm.ret(typeof text === 'number' ? text : text.length + 1);
}

function argumentsAt(vm: BpfVm, reg: number, size: number): bigint[] {
  const view = new DataView(vm.bytesAt(reg, size).buffer);
  return Array.from({ length: size / 8 }, (_, index) => view.getBigUint64(index * 8, true));
}

function traceVprintk(system: BpfSystem, vm: BpfVm, reader: PrintfReader): void {
  const size = vm.arg(4);
  const format = formatAt(vm, vm.arg(2));
  const wrong = format === null || size % 8 !== 0 || size > 12 * 8;
  const text = wrong ? -EINVAL : bpfFormat(format, argumentsAt(vm, 3, size), reader);
  if (typeof text !== 'number') system.tracePrintk(text);
  vm.ret(typeof text === 'number' ? text : text.length + 1);
}

/** bpf_snprintf(str, str_size, fmt, data, data_len). */
function snprintf(system: BpfSystem, vm: BpfVm, reader: PrintfReader): void {
  const size = vm.arg(2);
  const dataLength = vm.arg(5);
  if (dataLength % 8 !== 0 || dataLength > 12 * 8) {
    vm.ret(-EINVAL);
    return;
  }
  const format = readZ(system, 'kernel', vm.hi[3], vm.lo[3], 4096);
  const text = format ? bpfFormat(latin(format), argumentsAt(vm, 4, dataLength), reader) : -EINVAL;
  if (typeof text === 'number') {
    vm.ret(text);
    return;
  }
  const bytes = utf8Encode(text);
  if (size > 0) {
    const cut = new Uint8Array(Math.min(size, bytes.length + 1));
    cut.set(bytes.subarray(0, cut.length - 1));
    vm.store(1, cut);
  }
  vm.ret(bytes.length + 1);
}

/** bpf_strncmp(s1, s1_sz, s2). */
const strncmp: HelperCall = (vm) => {
  const size = vm.arg(2);
  const a = vm.bytesAt(1, size);
  const one = new Uint8Array(1);
  for (let i = 0; i < size; i++) {
    vm.memory.read(vm.hi[3], (vm.lo[3] >>> 0) + i, one);
    if (a[i] !== one[0]) {
      vm.ret(a[i] - one[0]);
      return;
    }
    if (a[i] === 0) break;
  }
  vm.ret(0);
};

/** bpf_strtol and bpf_strtoul(buf, len, flags, res): characters used, -EINVAL, -ERANGE. */
function stringToNumber(vm: BpfVm, signed: boolean): void {
  const base = vm.arg(3);
  if (![0, 8, 10, 16].includes(base)) {
    vm.ret(-EINVAL);
    return;
  }
  const text = latin(vm.bytesAt(1, vm.arg(2))).replace(/\0[\s\S]*$/, '');
  const match = /^(\s*)(-?)(0[xX](?=[0-9a-fA-F])|0(?=[0-7]))?([0-9a-fA-F]*)/.exec(text)!;
  const radix = base || (match[3]?.toLowerCase() === '0x' ? 16 : match[3] ? 8 : 10);
  const digits = /^[0-9a-f]*/i.exec(match[4])![0];
  const allowed = radix === 16 ? /^[0-9a-f]*/i : radix === 8 ? /^[0-7]*/ : /^[0-9]*/;
  const used = allowed.exec(digits)![0];
  const prefix = radix === 16 ? (match[3] ?? '') : match[3] === '0' ? '0' : '';
  if ((used === '' && prefix !== '0') || (!signed && match[2])) {
    vm.ret(-EINVAL);
    return;
  }
  let value = 0n;
  for (const digit of used) value = value * BigInt(radix) + BigInt(Number.parseInt(digit, 16));
  if (match[2]) value = -value;
  const fits = signed ? BigInt.asIntN(64, value) === value : BigInt.asUintN(64, value) === value;
  if (!fits) {
    vm.ret(-34);
    return;
  }
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  vm.store(4, bytes);
  vm.ret(match[1].length + match[2].length + prefix.length + used.length);
}

/** bpf_probe_write_user(dst, src, len). */
function writeUser(system: BpfSystem, vm: BpfVm): void {
  const length = vm.arg(3);
  if (length > 4096) {
    vm.ret(-E2BIG);
    return;
  }
  vm.ret(system.writeUser(vm.arg(1), vm.bytesAt(2, length)) ? 0 : -EFAULT);
}
