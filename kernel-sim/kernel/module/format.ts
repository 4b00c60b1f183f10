/**
 * The kernel's printf. Follows lib/vsprintf.c: vsnprintf and pointer(). Pointers are hashed by %p as on Linux.
 * Not there: floating point (Linux has none either), %pOF, %pC, %pt and other prefixes of single subsystems: printed as %p.
 */
import { hex16, type KernelSpace } from '../arch/kernel-space';
import { errnoName } from '../errno';
import { utf8Encode } from '../fs/text';
import type { Kallsyms } from './kallsyms';

/** Where the arguments come from, in order. */
export interface Arguments {
  /** The next one, 64 bits, unsigned. */
  next(): bigint;
}

export interface FormatHost {
  memory: KernelSpace;
  kallsyms: Kallsyms;
  /** Turns an address into the number that %p shows. */
  hashPointer(address: number): number;
  /** Arguments of a `va_list` at this address, for %pV. */
  vaList(address: number): Arguments;
}

const SPEC = /^([-+ #0]*)(\*|\d+)?(?:\.(\*|-?\d+)?)?(hh|h|ll|l|L|z|Z|t|j|q)?([a-zA-Z%])/;
const BITS: Readonly<Record<string, number>> = {
  hh: 8,
  h: 16,
  l: 64,
  ll: 64,
  L: 64,
  z: 64,
  Z: 64,
  t: 64,
  j: 64,
  q: 64,
};
const MAX_ERRNO = 4095;

interface Spec {
  left: boolean;
  plus: boolean;
  space: boolean;
  alternate: boolean;
  zero: boolean;
  width: number;
  /** −1: none given. */
  precision: number;
}

/** The text, as bytes: what C sees is bytes. */
export function formatKernel(host: FormatHost, format: Uint8Array, args: Arguments): Uint8Array {
  const out: number[] = [];
  const text = latin1(format);
  let at = 0;
  while (at < text.length) {
    const percent = text.indexOf('%', at);
    if (percent < 0) {
      pushText(out, text.slice(at));
      break;
    }
    pushText(out, text.slice(at, percent));
    const match = SPEC.exec(text.slice(percent + 1, percent + 64));
    if (!match) {
      pushText(out, '%');
      at = percent + 1;
      continue;
    }
    at = percent + 1 + match[0].length;
    const suffix = match[5] === 'p' ? (/^[A-Za-z0-9]+/.exec(text.slice(at, at + 8))?.[0] ?? '') : '';
    const used = pointerSuffix(suffix);
    at += used.length;
    for (const byte of one(host, match, used, args)) out.push(byte);
  }
  return Uint8Array.from(out);
}

const latin1 = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};

function pushText(out: number[], text: string): void {
  for (let i = 0; i < text.length; i++) out.push(text.charCodeAt(i));
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** How much of what follows %p belongs to it. */
function pointerSuffix(suffix: string): string {
  const known = /^(px|x|K|S|s|B|b|e|V|h[CDN]?|M[FR]?|m|I4|i4|I6c?|i6|d[234]?|D[234]?|a[pd]?|U[bBlL]?|E[acnp]?)/.exec(
    suffix,
  );
  return known ? known[0] : '';
}

function one(host: FormatHost, match: RegExpExecArray, suffix: string, args: Arguments): Uint8Array {
  const [whole, flags, width, precision, size, conversion] = match;
  if (conversion === '%') return ascii('%');
  const spec: Spec = {
    left: flags.includes('-'),
    plus: flags.includes('+'),
    space: flags.includes(' '),
    alternate: flags.includes('#'),
    zero: flags.includes('0'),
    width: width === '*' ? Number(BigInt.asIntN(32, args.next())) : Number(width ?? 0),
    precision: -1,
  };
  if (whole.includes('.')) {
    spec.precision = precision === '*' ? Number(BigInt.asIntN(32, args.next())) : Number(precision ?? 0);
  }
  if (spec.width < 0) {
    spec.left = true;
    spec.width = -spec.width;
  }
  switch (conversion) {
    case 'd':
    case 'i':
      return integer(spec, BigInt.asIntN(BITS[size] ?? 32, args.next()), 10, false);
    case 'u':
      return integer(spec, BigInt.asUintN(BITS[size] ?? 32, args.next()), 10, false);
    case 'x':
    case 'X':
      return integer(spec, BigInt.asUintN(BITS[size] ?? 32, args.next()), 16, conversion === 'X');
    case 'o':
      return integer(spec, BigInt.asUintN(BITS[size] ?? 32, args.next()), 8, false);
    case 'c':
      return pad(spec, Uint8Array.of(Number(args.next() & 255n)), false);
    case 's':
      return string(host, spec, Number(BigInt.asIntN(64, args.next())));
    case 'p':
      return pointer(host, spec, suffix, Number(BigInt.asIntN(64, args.next())));
    default:
      return ascii(`%${whole}`);
  }
}

function pad(spec: Spec, bytes: Uint8Array, zeros: boolean): Uint8Array {
  const missing = spec.width - bytes.length;
  if (missing <= 0) return bytes;
  const out = new Uint8Array(spec.width).fill(zeros && !spec.left ? 0x30 : 0x20);
  out.set(bytes, spec.left ? 0 : missing);
  return out;
}

function integer(spec: Spec, value: bigint, base: number, upper: boolean): Uint8Array {
  const negative = value < 0n;
  let digits = (negative ? -value : value).toString(base);
  if (upper) digits = digits.toUpperCase();
  if (spec.precision > digits.length) digits = digits.padStart(spec.precision, '0');
  let prefix = negative ? '-' : spec.plus && base === 10 ? '+' : spec.space && base === 10 ? ' ' : '';
  if (spec.alternate && base === 16) prefix += upper ? '0X' : '0x';
  else if (spec.alternate && base === 8 && digits[0] !== '0') prefix += '0';
  if (spec.zero && !spec.left && spec.precision < 0) digits = digits.padStart(spec.width - prefix.length, '0');
  return pad(spec, ascii(prefix + digits), false);
}

/** Bad pointers are named, not followed: (null), (efault). */
function string(host: FormatHost, spec: Spec, address: number): Uint8Array {
  return pad(spec, cString(host, address, spec.precision), false);
}

function cString(host: FormatHost, address: number, precision: number): Uint8Array {
  if (address === 0) return cut(ascii('(null)'), precision);
  if (address > 0 && address < 4096) return cut(ascii('(efault)'), precision);
  if (address < 0 && address >= -MAX_ERRNO) return cut(ascii('(efault)'), precision);
  return host.memory.cstring(address, precision < 0 ? 1024 * 64 : precision);
}

const cut = (bytes: Uint8Array, precision: number): Uint8Array =>
  precision >= 0 && precision < bytes.length ? bytes.subarray(0, precision) : bytes;

function pointer(host: FormatHost, spec: Spec, suffix: string, address: number): Uint8Array {
  const plain = (text: string) => pad(spec, ascii(text), false);
  const { memory } = host;
  switch (suffix) {
    case 'px':
    case 'x':
      return plain(hex16(address));
    case 'S':
    case 'B':
      return plain(host.kallsyms.describe(address));
    case 's':
      return plain(host.kallsyms.describe(address, false));
    case 'e':
      return address < 0 && address >= -MAX_ERRNO ? plain(`-${errnoName(-address)}`) : plain(hashed(host, address));
    case 'V': {
      const fmt = memory.i64(address);
      return formatKernel(host, memory.cstring(fmt), host.vaList(memory.i64(address + 8)));
    }
    case 'h':
    case 'hC':
    case 'hD':
    case 'hN': {
      const bytes = memory.bytes(address, Math.min(64, spec.width || 1));
      const glue = { h: ' ', hC: ':', hD: '-', hN: '' }[suffix];
      return ascii([...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(glue));
    }
    case 'M':
    case 'MF':
    case 'm': {
      const glue = { M: ':', MF: '-', m: '' }[suffix];
      return plain([...memory.bytes(address, 6)].map((byte) => byte.toString(16).padStart(2, '0')).join(glue));
    }
    case 'I4':
      return plain([...memory.bytes(address, 4)].join('.'));
    case 'i4':
      return plain([...memory.bytes(address, 4)].map((byte) => String(byte).padStart(3, '0')).join('.'));
    case 'd':
    case 'D':
      return dentryName(host, spec, suffix, address);
    case 'a':
    case 'ap':
    case 'ad':
      return plain(`0x${memory.u64(address).toString(16).padStart(16, '0')}`);
    case 'U':
    case 'Ub': {
      const hex = [...memory.bytes(address, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      return plain([hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-'));
    }
    default:
      return plain(hashed(host, address));
  }
}

/** struct dentry: d_name.name at offset 40; struct file: f_path.dentry at 24. */
function dentryName(host: FormatHost, spec: Spec, suffix: string, address: number): Uint8Array {
  const dentry = suffix === 'D' ? host.memory.i64(address + 24) : address;
  return pad(spec, cString(host, host.memory.i64(dentry + 40), spec.precision), false);
}

function hashed(host: FormatHost, address: number): string {
  if (address === 0 || (address < 0 && address >= -MAX_ERRNO)) return hex16(address);
  return host.hashPointer(address).toString(16).padStart(16, '0');
}

/** For TypeScript callers. */
export const cText = (text: string): Uint8Array => utf8Encode(text);
