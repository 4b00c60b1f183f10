/** GNU attributes (GCC manual, "Attribute Syntax"): read wherever a declaration allows them. */
import { decodeText } from '../lexer/strings';
import { KNOWN_ATTRIBUTES } from '../preprocess/known';
import { integerConstant } from '../sema/constants';
import type { Parser } from './parser';
import type { Attributes } from './shapes';

type Reader = (p: Parser, into: Attributes) => void;
const flag =
  (name: keyof Attributes): Reader =>
  (_p, into) => {
    Object.assign(into, { [name]: true });
  };

const MODES: Readonly<Record<string, number>> = { QI: 1, HI: 2, SI: 4, DI: 8, word: 8, pointer: 8, byte: 1 };

/** Attributes with an effect; their arguments, if any, stand next. */
const READERS: Readonly<Record<string, Reader>> = {
  packed: flag('packed'),
  noreturn: flag('noreturn'),
  unused: flag('unused'),
  used: flag('used'),
  weak: flag('weak'),
  naked: flag('naked'),
  interrupt: flag('interrupt'),
  always_inline: flag('alwaysInline'),
  noinline: flag('noinline'),
  warn_unused_result: flag('warnUnusedResult'),
  fallthrough: flag('fallthrough'),
  returns_twice: flag('returnsTwice'),
  constructor: (p: Parser, into: Attributes) => {
    into.beforeMain = true;
    skipArguments(p);
  },
  destructor: (p, into) => {
    into.afterMain = true;
    skipArguments(p);
  },
  aligned: (p, into) => {
    into.align = p.accept('(') ? alignmentArgument(p) : 16;
  },
  section: (p, into) => {
    into.section = stringArgument(p);
  },
  alias: (p, into) => {
    into.alias = stringArgument(p);
  },
  mode: (p, into) => {
    p.expect('(');
    into.modeSize = MODES[p.advance().text.replace(/^__(.*)__$/, '$1')];
    p.expect(')');
  },
  format: (p, into) => {
    p.expect('(');
    const style = p.advance().text.replace(/^__(.*)__$/, '$1');
    p.expect(',');
    const format = numberArgument(p);
    p.expect(',');
    const first = numberArgument(p);
    p.expect(')');
    if (style === 'printf' || style === 'scanf') into.format = { style, format, first };
    else if (style === 'gnu_printf') into.format = { style: 'printf', format, first };
  },
};

const UNSUPPORTED = new Set(['vector_size', 'cleanup', 'ms_abi', 'regparm', 'transparent_union', 'ifunc', 'symver']);

/** Reads any number of `__attribute__((…))` into `into`. */
export function parseAttributes(p: Parser, into: Attributes = {}): Attributes {
  while (p.is('__attribute__') || p.is('__extension__')) {
    if (p.accept('__extension__')) continue;
    p.advance();
    p.expect('(');
    p.expect('(');
    while (!p.is(')')) {
      if (!p.accept(',')) attribute(p, into);
    }
    p.expect(')');
    p.expect(')');
  }
  return into;
}

/** attribute = word ["(" arguments ")"] */
function attribute(p: Parser, into: Attributes): void {
  const word = p.advance();
  if (word.kind !== 'identifier' && word.kind !== 'keyword') {
    p.fail('expected-identifier', word, { found: word.text });
  }
  const name = word.text.replace(/^__(.*)__$/, '$1');
  if (Object.hasOwn(READERS, name)) {
    READERS[name](p, into);
    return;
  }
  if (UNSUPPORTED.has(name)) p.report.error('unsupported', word, { feature: `__attribute__((${name}))` });
  else if (!KNOWN_ATTRIBUTES.has(name) && name !== 'const') p.report.warn('unknown-attribute', word, { name });
  skipArguments(p);
}

function skipArguments(p: Parser): void {
  if (!p.accept('(')) return;
  for (let depth = 1; depth > 0 && p.token.kind !== 'end'; ) {
    const token = p.advance();
    if (token.text === '(') depth++;
    else if (token.text === ')') depth--;
  }
}

function numberArgument(p: Parser): number {
  const at = p.token;
  const value = integerConstant(p.grammar.conditional(p));
  if (value === undefined) p.report.error('constant-required', at);
  return Number(value ?? 0n);
}

function alignmentArgument(p: Parser): number {
  const at = p.token;
  const value = numberArgument(p);
  p.expect(')');
  return checkedAlignment(p, value, at);
}

/** Alignments are powers of two; 0 says nothing. */
export function checkedAlignment(p: Parser, value: number, at: Parser['token']): number {
  if (value > 0 && value <= 0x1000_0000 && Number.isInteger(Math.log2(value))) return value;
  if (value !== 0) p.report.error('bad-alignment', at, { value });
  return 1;
}

function stringArgument(p: Parser): string {
  p.expect('(');
  let text = '';
  while (p.token.kind === 'string') text += String.fromCharCode(...decodeText(p.advance().text).units);
  p.expect(')');
  return text;
}
