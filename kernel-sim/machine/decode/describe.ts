/**
 * Disassembly from the same table that the processor runs on, in AT&T syntax as objdump prints it: for pictures and traces.
 */

import { HOST_HANDLERS } from '../cpu/host-names';
import { State } from '../cpu/state';
import { Decoder, Decoding } from './decoder';
import type { Encoding, Operand } from './table';

export interface Described {
  text: string;
  mnemonic: string;
  /** As written, source first. */
  operands: string[];
  length: number;
}

const R64 = [
  'rax',
  'rcx',
  'rdx',
  'rbx',
  'rsp',
  'rbp',
  'rsi',
  'rdi',
  'r8',
  'r9',
  'r10',
  'r11',
  'r12',
  'r13',
  'r14',
  'r15',
];
const R32 = ['eax', 'ecx', 'edx', 'ebx', 'esp', 'ebp', 'esi', 'edi', ...R64.slice(8).map((r) => `${r}d`)];
const R16 = ['ax', 'cx', 'dx', 'bx', 'sp', 'bp', 'si', 'di', ...R64.slice(8).map((r) => `${r}w`)];
const R8 = ['al', 'cl', 'dl', 'bl', 'spl', 'bpl', 'sil', 'dil', ...R64.slice(8).map((r) => `${r}b`)];
const HIGH = ['ah', 'ch', 'dh', 'bh'];
const SUFFIX: Record<number, string> = { 8: 'b', 16: 'w', 32: 'l', 64: 'q' };
const BITS: Record<string, number> = { b: 8, w: 16, d: 32, q: 64, x: 128 };

/** Names that the table splits or joins, as assemblers know them; a function gets the operand size. */
const NAMES: Record<string, string | ((size: number) => string)> = {
  movssload: 'movss',
  movsdload: 'movsd',
  movqstore: 'movq',
  imula: 'imul',
  shldcl: 'shld',
  shrdcl: 'shrd',
  pushf: 'pushf',
  popf: 'popf',
  invalid: '(bad)',
  ret: 'ret',
  retf: 'lret',
  cmpxchgpair: (size) => (size === 64 ? 'cmpxchg16b' : 'cmpxchg8b'),
  cbw: (size) => ({ 16: 'cbtw', 32: 'cwtl', 64: 'cltq' })[size] ?? 'cltq',
  cwd: (size) => ({ 16: 'cwtd', 32: 'cltd', 64: 'cqto' })[size] ?? 'cqto',
  iret: (size) => (size === 64 ? 'iretq' : 'iret'),
  sysret: (size) => (size === 64 ? 'sysretq' : 'sysretl'),
  movfromcr: 'mov',
  movtocr: 'mov',
  movfromdr: 'mov',
  movtodr: 'mov',
  movfromseg: 'mov',
  movtoseg: 'mov',
};
const FENCES = ['', '', '', '', '', 'lfence', 'mfence', 'sfence'];
const NO_SUFFIX = new Set([
  'lea',
  'fence',
  'nop',
  'invlpg',
  'lgdt',
  'lidt',
  'sgdt',
  'sidt',
  'fxsave',
  'fxrstor',
  'ldmxcsr',
  'stmxcsr',
  'clflush',
  'prefetchw',
  'cmpxchgpair',
]);

const hex = (value: bigint) => (value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`);
const wide = (low: number, high: number) => (BigInt(high) << 32n) | BigInt(low >>> 0);

const decoder = new Decoder();

/** Describes the instruction at the beginning of `bytes`; `address` is where it lies, for branches and rip-relative operands. */
export function describe(bytes: Uint8Array, address = 0n): Described {
  const status = decoder.decode(bytes, 0, bytes.length);
  const encoding = decoder.encoding;
  const real = encoding?.definition.attributes.host;
  const unknown = decoder.row < 0 && HOST_HANDLERS[decoder.host] !== real;
  if (status === Decoding.TRUNCATED || unknown || !encoding) {
    return { text: '(bad)', mnemonic: '(bad)', operands: [], length: Math.min(decoder.length, bytes.length) || 1 };
  }
  const operands = encoding.operands
    .map((o, i) => operandText(o, i, address))
    .filter((t) => t !== '' && encoding.definition.mnemonic !== 'fence');
  if (encoding.definition.mnemonic.endsWith('dcl')) operands.push('%cl');
  const mnemonic = mnemonicText(encoding);
  operands.reverse();
  const text = operands.length > 0 ? `${mnemonic} ${operands.join(',')}` : mnemonic;
  return { text, mnemonic, operands, length: decoder.length };
}

function mnemonicText(e: Encoding): string {
  const { mnemonic, attributes } = e.definition;
  const { size } = decoder;
  if (mnemonic === 'fence') return FENCES[e.digit];
  if (mnemonic === 'movd' && size === 64) return 'movq';
  const absolute = e.operands.some((o) => o.place === 'O' || (o.place === 'I' && o.size === 'v' && size === 64));
  if (mnemonic === 'mov' && absolute) return 'movabs';
  if (attributes.string) return stringName(mnemonic, size);
  if (mnemonic === 'movzx' || mnemonic === 'movsx')
    return `${mnemonic.slice(0, 4)}${SUFFIX[BITS[e.operands[1].size]]}${SUFFIX[size]}`;
  if (mnemonic === 'movsxd') return 'movslq';
  // AT&T's old exchange: with the destination in ST(i) subtraction and division carry each other's names.
  if (attributes.host === 'x87')
    return e.operands[0]?.place === 'F' && /^D[CE]/.test(e.definition.encoding) ? exchanged(mnemonic) : mnemonic;
  const named = NAMES[mnemonic];
  const name = typeof named === 'function' ? named(size) : (named ?? mnemonic);
  const first = e.operands[0];
  const inMemory = decoder.memory && (first?.place === 'E' || first?.place === 'M');
  const silent =
    e.operands.length < 2 || /^[I1]$/.test(e.operands[1].place) || (e.operands[1].place === '$' && first.place === 'E');
  const branch = mnemonic === 'call' || mnemonic === 'jmp';
  return inMemory && silent && !branch && !NO_SUFFIX.has(mnemonic) && SUFFIX[size] && !named && !/^set/.test(mnemonic)
    ? name + SUFFIX[size]
    : name;
}

const exchanged = (mnemonic: string) =>
  mnemonic.replace(/^f(sub|div)(r?)(p?)$/, (_, op: string, r: string, p: string) => `f${op}${r ? '' : 'r'}${p}`);

function stringName(mnemonic: string, size: number): string {
  const match = /^(repn|rep)?(movs|stos|lods|cmps|scas|ins|outs)$/.exec(mnemonic);
  if (!match) return mnemonic;
  const compares = match[2] === 'cmps' || match[2] === 'scas';
  const prefix = match[1] === undefined ? '' : match[1] === 'repn' ? 'repnz ' : compares ? 'repz ' : 'rep ';
  return `${prefix}${match[2]}${SUFFIX[size]}`;
}

function operandText(o: Operand, position: number, address: bigint): string {
  const bits = BITS[o.size] ?? (o.size === 'y' || o.size === 'v' ? decoder.size : 64);
  const field = position === 0 ? decoder.d : decoder.s;
  const { mnemonic } = decoder.encoding!.definition;
  const star = (mnemonic === 'call' || mnemonic === 'jmp') && o.place === 'E' ? '*' : '';
  switch (o.place) {
    case 'F':
      return stackText();
    case 'P':
      return `%mm${(decoder.modrmByte >> 3) & 7}`;
    case 'Q':
      return decoder.memory ? memoryText() : `%mm${decoder.modrmByte & 7}`;
    case 'L':
      return `%mm${decoder.modrmByte & 7}`;
    case 'I':
    case '1':
      return o.place === '1' ? '' : `$${hex(immediate(o.size))}`;
    case 'J':
      return hex(BigInt.asUintN(64, address + BigInt(decoder.length) + wide(decoder.immLow, decoder.immHigh)));
    case 'E':
    case 'M':
    case 'A':
    case 'O':
    case 'N':
      return decoder.memory ? star + memoryText() : o.place === 'N' ? '' : star + registerText(field, bits);
    case 'W':
      return decoder.memory ? memoryText() : `%xmm${field / 16}`;
    case 'V':
    case 'U':
      return `%xmm${field / 16}`;
    case 'C':
      return `%${mnemonic.endsWith('dr') ? 'db' : 'cr'}${field}`;
    case 'size':
      return '';
    case '$':
      return mnemonic === 'in' || mnemonic === 'out'
        ? o.register === 2
          ? '(%dx)'
          : registerText(field, bits)
        : registerText(field, bits);
    default:
      return registerText(field, bits);
  }
}

/** The stack operands of an x87 instruction: the destination of DC and DE is ST(i). */
function stackText(): string {
  const { mnemonic, encoding } = decoder.encoding!.definition;
  const st = `%st(${decoder.modrmByte & 7})`;
  const one = /^f(free|u?com|ucomp|comp|xch|ld|st|stp|freep|stpnce)$/.test(mnemonic) && !/^D8/.test(encoding);
  if (one || /^fu?comp?$/.test(mnemonic)) return st;
  return /^D[CE]/.test(encoding) ? `%st,${st}` : `${st},%st`;
}

/** An immediate as wide as its operation, unsigned, as objdump shows it. */
function immediate(size: string): bigint {
  const value = wide(decoder.immLow, decoder.immHigh);
  const extended = size === 's' || size === 'z' || size === 'v';
  return BigInt.asUintN(extended ? decoder.size : 64, value);
}

function registerText(field: number, bits: number): string {
  const number = field >> 3;
  if (bits === 8) return `%${field & 1 ? HIGH[number] : R8[number]}`;
  return `%${({ 16: R16, 32: R32 }[bits] ?? R64)[number]}`;
}

function memoryText(): string {
  const segment = decoder.segment === State.FS_BASE ? '%fs:' : decoder.segment === State.GS_BASE ? '%gs:' : '';
  const names = decoder.address32 ? R32 : R64;
  const disp = wide(decoder.dispLow, decoder.dispHigh);
  if (decoder.ripRelative) return `${segment}${hex(disp)}(%rip)`;
  const base = decoder.base === State.ZERO ? '' : `%${names[decoder.base >> 3]}`;
  const index = decoder.index === State.ZERO ? '' : `,%${names[decoder.index >> 3]},${1 << decoder.scale}`;
  const inside = base || index ? `(${base}${index})` : '';
  return segment + (disp !== 0n || inside === '' ? hex(inside === '' ? BigInt.asUintN(64, disp) : disp) : '') + inside;
}
