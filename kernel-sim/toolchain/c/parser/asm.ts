/** GNU extended asm statements (GCC manual, "Extended Asm"). */

import { decodeText } from '../lexer/strings';
import { decay } from '../sema/conversions';
import { isLvalue, markAddressTaken } from '../sema/pointers';
import type { AsmOperand, Statement } from '../tree';
import { isError, isScalar } from '../types';
import type { Parser } from './parser';

/** asm = "asm" {"volatile" | "inline" | "goto"} "(" template [":" outputs [":" inputs [":" clobbers]]] ")" ";" */
export function asmStatement(p: Parser): Statement {
  const at = p.advance();
  let volatile = false;
  for (;;) {
    if (p.accept('volatile')) volatile = true;
    else if (p.is('goto')) {
      p.report.error('unsupported', p.advance(), { feature: 'asm goto' });
    } else if (!p.accept('inline')) break;
  }
  p.expect('(');
  const template = asmString(p);
  const extended = p.is(':') || p.is('::');
  const outputs = section(p) ? operands(p, true) : [];
  const inputs = section(p) ? operands(p, false) : [];
  const clobbers = section(p) ? clobberList(p) : [];
  // Labels of asm goto, which has been refused already.
  if (section(p)) while (!p.is(')') && p.token.kind !== 'end') p.advance();
  p.expect(')');
  p.expect(';');
  // Without operands an asm is a basic one: implicitly volatile, and % stands for itself.
  const text = extended ? template : template.replace(/%/g, '%%');
  return { kind: 'asm', at, template: text, volatile: volatile || outputs.length === 0, outputs, inputs, clobbers };
}

function section(p: Parser): boolean {
  return p.accept(':');
}

function asmString(p: Parser): string {
  if (p.token.kind !== 'string') p.fail('expected-string', p.token, { found: p.spellToken() });
  let text = '';
  while (p.token.kind === 'string') {
    text += decodeText(p.advance().text)
      .units.map((unit) => String.fromCharCode(unit))
      .join('');
  }
  return text;
}

/** operand = ["[" name "]"] string "(" expression ")" */
function operands(p: Parser, isOutput: boolean): AsmOperand[] {
  const list: AsmOperand[] = [];
  while (p.is('[') || p.token.kind === 'string') {
    let name: string | undefined;
    if (p.accept('[')) {
      name = p.advance().text;
      p.expect(']');
    }
    const at = p.token;
    const constraint = asmString(p);
    p.expect('(');
    const expression = p.grammar.expression(p);
    p.expect(')');
    const memoryOnly = !/[rqgabcdSDxRlQ]/.test(constraint) && /[mo]/.test(constraint);
    const value = memoryOnly || isOutput ? expression : decay(expression);
    checkOperand(p, value, constraint, isOutput, memoryOnly, at);
    list.push({ name, constraint, value, at });
    if (!p.accept(',')) break;
  }
  return list;
}

function checkOperand(
  p: Parser,
  value: AsmOperand['value'],
  constraint: string,
  isOutput: boolean,
  memoryOnly: boolean,
  at: AsmOperand['at'],
): void {
  if (isError(value.type)) return;
  if (isOutput && !/^[=+]/.test(constraint)) p.report.error('asm-bad-constraint', at, { constraint });
  if (isOutput) {
    if (!isLvalue(value)) p.report.error('lvalue-required', value.at, { operator: 'asm' });
    if (value.kind === 'variable') value.variable.written = true;
  }
  if (memoryOnly) {
    if (!isLvalue(value)) p.report.error('lvalue-required', value.at, { operator: 'asm' });
    markAddressTaken(value);
  } else if (!isScalar(value.type)) p.report.error('asm-bad-operand', value.at, { constraint });
}

function clobberList(p: Parser): string[] {
  const list: string[] = [];
  while (p.token.kind === 'string') {
    list.push(
      decodeText(p.advance().text)
        .units.map((unit) => String.fromCharCode(unit))
        .join('')
        .replace(/^%/, ''),
    );
    if (!p.accept(',')) break;
  }
  return list;
}
