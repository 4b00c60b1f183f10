/** lib/string.c, lib/vsprintf.c, lib/kstrtox.c, lib/list_debug.c, lib/hexdump.c: what C code takes for granted. */
import { E2BIG, EINVAL, ERANGE } from '../../errno';
import type { Arguments } from '../format';
import { parseBool, parseSigned, parseUnsigned } from '../kstrto';
import type { ModuleSystem } from '../system';
import { alias, type ExportGroup, type ExportRow, fn, gpl, variable } from './types';

const sign = (value: number): number => (value > 0 ? 1 : value < 0 ? -1 : 0);

/** Compares as unsigned bytes; at most `max`. */
function compare(system: ModuleSystem, a: number, b: number, max: number, fold = false): number {
  const { memory } = system;
  for (let i = 0; i < max; i++) {
    const x = fold ? lower(memory.u8(a + i)) : memory.u8(a + i);
    const y = fold ? lower(memory.u8(b + i)) : memory.u8(b + i);
    if (x !== y) return x - y;
    if (x === 0) return 0;
  }
  return 0;
}
const lower = (byte: number): number => (byte >= 65 && byte <= 90 ? byte + 32 : byte);

function putString(system: ModuleSystem, to: number, bytes: Uint8Array): void {
  system.memory.setBytes(to, bytes);
  system.memory.setU8(to + bytes.length, 0);
}

/** Bytes that would have been written; at most size − 1 are, and a NUL. */
export function boundedPrint(system: ModuleSystem, to: number, size: number, bytes: Uint8Array): number {
  if (size > 0) putString(system, to, bytes.subarray(0, Math.min(bytes.length, size - 1)));
  return bytes.length;
}

const scn = (size: number, wrote: number): number => (size === 0 ? 0 : Math.min(wrote, size - 1));

function find(system: ModuleSystem, text: number, wanted: number, orEnd: boolean): number {
  const byte = wanted & 255;
  for (let at = text; ; at++) {
    const here = system.memory.u8(at);
    if (here === byte) return at;
    if (here === 0) return orEnd ? at : 0;
  }
}

function strstr(system: ModuleSystem, text: number, needle: number): number {
  const hay = system.memory.cstring(text);
  const what = system.memory.cstring(needle);
  for (let at = 0; at + what.length <= hay.length; at++)
    if (what.every((byte, i) => hay[at + i] === byte)) return text + at;
  return 0;
}

function span(system: ModuleSystem, text: number, set: number, inSet: boolean): number {
  const bytes = system.memory.cstring(text);
  const wanted = system.memory.cstring(set);
  let n = 0;
  while (n < bytes.length && wanted.includes(bytes[n]) === inSet) n++;
  return n;
}

/** kstrtoX: parse, check the range of the type, store. */
function kstrto(name: string, bits: number, signed: boolean): ExportRow {
  return fn(name, (system, text, base, result) => store(system, system.text(text), base, result, bits, signed));
}
function kstrtoUser(name: string, bits: number, signed: boolean): ExportRow {
  return fn(name, (system, from, count, base, result) => {
    const bytes = new Uint8Array(Math.min(count, 66));
    if (system.copyFromUser(bytes, from) > 0) return -14;
    const end = bytes.indexOf(0);
    const text = new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
    return store(system, text, base, result, bits, signed);
  });
}
function store(
  system: ModuleSystem,
  text: string,
  base: number,
  result: number,
  bits: number,
  signed: boolean,
): number {
  const value = signed ? parseSigned(text, base | 0, bits) : parseUnsigned(text, base | 0);
  if (typeof value === 'number') return value;
  if (!signed && value >> BigInt(bits) !== 0n) return -ERANGE;
  system.memory.setBytes(result, new Uint8Array(BigUint64Array.of(BigInt.asUintN(64, value)).buffer, 0, bits / 8));
  return 0;
}

/** simple_strtoul: what digits there are, and where they end. */
const simple =
  (signed: boolean): ExportRow['run'] =>
  (system, text, end, base) => {
    const all = system.text(text);
    const match = /^(-?)(0[xX](?=[0-9a-fA-F]))?([0-9a-zA-Z]*)/.exec(all)!;
    const [, minus, prefix = '', rest] = match;
    const negative = signed && minus === '-';
    let radix = base | 0 || (prefix ? 16 : rest.startsWith('0') ? 8 : 10);
    if (minus && !signed) radix = 1;
    let digits = 0;
    let value = 0n;
    while (digits < rest.length && Number.parseInt(rest[digits], 36) < radix) {
      value = BigInt.asUintN(64, value * BigInt(radix) + BigInt(Number.parseInt(rest[digits], 36)));
      digits++;
    }
    if (end !== 0) system.memory.setI64(end, text + (negative ? 1 : 0) + prefix.length + digits);
    return negative ? -value : value;
  };

/** sscanf: the conversions that drivers use. */
function scan(system: ModuleSystem, text: string, format: string, args: Arguments): number {
  let at = 0;
  let done = 0;
  const pattern = /%(\*?)(\d*)(hh|h|ll|l|z)?([diuxXcsn%])|\s+|[^%\s]/g;
  for (const match of format.matchAll(pattern)) {
    const [token, skip, width, size, conversion] = match;
    if (conversion === undefined || conversion === '%') {
      if (/\s/.test(token)) while (/\s/.test(text[at] ?? '')) at++;
      else if (text[at] === token[token.length - 1]) at++;
      else return done;
      continue;
    }
    if (conversion === 'n') {
      system.memory.setU32(pointerOf(args), at);
      continue;
    }
    if (conversion !== 'c') while (/\s/.test(text[at] ?? '')) at++;
    const rest = width ? text.slice(at, at + Number(width)) : text.slice(at);
    const found = SCANNERS[conversion].exec(rest)?.[0] ?? '';
    if (found === '') return done;
    at += found.length;
    if (skip) continue;
    const to = pointerOf(args);
    if (conversion === 's') putString(system, to, new TextEncoder().encode(found));
    else if (conversion === 'c') system.memory.setU8(to, found.charCodeAt(0));
    else {
      const bytes = { hh: 1, h: 2, l: 8, ll: 8, z: 8 }[size ?? ''] ?? 4;
      const base = conversion === 'x' || conversion === 'X' ? 16 : conversion === 'i' ? 0 : 10;
      const value = parseSigned(found, base, 64);
      const raw = BigInt.asUintN(64, typeof value === 'bigint' ? value : 0n);
      system.memory.setBytes(to, new Uint8Array(BigUint64Array.of(raw).buffer, 0, bytes));
    }
    done++;
  }
  return done;
}
const SCANNERS: Readonly<Record<string, RegExp>> = {
  d: /^[-+]?\d+/,
  u: /^\d+/,
  i: /^[-+]?(0[xX][0-9a-fA-F]+|\d+)/,
  x: /^(0[xX])?[0-9a-fA-F]+/,
  X: /^(0[xX])?[0-9a-fA-F]+/,
  s: /^\S+/,
  c: /^[\s\S]/,
};
const pointerOf = (args: Arguments): number => Number(BigInt.asIntN(64, args.next()));

/** Lists that do not fit together are reported (CONFIG_DEBUG_LIST is Debian's). */
function listAddValid(system: ModuleSystem, entry: number, prev: number, next: number): number {
  const { memory } = system;
  const caller = system.caller;
  const complain = (text: string) => {
    system.kernel.printk(4, '------------[ cut here ]------------');
    system.kernel.printk(4, text);
    system.oopses.warning(system.context(), 'lib/list_debug.c:23', caller);
    return 0;
  };
  const p = (address: number) => system.hashPointer(address).toString(16).padStart(16, '0');
  if (memory.i64(next + 8) !== prev)
    return complain(
      `list_add corruption. next->prev should be prev (${p(prev)}), but was ${p(memory.i64(next + 8))}. (next=${p(next)}).`,
    );
  if (memory.i64(prev) !== next)
    return complain(
      `list_add corruption. prev->next should be next (${p(next)}), but was ${p(memory.i64(prev))}. (prev=${p(prev)}).`,
    );
  if (entry === prev || entry === next)
    return complain(`list_add double add: new=${p(entry)}, prev=${p(prev)}, next=${p(next)}.`);
  return 1;
}

function listDelValid(system: ModuleSystem, entry: number): number {
  const { memory } = system;
  const next = memory.i64(entry);
  const prev = memory.i64(entry + 8);
  const poison = (value: bigint) => value === 0xdead000000000100n || value === 0xdead000000000122n;
  let text = '';
  if (poison(memory.u64(entry)))
    text = `list_del corruption, ${system.hashPointer(entry).toString(16).padStart(16, '0')}->next is LIST_POISON1 (dead000000000100)`;
  else if (poison(memory.u64(entry + 8)))
    text = `list_del corruption, ${system.hashPointer(entry).toString(16).padStart(16, '0')}->prev is LIST_POISON2 (dead000000000122)`;
  else if (memory.i64(prev) !== entry) text = 'list_del corruption. prev->next should be the entry';
  else if (memory.i64(next + 8) !== entry) text = 'list_del corruption. next->prev should be the entry';
  if (text === '') return 1;
  const caller = system.caller;
  system.kernel.printk(4, '------------[ cut here ]------------');
  system.kernel.printk(4, text);
  system.oopses.warning(system.context(), 'lib/list_debug.c:49', caller);
  return 0;
}

const NEVER = 1 << 30;

export const STRING_EXPORTS: ExportGroup = {
  base: 0xffffffff81690000n,
  rows: [
    ...alias(['memcpy', '__memcpy', 'memmove', '__memmove'], (system, to, from, n) => {
      system.memory.setBytes(to, system.memory.bytes(from, n));
      system.kernel.charge(n >>> 3);
      return to;
    }),
    ...alias(['memset', '__memset'], (system, to, value, n) => {
      system.memory.fill(to, n, value & 255);
      system.kernel.charge(n >>> 3);
      return to;
    }),
    fn('memcmp', (system, a, b, n) => {
      const x = system.memory.bytes(a, n);
      const y = system.memory.bytes(b, n);
      const at = x.findIndex((byte, i) => byte !== y[i]);
      return at < 0 ? 0 : x[at] - y[at];
    }),
    fn('bcmp', (system, a, b, n) => {
      const y = system.memory.bytes(b, n);
      return system.memory.bytes(a, n).every((byte, i) => byte === y[i]) ? 0 : 1;
    }),
    fn('memchr', (system, text, byte, n) => {
      const at = system.memory.bytes(text, n).indexOf(byte & 255);
      return at < 0 ? 0 : text + at;
    }),
    fn('memchr_inv', (system, text, byte, n) => {
      const at = system.memory.bytes(text, n).findIndex((found) => found !== (byte & 255));
      return at < 0 ? 0 : text + at;
    }),
    fn('memscan', (system, text, byte, n) => {
      const at = system.memory.bytes(text, n).indexOf(byte & 255);
      return text + (at < 0 ? n : at);
    }),
    fn('strlen', (system, text) => system.memory.cstring(text).length),
    fn('strnlen', (system, text, max) => system.memory.cstring(text, max).length),
    fn('strcpy', (system, to, from) => {
      putString(system, to, system.memory.cstring(from));
      return to;
    }),
    fn('strncpy', (system, to, from, n) => {
      const bytes = new Uint8Array(n);
      bytes.set(system.memory.cstring(from, n));
      system.memory.setBytes(to, bytes);
      return to;
    }),
    ...alias(['strscpy', '__real_strscpy'], (system, to, from, n) => {
      if (n === 0) return -E2BIG;
      const bytes = system.memory.cstring(from, n);
      putString(system, to, bytes.subarray(0, Math.min(bytes.length, n - 1)));
      return bytes.length >= n ? -E2BIG : bytes.length;
    }),
    fn('strscpy_pad', (system, to, from, n) => {
      if (n === 0) return -E2BIG;
      const bytes = system.memory.cstring(from, n);
      const whole = new Uint8Array(n);
      whole.set(bytes.subarray(0, n - 1));
      system.memory.setBytes(to, whole);
      return bytes.length >= n ? -E2BIG : bytes.length;
    }),
    fn('strlcpy', (system, to, from, n) => boundedPrint(system, to, n, system.memory.cstring(from))),
    fn('strcat', (system, to, from) => {
      putString(system, to + system.memory.cstring(to).length, system.memory.cstring(from));
      return to;
    }),
    fn('strncat', (system, to, from, n) => {
      putString(system, to + system.memory.cstring(to).length, system.memory.cstring(from, n));
      return to;
    }),
    fn('strlcat', (system, to, from, n) => {
      const old = system.memory.cstring(to, n).length;
      const bytes = system.memory.cstring(from);
      if (old < n) putString(system, to + old, bytes.subarray(0, Math.min(bytes.length, n - old - 1)));
      return old + bytes.length;
    }),
    fn('strcmp', (system, a, b) => sign(compare(system, a, b, NEVER))),
    fn('strncmp', (system, a, b, n) => sign(compare(system, a, b, n))),
    fn('strcasecmp', (system, a, b) => compare(system, a, b, NEVER, true)),
    fn('strncasecmp', (system, a, b, n) => compare(system, a, b, n, true)),
    fn('strchr', (system, text, byte) => find(system, text, byte, false)),
    fn('strchrnul', (system, text, byte) => find(system, text, byte, true)),
    fn('strnchr', (system, text, n, byte) => {
      const at = system.memory.cstring(text, n).indexOf(byte & 255);
      return at < 0 ? 0 : text + at;
    }),
    fn('strrchr', (system, text, byte) => {
      const bytes = system.memory.cstring(text);
      if ((byte & 255) === 0) return text + bytes.length;
      const at = bytes.lastIndexOf(byte & 255);
      return at < 0 ? 0 : text + at;
    }),
    fn('strstr', strstr),
    fn('strnstr', (system, text, needle, n) => {
      const at = strstr(system, text, needle);
      return at !== 0 && at - text + system.memory.cstring(needle).length <= n ? at : 0;
    }),
    fn('strspn', (system, text, set) => span(system, text, set, true)),
    fn('strcspn', (system, text, set) => span(system, text, set, false)),
    fn('strpbrk', (system, text, set) => {
      const at = text + span(system, text, set, false);
      return system.memory.u8(at) === 0 ? 0 : at;
    }),
    fn('strsep', (system, pointer, set) => {
      const text = system.memory.i64(pointer);
      if (text === 0) return 0;
      const end = text + span(system, text, set, false);
      if (system.memory.u8(end) === 0) system.memory.setI64(pointer, 0);
      else {
        system.memory.setU8(end, 0);
        system.memory.setI64(pointer, end + 1);
      }
      return text;
    }),
    ...alias(['strim', 'strstrip'], (system, text) => {
      const bytes = system.memory.cstring(text);
      let end = bytes.length;
      while (end > 0 && /\s/.test(String.fromCharCode(bytes[end - 1]))) end--;
      system.memory.setU8(text + end, 0);
      return text + leadingBlanks(bytes.subarray(0, end));
    }),
    fn('skip_spaces', (system, text) => text + leadingBlanks(system.memory.cstring(text))),
    fn('sysfs_streq', (system, a, b) =>
      system.text(a).replace(/\n$/, '') === system.text(b).replace(/\n$/, '') ? 1 : 0,
    ),
    fn('strreplace', (system, text, old, fresh) => {
      const bytes = system.memory.cstring(text);
      system.memory.setBytes(
        text,
        bytes.map((byte) => (byte === (old & 255) ? fresh & 255 : byte)),
      );
      return text + bytes.length;
    }),
    fn('snprintf', (system, to, size, format) =>
      boundedPrint(system, to, size, system.format(format, system.varargs(3))),
    ),
    fn('vsnprintf', (system, to, size, format, va) =>
      boundedPrint(system, to, size, system.format(format, system.vaList(va))),
    ),
    fn('scnprintf', (system, to, size, format) =>
      scn(size, boundedPrint(system, to, size, system.format(format, system.varargs(3)))),
    ),
    fn('vscnprintf', (system, to, size, format, va) =>
      scn(size, boundedPrint(system, to, size, system.format(format, system.vaList(va)))),
    ),
    fn('sprintf', (system, to, format) => boundedPrint(system, to, NEVER, system.format(format, system.varargs(2)))),
    fn('vsprintf', (system, to, format, va) =>
      boundedPrint(system, to, NEVER, system.format(format, system.vaList(va))),
    ),
    fn('sysfs_emit', (system, to, format) =>
      scn(4096, boundedPrint(system, to, 4096, system.format(format, system.varargs(2)))),
    ),
    fn('sysfs_emit_at', (system, to, at, format) => {
      const room = 4096 - (at | 0);
      return scn(room, boundedPrint(system, to + (at | 0), room, system.format(format, system.varargs(3))));
    }),
    fn('sscanf', (system, text, format) => scan(system, system.text(text), system.text(format), system.varargs(2))),
    fn('vsscanf', (system, text, format, va) =>
      scan(system, system.text(text), system.text(format), system.vaList(va)),
    ),
    kstrto('kstrtoint', 32, true),
    kstrto('kstrtouint', 32, false),
    kstrto('_kstrtol', 64, true),
    kstrto('_kstrtoul', 64, false),
    kstrto('kstrtoll', 64, true),
    kstrto('kstrtoull', 64, false),
    kstrto('kstrtol', 64, true),
    kstrto('kstrtoul', 64, false),
    kstrto('kstrtou8', 8, false),
    kstrto('kstrtos8', 8, true),
    kstrto('kstrtou16', 16, false),
    kstrto('kstrtos16', 16, true),
    kstrtoUser('kstrtoint_from_user', 32, true),
    kstrtoUser('kstrtouint_from_user', 32, false),
    kstrtoUser('kstrtol_from_user', 64, true),
    kstrtoUser('kstrtoul_from_user', 64, false),
    kstrtoUser('kstrtoll_from_user', 64, true),
    kstrtoUser('kstrtoull_from_user', 64, false),
    kstrtoUser('kstrtou8_from_user', 8, false),
    fn('kstrtobool', (system, text, result) => {
      const value = text === 0 ? -EINVAL : parseBool(system.text(text));
      if (typeof value === 'number') return value;
      system.memory.setU8(result, value ? 1 : 0);
      return 0;
    }),
    fn('simple_strtol', simple(true)!),
    fn('simple_strtoll', simple(true)!),
    fn('simple_strtoul', simple(false)!),
    fn('simple_strtoull', simple(false)!),
    fn('hex_to_bin', (_system, byte) => {
      const value = Number.parseInt(String.fromCharCode(byte & 255), 16);
      return Number.isNaN(value) ? -1 : value;
    }),
    fn('__list_add_valid', listAddValid),
    fn('__list_del_entry_valid', listDelValid),
    ...alias(['get_random_bytes', 'get_random_bytes_wait'], (system, to, n) => {
      const bytes = new Uint8Array(n);
      system.kernel.randomBytes(bytes);
      system.memory.setBytes(to, bytes);
      return 0;
    }),
    ...alias(['get_random_u8', 'get_random_u16', 'get_random_u32', 'get_random_u64', 'prandom_u32'], (system) => {
      const bytes = new Uint8Array(8);
      system.kernel.randomBytes(bytes);
      return new DataView(bytes.buffer).getBigUint64(0, true);
    }),
    gpl('__hweight32', (_system, value) => bitCount(value >>> 0)),
    fn('__sw_hweight32', (_system, value) => bitCount(value >>> 0)),
    fn('fortify_panic', (system, name) => {
      const caller = system.caller;
      system.kernel.printk(0, `detected buffer overflow in ${system.text(name)}`);
      system.oopses.bug(system.context(), 'lib/string_helpers.c:1028', caller);
      return 0;
    }),
    fn('crc32_le', (system, start, from, n) => {
      let crc = start >>> 0;
      for (const byte of system.memory.bytes(from, n)) {
        crc ^= byte;
        for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
      }
      return crc >>> 0;
    }),
    // Bits of include/linux/ctype.h: upper, lower, digit, control, punctuation, space, hexadecimal, blank.
    variable('_ctype', 256, (system, address) => {
      for (let code = 0; code < 128; code++) system.memory.setU8(address + code, ctypeOf(String.fromCharCode(code)));
    }),
  ],
};

function leadingBlanks(bytes: Uint8Array): number {
  let n = 0;
  while (n < bytes.length && /\s/.test(String.fromCharCode(bytes[n]))) n++;
  return n;
}

function bitCount(value: number): number {
  let n = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) n++;
  return n;
}

function ctypeOf(letter: string): number {
  if (/[A-F]/.test(letter)) return 0x41;
  if (/[A-Z]/.test(letter)) return 0x01;
  if (/[a-f]/.test(letter)) return 0x42;
  if (/[a-z]/.test(letter)) return 0x02;
  if (/\d/.test(letter)) return 0x04;
  if (letter === ' ') return 0xa0;
  if (/[\t-\r]/.test(letter)) return 0x28;
  return letter < ' ' || letter === '\x7f' ? 0x08 : 0x10;
}
