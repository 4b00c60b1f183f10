/**
 * Formats of bpf_trace_printk and bpf_snprintf. Follows kernel/trace/bpf_trace.c and kernel/bpf/helpers.c: bpf_bprintf_prepare.
 * What it does not know is -EINVAL, as there; so is a format that is not ASCII.
 */
import { EINVAL } from '../../errno';

export interface PrintfReader {
  /** Bytes at an address, or null: %pI4, %pI6. */
  bytes(address: bigint, length: number): Uint8Array | null;
  /** A string of kernel or user memory: %s, %pks, %pus. */
  string(address: bigint, user: boolean): string | null;
  /** `vfs_read+0x0/0x40`: %pS, %ps, %pB. */
  symbol(address: bigint, withOffset: boolean): string;
}

const SPEC = /^%([-+ #0]*)(\d*)(?:(p)([A-Za-z]\w*)?|(ll|l|h|hh)?([diuxXsc%]))/;

/** The text, or -EINVAL. `args` are 64-bit values. */
export function bpfFormat(format: string, args: readonly bigint[], reader: PrintfReader): string | number {
  let out = '';
  let next = 0;
  for (let at = 0; at < format.length; ) {
    const code = format.charCodeAt(at);
    if (code > 126 || (code < 32 && !'\t\n\r\v\f'.includes(format[at]))) return -EINVAL;
    if (format[at] !== '%') {
      out += format[at++];
      continue;
    }
    if (format[at + 1] === '%') {
      out += '%';
      at += 2;
      continue;
    }
    const match = SPEC.exec(format.slice(at));
    if (!match || next >= args.length) return -EINVAL;
    const [whole, flags, width, pointer, kind, size, conversion] = match;
    const pointed = pointer ? pointerText(kind ?? '', args[next], reader) : null;
    const text = pointed ? pointed.text : valueText(size ?? '', conversion, flags, args[next], reader);
    if (text === null) return -EINVAL;
    next++;
    out += pad(text, flags, width, conversion);
    at += pointed ? whole.length - (kind ?? '').length + pointed.used : whole.length;
  }
  return out;
}

/** How many arguments a format wants. */
export function countArguments(format: string): number {
  return format.replace(/%%/g, '').split('%').length - 1;
}

function pad(text: string, flags: string, width: string, conversion: string | undefined): string {
  const columns = Number(width || 0);
  if (text.length >= columns) return text;
  if (flags.includes('-')) return text.padEnd(columns);
  const zeros = flags.includes('0') && conversion !== 's';
  if (!zeros) return text.padStart(columns);
  const sign = /^[-+]|^0x/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(columns - sign.length, '0');
}

function valueText(
  size: string,
  conversion: string,
  flags: string,
  value: bigint,
  reader: PrintfReader,
): string | null {
  const bits = size === 'l' || size === 'll' ? 64 : 32;
  switch (conversion) {
    case 'd':
    case 'i': {
      const text = String(BigInt.asIntN(bits, value));
      return flags.includes('+') && !text.startsWith('-') ? `+${text}` : text;
    }
    case 'u':
      return String(BigInt.asUintN(bits, value));
    case 'x':
    case 'X': {
      const digits = BigInt.asUintN(bits, value).toString(16);
      const text = conversion === 'X' ? digits.toUpperCase() : digits;
      return flags.includes('#') ? `0${conversion}${text}` : text;
    }
    case 'c':
      return String.fromCharCode(Number(value & 0xffn));
    case 's':
      return reader.string(value, value < 0x8000_0000_0000n) ?? '';
    default:
      return null;
  }
}

function pointerText(kind: string, value: bigint, reader: PrintfReader): { text: string; used: number } | null {
  const hex = BigInt.asUintN(64, value).toString(16).padStart(16, '0');
  const two = kind.slice(0, 2);
  if (two === 'ks' || two === 'us') return { text: reader.string(value, two === 'us') ?? '', used: 2 };
  if (two === 'i4' || two === 'I4') return address(reader.bytes(value, 4), (bytes) => [...bytes].join('.'), 2);
  if (two === 'i6' || two === 'I6') return address(reader.bytes(value, 16), ipv6, 2);
  const one = kind.slice(0, 1);
  if (one === 'S' || one === 's' || one === 'B') return { text: reader.symbol(value, one !== 's'), used: 1 };
  if (one === 'x' || one === 'K') return { text: hex, used: 1 };
  // %p hashes addresses in Linux; here they are no secret.
  return kind === '' ? { text: hex, used: 0 } : null;
}

function address(bytes: Uint8Array | null, show: (bytes: Uint8Array) => string, used: number) {
  return { text: bytes ? show(bytes) : '(null)', used };
}

function ipv6(bytes: Uint8Array): string {
  const words: string[] = [];
  for (let i = 0; i < 16; i += 2) words.push(((bytes[i] << 8) | bytes[i + 1]).toString(16).padStart(4, '0'));
  return words.join(':');
}
