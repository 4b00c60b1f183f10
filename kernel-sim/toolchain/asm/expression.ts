/**
 * Scanner and expressions of the assembler: numbers as GNU as writes them, symbols, `.`, local labels 1b and 1f, and
 * + - * / % << >> & | ^ ~ over constants. At most one symbol may be added and one subtracted.
 */
import type { AsmSymbol, Expression } from './section';

export class AsmSyntaxError extends Error {
  constructor(
    readonly code: string,
    readonly params: Record<string, string | number> = {},
  ) {
    super(code);
  }
}

/** What an expression may ask of the assembler. */
export interface ExpressionContext {
  symbol(name: string): AsmSymbol;
  /** The label of `1b` or `1f`. */
  numeric(number: number, direction: 'b' | 'f'): AsmSymbol;
  /** A symbol for the current position. */
  here(): AsmSymbol;
}

const IDENTIFIER_START = /[A-Za-z_.$]/;
const IDENTIFIER = /[A-Za-z0-9_.$]/;
const ESCAPES: Record<string, number> = { n: 10, t: 9, r: 13, b: 8, f: 12, '\\': 92, '"': 34, "'": 39 };

const BINARY: { operators: string[]; apply: (op: string, a: bigint, b: bigint) => bigint }[] = [
  { operators: ['|', '^', '&'], apply: (op, a, b) => (op === '|' ? a | b : op === '^' ? a ^ b : a & b) },
  { operators: ['+', '-'], apply: (op, a, b) => (op === '+' ? a + b : a - b) },
  {
    operators: ['*', '/', '%', '<<', '>>'],
    apply: (op, a, b) => {
      if (op === '*') return a * b;
      if (op === '<<') return a << b;
      if (op === '>>') return BigInt.asUintN(64, a) >> b;
      if (b === 0n) throw new AsmSyntaxError('asm-bad-expression');
      return op === '/' ? a / b : a % b;
    },
  },
];

export class Scanner {
  at = 0;

  constructor(
    readonly text: string,
    private readonly context: ExpressionContext,
  ) {}

  skipSpace(): void {
    while (this.text[this.at] === ' ' || this.text[this.at] === '\t') this.at++;
  }

  get done(): boolean {
    this.skipSpace();
    return this.at >= this.text.length;
  }

  peek(): string {
    this.skipSpace();
    return this.text[this.at] ?? '';
  }

  eat(token: string): boolean {
    this.skipSpace();
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  expect(token: string): void {
    if (!this.eat(token))
      throw new AsmSyntaxError('asm-expected', { what: token, found: this.text.slice(this.at, this.at + 12) || '\\n' });
  }

  /** A name as in labels, mnemonics and directives. */
  identifier(): string | undefined {
    this.skipSpace();
    if (!IDENTIFIER_START.test(this.text[this.at] ?? '')) return undefined;
    const from = this.at;
    while (IDENTIFIER.test(this.text[this.at] ?? '')) this.at++;
    return this.text.slice(from, this.at);
  }

  /** A string in double quotes, as bytes. */
  string(): Uint8Array {
    this.skipSpace();
    if (this.text[this.at] !== '"')
      throw new AsmSyntaxError('asm-expected', { what: '"', found: this.text.slice(this.at, this.at + 12) });
    this.at++;
    const bytes: number[] = [];
    let plain = '';
    const flush = () => {
      if (plain !== '') bytes.push(...new TextEncoder().encode(plain));
      plain = '';
    };
    for (;;) {
      const c = this.text[this.at++];
      if (c === undefined) throw new AsmSyntaxError('asm-expected', { what: '"', found: '\\n' });
      if (c === '"') break;
      if (c !== '\\') {
        plain += c;
        continue;
      }
      flush();
      bytes.push(this.escape());
    }
    flush();
    return new Uint8Array(bytes);
  }

  private escape(): number {
    const rest = this.text.slice(this.at);
    const octal = /^[0-7]{1,3}/.exec(rest);
    if (octal !== null) {
      this.at += octal[0].length;
      return Number.parseInt(octal[0], 8) & 0xff;
    }
    const hex = /^x([0-9a-fA-F]+)/.exec(rest);
    if (hex !== null) {
      this.at += hex[0].length;
      return Number.parseInt(hex[1].slice(-2), 16);
    }
    const c = this.text[this.at++] ?? '\\';
    return ESCAPES[c] ?? c.charCodeAt(0);
  }

  expression(level = 0): Expression {
    if (level === BINARY.length) return this.unary();
    let left = this.expression(level + 1);
    for (;;) {
      this.skipSpace();
      const operator = BINARY[level].operators.find((o) => this.text.startsWith(o, this.at));
      if (operator === undefined) return left;
      this.at += operator.length;
      left = this.combine(level, operator, left, this.expression(level + 1));
    }
  }

  private combine(level: number, operator: string, a: Expression, b: Expression): Expression {
    if (a.plus === undefined && a.minus === undefined && b.plus === undefined && b.minus === undefined)
      return { value: BINARY[level].apply(operator, a.value, b.value) };
    if (operator !== '+' && operator !== '-') throw new AsmSyntaxError('asm-bad-expression');
    const right: Expression = operator === '+' ? b : { value: -b.value, plus: b.minus, minus: b.plus };
    if ((a.plus && right.plus) || (a.minus && right.minus)) throw new AsmSyntaxError('asm-bad-expression');
    return { value: a.value + right.value, plus: a.plus ?? right.plus, minus: a.minus ?? right.minus };
  }

  private unary(): Expression {
    this.skipSpace();
    if (this.eat('-')) {
      const e = this.unary();
      return { value: -e.value, plus: e.minus, minus: e.plus };
    }
    if (this.eat('+')) return this.unary();
    if (this.eat('~')) {
      const e = this.unary();
      if (e.plus || e.minus) throw new AsmSyntaxError('asm-bad-expression');
      return { value: ~e.value };
    }
    if (this.eat('(')) {
      const e = this.expression();
      this.expect(')');
      return e;
    }
    return this.primary();
  }

  private primary(): Expression {
    const rest = this.text.slice(this.at, this.at + 80);
    const local = /^(\d+)([bf])(?![0-9A-Za-z_])/.exec(rest);
    if (local !== null && !/^0b[01]/.test(rest)) {
      this.at += local[0].length;
      return { value: 0n, plus: this.context.numeric(Number(local[1]), local[2] as 'b' | 'f') };
    }
    const number = /^(0[xX][0-9a-fA-F]+|0[bB][01]+|\d+)/.exec(rest);
    if (number !== null) {
      this.at += number[0].length;
      const text = number[0];
      if (/^0[0-7]+$/.test(text)) return { value: BigInt(`0o${text.slice(1)}`) };
      return { value: BigInt(text) };
    }
    if (rest[0] === "'") {
      this.at++;
      let value: number;
      if (this.text[this.at] === '\\') {
        this.at++;
        value = this.escape();
      } else if (this.at < this.text.length) value = this.text.charCodeAt(this.at++);
      else throw new AsmSyntaxError('asm-expected', { what: 'character', found: '\\n' });
      if (this.text[this.at] === "'") this.at++;
      return { value: BigInt(value) };
    }
    if (rest[0] === '"') {
      const name = new TextDecoder().decode(this.string());
      return { value: 0n, plus: this.context.symbol(name) };
    }
    const name = this.identifier();
    if (name === undefined)
      throw new AsmSyntaxError('asm-expected', { what: 'expression', found: rest.slice(0, 12) || '\\n' });
    if (name === '.') return { value: 0n, plus: this.context.here() };
    // name@PLT and the like: the linker decides.
    if (this.text[this.at] === '@') {
      this.at++;
      this.identifier();
    }
    const symbol = this.context.symbol(name);
    if (symbol.absolute !== undefined && symbol.place === undefined) return { value: symbol.absolute };
    return { value: 0n, plus: symbol };
  }
}
