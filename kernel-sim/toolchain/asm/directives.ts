/** Assembler directives (GNU as manual, chapter 7): the ones that lessons, libc and gcc's own output use. */
import { R_X86_64, SHF, SHT, STT } from '../elf/constants';
import type { Assembler } from './assembler';
import { AsmSyntaxError, type Scanner } from './expression';
import type { Expression } from './section';

type Directive = (a: Assembler, scan: Scanner, name: string) => void;

const TYPES: Record<string, number> = {
  function: STT.FUNC,
  object: STT.OBJECT,
  notype: STT.NOTYPE,
  tls_object: STT.TLS,
};
const SECTION_TYPES: Record<string, number> = {
  progbits: SHT.PROGBITS,
  nobits: SHT.NOBITS,
  note: SHT.NOTE,
  init_array: SHT.INIT_ARRAY,
  fini_array: SHT.FINI_ARRAY,
};
const FLAGS: Record<string, number> = {
  a: SHF.ALLOC,
  w: SHF.WRITE,
  x: SHF.EXECINSTR,
  M: SHF.MERGE,
  S: SHF.STRINGS,
  T: SHF.TLS,
};
const ABSOLUTE: Record<number, number> = { 1: R_X86_64[8], 2: R_X86_64[16], 4: R_X86_64[32], 8: R_X86_64[64] };

function constant(scan: Scanner): number {
  const e = scan.expression();
  if (e.plus !== undefined || e.minus !== undefined) throw new AsmSyntaxError('asm-constant-needed');
  if (e.value > 0xffffffffn || e.value < -0x80000000n)
    throw new AsmSyntaxError('asm-value-range', { value: e.value.toString(), bytes: 4 });
  return Number(e.value);
}

function name(scan: Scanner): string {
  scan.skipSpace();
  if (scan.peek() === '"') return new TextDecoder().decode(scan.string());
  const id = scan.identifier();
  if (id === undefined)
    throw new AsmSyntaxError('asm-expected', { what: 'name', found: scan.text.slice(scan.at, scan.at + 12) });
  return id;
}

function data(width: 1 | 2 | 4 | 8): Directive {
  return (a, scan) => {
    if (scan.done) return;
    do {
      const e = scan.expression();
      emitValue(a, e, width);
    } while (scan.eat(','));
  };
}

function emitValue(a: Assembler, e: Expression, width: 1 | 2 | 4 | 8): void {
  if (a.section.nobits) {
    if (e.plus || e.minus || e.value !== 0n) throw new AsmSyntaxError('asm-code-in-bss', { name: a.section.name });
    a.section.skip(width);
    return;
  }
  if (e.plus === undefined && e.minus === undefined) a.section.bytes.int(e.value, width);
  else a.section.fixup(ABSOLUTE[width], width, false, e, a.line);
}

function text(zero: boolean): Directive {
  return (a, scan) => {
    do {
      a.section.bytes.raw(scan.string());
      if (zero) a.section.bytes.u8(0);
    } while (scan.eat(','));
  };
}

function space(a: Assembler, scan: Scanner): void {
  const count = constant(scan);
  const fill = scan.eat(',') ? constant(scan) : 0;
  if (count < 0 || count > 0x1000000) throw new AsmSyntaxError('asm-value-range', { value: count, bytes: 4 });
  a.section.skip(count, fill & 0xff);
}

function alignment(power: boolean): Directive {
  return (a, scan) => {
    const n = scan.done ? 0 : constant(scan);
    const align = power ? 2 ** n : n;
    let fill: number | undefined;
    let max = align;
    if (scan.eat(',')) {
      if (scan.peek() !== ',' && !scan.done) fill = constant(scan);
      if (scan.eat(',')) max = constant(scan);
    }
    if (align === 0) return;
    if (!Number.isInteger(Math.log2(align)) || align > 0x10000000)
      throw new AsmSyntaxError('asm-bad-alignment', { value: align });
    const code = (a.section.flags & SHF.EXECINSTR) !== 0;
    a.section.alignTo(align, fill ?? (code ? undefined : 0), max);
  };
}

function forEachName(change: (a: Assembler, symbol: ReturnType<Assembler['symbol']>) => void): Directive {
  return (a, scan) => {
    do change(a, a.symbol(name(scan)));
    while (scan.eat(','));
  };
}

function setSymbol(a: Assembler, scan: Scanner, given: string): void {
  let id = given;
  if (id === '.set' || id === '.equ' || id === '.equiv') {
    id = name(scan);
    scan.expect(',');
  }
  const e = scan.expression();
  const symbol = a.symbol(id);
  symbol.keep = !id.startsWith('.L');
  if (e.minus !== undefined) {
    const [plus, minus] = [e.plus?.place, e.minus.place];
    if (plus === undefined || minus === undefined || plus.section !== minus.section || plus.marker !== minus.marker)
      throw new AsmSyntaxError('asm-bad-expression');
    symbol.absolute = e.value + BigInt(plus.raw - minus.raw);
  } else if (e.plus === undefined) symbol.absolute = e.value;
  else if (e.plus.name === '' && e.plus.place !== undefined && e.value === 0n) symbol.place = e.plus.place;
  else symbol.equals = { symbol: e.plus, addend: Number(e.value) };
}

function section(a: Assembler, scan: Scanner): void {
  scan.skipSpace();
  let id = '';
  if (scan.peek() === '"') id = new TextDecoder().decode(scan.string());
  else {
    const match = /^[^,\s]+/.exec(scan.text.slice(scan.at));
    id = match?.[0] ?? '';
    scan.at += id.length;
  }
  let flags: number | undefined;
  let type: number | undefined;
  let entrySize = 0;
  if (scan.eat(',')) {
    flags = 0;
    for (const c of new TextDecoder().decode(scan.string())) flags |= FLAGS[c] ?? 0;
    if (scan.eat(',')) {
      if (!scan.eat('@')) scan.eat('%');
      type = SECTION_TYPES[scan.identifier() ?? ''] ?? SHT.PROGBITS;
      if (scan.eat(',')) entrySize = constant(scan);
    }
  }
  a.switchTo(a.builder.section(id, type, flags, entrySize));
}

function common(local: boolean): Directive {
  return (a, scan) => {
    const symbol = a.symbol(name(scan));
    scan.expect(',');
    const size = constant(scan);
    const align = scan.eat(',') ? constant(scan) : 1;
    symbol.size = size;
    symbol.type = STT.OBJECT;
    symbol.keep = true;
    if (local || !symbol.keep) {
      const bss = a.builder.section('.bss');
      bss.alignTo(align);
      symbol.place = bss.here();
      bss.skip(size);
    } else {
      symbol.common = { align };
      symbol.global = true;
    }
  };
}

function symbolType(a: Assembler, scan: Scanner): void {
  const symbol = a.symbol(name(scan));
  scan.eat(',');
  if (!scan.eat('@')) scan.eat('%');
  symbol.type = TYPES[(scan.identifier() ?? '').toLowerCase().replace(/^stt_/, '')] ?? STT.NOTYPE;
}

function symbolSize(a: Assembler, scan: Scanner): void {
  const symbol = a.symbol(name(scan));
  scan.expect(',');
  symbol.sizeExpression = scan.expression();
}

function fill(a: Assembler, scan: Scanner): void {
  const count = constant(scan);
  const size = scan.eat(',') ? constant(scan) : 1;
  const value = scan.eat(',') ? constant(scan) : 0;
  if (count < 0 || size < 0 || size > 8 || count * size > 0x1000000)
    throw new AsmSyntaxError('asm-value-range', { value: count, bytes: 4 });
  for (let i = 0; i < count; i++) {
    if (a.section.nobits) a.section.skip(size);
    else for (let k = 0; k < size; k++) a.section.bytes.u8(k < 4 ? (value >> (k * 8)) & 0xff : 0);
  }
}

function org(a: Assembler, scan: Scanner): void {
  const e = scan.expression();
  const to = Number(e.value) + (e.plus?.place?.raw ?? 0);
  const here = a.section.here();
  if (a.section.markers.length > 0 || to < here.raw || to > 0x1000000) throw new AsmSyntaxError('asm-bad-expression');
  a.section.skip(to - here.raw);
}

const IGNORED = ['.file', '.loc', '.ident', '.extern', '.code64', '.att_syntax', '.altmacro', '.addrsig', '.p2alignl'];

const DIRECTIVES: Record<string, Directive> = {
  '.text': (a) => a.switchTo(a.builder.section('.text')),
  '.data': (a) => a.switchTo(a.builder.section('.data')),
  '.bss': (a) => a.switchTo(a.builder.section('.bss')),
  '.section': section,
  '.pushsection': (a, scan) => {
    a.sectionStack.push({ section: a.section, previous: a.previous });
    section(a, scan);
  },
  '.popsection': (a) => {
    const top = a.sectionStack.pop();
    if (top === undefined) throw new AsmSyntaxError('asm-bad-directive', { name: '.popsection' });
    a.section = top.section;
    a.previous = top.previous;
  },
  '.previous': (a) => {
    if (a.previous !== undefined) a.switchTo(a.previous);
  },
  '.byte': data(1),
  '.word': data(2),
  '.short': data(2),
  '.value': data(2),
  '.hword': data(2),
  '.2byte': data(2),
  '.long': data(4),
  '.int': data(4),
  '.4byte': data(4),
  '.quad': data(8),
  '.8byte': data(8),
  '.ascii': text(false),
  '.asciz': text(true),
  '.string': text(true),
  '.zero': space,
  '.skip': space,
  '.space': space,
  '.align': alignment(false),
  '.balign': alignment(false),
  '.p2align': alignment(true),
  '.uleb128': (a, scan) => {
    do a.section.bytes.uleb(constant(scan));
    while (scan.eat(','));
  },
  '.sleb128': (a, scan) => {
    do a.section.bytes.sleb(constant(scan));
    while (scan.eat(','));
  },
  '.fill': fill,
  '.org': org,
  '.set': setSymbol,
  '.equ': setSymbol,
  '.equiv': setSymbol,
  '.globl': forEachName((_, s) => {
    s.global = true;
  }),
  '.global': forEachName((_, s) => {
    s.global = true;
  }),
  '.weak': forEachName((_, s) => {
    s.weak = true;
  }),
  '.local': forEachName((_, s) => {
    s.keep = true;
  }),
  '.hidden': forEachName((_, s) => {
    s.visibility = 2;
  }),
  '.protected': forEachName((_, s) => {
    s.visibility = 3;
  }),
  '.internal': forEachName((_, s) => {
    s.visibility = 1;
  }),
  '.type': symbolType,
  '.size': symbolSize,
  '.comm': common(false),
  '.lcomm': common(true),
};

/** Runs a directive; `assigned` is the name of a `name = value` statement. */
export function runDirective(a: Assembler, directive: string, scan: Scanner, assigned?: string): void {
  const lower = directive.toLowerCase();
  if (lower.startsWith('.cfi_') || IGNORED.includes(lower)) return;
  const run = DIRECTIVES[lower];
  if (run === undefined) throw new AsmSyntaxError('asm-unknown-directive', { name: directive });
  run(a, scan, assigned ?? lower);
  if (!scan.done)
    throw new AsmSyntaxError('asm-expected', { what: 'end of line', found: scan.text.slice(scan.at, scan.at + 12) });
}
