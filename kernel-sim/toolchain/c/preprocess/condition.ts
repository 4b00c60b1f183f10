/**
 * The constant expressions of `#if` and `#elif` (C11 6.10.1): 64-bit signed and unsigned arithmetic over
 * fully expanded tokens; names that are left count as 0.
 */

import { parseNumber } from '../lexer/numbers';
import { charValue, decodeText } from '../lexer/strings';
import type { Token } from '../lexer/token';
import { PRECEDENCE } from '../precedence';
import type { Reporter } from '../report';

interface Value {
  value: bigint;
  unsigned: boolean;
}

const ZERO: Value = { value: 0n, unsigned: false };
const truth = (condition: boolean): Value => ({ value: condition ? 1n : 0n, unsigned: false });

type Arithmetic = (a: bigint, b: bigint) => bigint | boolean;
const ARITHMETIC: Readonly<Record<string, Arithmetic>> = {
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '&': (a, b) => a & b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
};

class ConditionError extends Error {}

/** The value of the expression as true or false; a malformed one is reported and false. */
export function evaluateCondition(tokens: Token[], directive: Token, report: Reporter): boolean {
  try {
    return new ConditionParser(tokens, directive, report).run().value !== 0n;
  } catch (error) {
    if (error instanceof ConditionError) return false;
    throw error;
  }
}

class ConditionParser {
  private i = 0;

  constructor(
    private readonly tokens: Token[],
    private readonly directive: Token,
    private readonly report: Reporter,
  ) {}

  run(): Value {
    const value = this.conditional(true);
    if (this.i < this.tokens.length) this.fail();
    return value;
  }

  private fail(): never {
    const at = this.tokens[this.i] ?? this.directive;
    this.report.error('bad-condition', at, { token: this.tokens[this.i]?.text ?? '' });
    throw new ConditionError();
  }

  private take(text: string): boolean {
    const token = this.tokens[this.i];
    if (token?.kind !== 'punctuator' || token.text !== text) return false;
    this.i++;
    return true;
  }

  /** conditional = binary ["?" conditional ":" conditional] */
  private conditional(live: boolean): Value {
    const condition = this.binary(1, live);
    if (!this.take('?')) return condition;
    const holds = condition.value !== 0n;
    const then = this.conditional(live && holds);
    if (!this.take(':')) this.fail();
    const otherwise = this.conditional(live && !holds);
    const unsigned = then.unsigned || otherwise.unsigned;
    return normal((holds ? then : otherwise).value, unsigned);
  }

  private binary(minimum: number, live: boolean): Value {
    let left = this.unary(live);
    for (;;) {
      const token = this.tokens[this.i];
      const precedence = token?.kind === 'punctuator' ? PRECEDENCE[token.text] : undefined;
      if (precedence === undefined || precedence < minimum) return left;
      this.i++;
      const rightLive =
        live && (token.text === '&&' ? left.value !== 0n : token.text === '||' ? left.value === 0n : true);
      const right = this.binary(precedence + 1, rightLive);
      left = this.apply(token, left, right, rightLive);
    }
  }

  private apply(operator: Token, a: Value, b: Value, live: boolean): Value {
    if (operator.text === '&&') return truth(a.value !== 0n && b.value !== 0n);
    if (operator.text === '||') return truth(a.value !== 0n || b.value !== 0n);
    if (operator.text === '<<') return normal(a.value << (b.value & 63n), a.unsigned);
    if (operator.text === '>>') return normal(a.value >> (b.value & 63n), a.unsigned);
    const unsigned = a.unsigned || b.unsigned;
    const x = normal(a.value, unsigned).value;
    const y = normal(b.value, unsigned).value;
    if (operator.text === '/' || operator.text === '%') {
      if (y === 0n) {
        if (live) this.report.error('division-by-zero-condition', operator);
        return ZERO;
      }
      return normal(operator.text === '/' ? x / y : x % y, unsigned);
    }
    const result = ARITHMETIC[operator.text](x, y);
    return typeof result === 'boolean' ? truth(result) : normal(result, unsigned);
  }

  /** unary = {"+" | "-" | "~" | "!"} primary */
  private unary(live: boolean): Value {
    if (this.take('!')) return truth(this.unary(live).value === 0n);
    if (this.take('-')) return negate(this.unary(live));
    if (this.take('+')) return this.unary(live);
    if (this.take('~')) {
      const value = this.unary(live);
      return normal(~value.value, value.unsigned);
    }
    return this.primary(live);
  }

  /** primary = "(" conditional ")" | number | character | identifier */
  private primary(live: boolean): Value {
    if (this.take('(')) {
      const value = this.conditional(live);
      if (!this.take(')')) this.fail();
      return value;
    }
    const token = this.tokens[this.i];
    if (!token) this.fail();
    if (token.kind === 'identifier') {
      this.i++;
      return ZERO;
    }
    if (token.kind === 'char') {
      this.i++;
      return { value: charValue(decodeText(token.text)), unsigned: false };
    }
    const number = token.kind === 'number' ? parseNumber(token.text) : undefined;
    if (number?.kind !== 'int') this.fail();
    this.i++;
    const unsigned = number.type.startsWith('unsigned') && (number.value >= 1n << 63n || /[uU]/.test(token.text));
    return normal(number.value, unsigned);
  }
}

function normal(value: bigint, unsigned: boolean): Value {
  return { value: unsigned ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value), unsigned };
}

function negate(value: Value): Value {
  return normal(-value.value, value.unsigned);
}
