/** For tests: random C functions over the bytes of a packet, in what eBPF and gcc both define (no signed division, wrapping). */
import { numbers } from './programs';

const TYPES = [
  'unsigned',
  'int',
  'unsigned long long',
  'long long',
  'unsigned char',
  'signed char',
  'unsigned short',
  'short',
];
const BINARY = ['+', '-', '*', '&', '|', '^'];
const COMPARE = ['==', '!=', '<', '<=', '>', '>='];

class Generator {
  private readonly next: () => number;
  private depth = 0;
  private variables: string[] = [];
  private loops = 0;

  constructor(seed: number) {
    this.next = numbers(seed * 2654435761);
    for (let i = 0; i < 8; i++) this.next();
  }

  private pick<T>(from: readonly T[]): T {
    return from[this.next() % from.length];
  }

  private constant(): string {
    const kind = this.next() % 4;
    if (kind === 0) return String(this.next() % 16);
    if (kind === 1) return `${this.next() | 0}`.replace(/^-(\d+)$/, '(-$1)').replace('2147483648', '2147483647');
    if (kind === 2) return `0x${this.next().toString(16)}${this.next().toString(16)}ULL`;
    return String(1 << (this.next() % 20));
  }

  private expression(): string {
    this.depth++;
    const choice = this.depth > 5 ? this.next() % 3 : this.next() % 12;
    const e = this.expressionOf(choice);
    this.depth--;
    return e;
  }

  private expressionOf(choice: number): string {
    const e = () => this.expression();
    switch (choice) {
      case 0:
        return this.constant();
      case 1:
        return `p[${this.next() % 32}]`;
      case 2:
        return this.pick(this.variables);
      case 3:
      case 4:
      case 5:
        return `(${e()} ${this.pick(BINARY)} ${e()})`;
      case 6:
        return `(${e()} ${this.pick(['<<', '>>'])} (${e()} & ${this.pick([7, 15, 31])}))`;
      case 7:
        return `(${e()} ${this.pick(COMPARE)} ${e()})`;
      case 8:
        return `(${e()} ? ${e()} : ${e()})`;
      case 9:
        return `((${this.pick(TYPES)}) ${e()})`;
      case 10:
        return `(${this.pick(['-', '~', '!'])}${e()})`;
      default:
        return this.pick([
          `((unsigned) ${e()} ${this.pick(['/', '%'])} ((unsigned) ${e()} | 1))`,
          `((unsigned long long) ${e()} ${this.pick(['/', '%'])} ((unsigned long long) ${e()} | 3))`,
          `(${e()} ${this.pick(['&&', '||'])} ${e()})`,
          `a[${e()} & 7]`,
          `call${this.next() % 3}(${e()}, ${e()})`,
        ]);
    }
  }

  private statement(): string {
    this.depth++;
    const choice = this.depth > 4 ? this.next() % 3 : this.next() % 8;
    const s = this.statementOf(choice);
    this.depth--;
    return s;
  }

  private statementOf(choice: number): string {
    const block = () => `{ ${Array.from({ length: 1 + (this.next() % 3) }, () => this.statement()).join(' ')} }`;
    const target = this.variables.filter((v) => !v.startsWith('i'));
    switch (choice) {
      case 0:
      case 1:
        return `${this.pick(target)} ${this.pick(['=', '+=', '-=', '^=', '|=', '&=', '*='])} ${this.expression()};`;
      case 2:
        return `a[${this.expression()} & 7] ${this.pick(['=', '+=', '^='])} ${this.expression()};`;
      case 3:
        return `if (${this.expression()}) ${block()}`;
      case 4:
        return `if (${this.expression()}) ${block()} else ${block()}`;
      case 5: {
        if (this.loops >= 2) return `${this.pick(target)}++;`;
        const i = `i${this.loops++}`;
        this.variables.push(i);
        const body = block();
        this.variables = this.variables.filter((v) => v !== i);
        return `for (int ${i} = 0; ${i} < ${1 + (this.next() % 6)}; ${i}++) ${body}`;
      }
      case 6:
        return `switch (${this.expression()} & 3) { case 0: ${this.statement()} break; case 1: ${this.statement()} case 3: ${this.statement()} break; default: ${this.statement()} }`;
      default:
        return `${this.pick(target)} <<= ${this.expression()} & 7;`;
    }
  }

  program(): string {
    const declarations = Array.from({ length: 5 }, (_, i) => {
      const line = `${this.pick(TYPES)} v${i} = p[${this.next() % 32}];`;
      return line;
    });
    this.variables = ['v0', 'v1', 'v2', 'v3', 'v4'];
    const body = Array.from({ length: 5 }, () => this.statement());
    const helper = (n: number, type: string, text: string) =>
      `static ${n === 1 ? '__noinline' : 'inline'} ${type} call${n}(${type} x, ${type} y) { return ${text}; }`;
    return [
      '#include "packet.h"',
      helper(0, 'unsigned', 'x * 3 + (y >> 2)'),
      helper(1, 'long long', 'x ^ (y << 5) ^ (x < y)'),
      helper(2, 'unsigned char', 'x + y'),
      'PROG {',
      '  PROGRAM_NEEDS(32);',
      ...declarations.map((line) => `  ${line}`),
      '  unsigned long long a[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };',
      ...body.map((line) => `  ${line}`),
      '  unsigned long long r = v0 + v1 * 3ULL + v2 * 5ULL + v3 * 7ULL + v4 * 11ULL;',
      '  for (int k = 0; k < 8; k++) r = r * 31 + a[k];',
      '  return r ^ r >> 32;',
      '}',
      'LICENSED;',
      '',
    ].join('\n');
  }
}

/** A program that ends and stays within its bounds, different for every seed. */
export const randomProgram = (seed: number): string => new Generator(seed).program();
