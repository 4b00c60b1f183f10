/** Every code has a program that brings it out, and texts in both languages that name the same parameters. */
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../diagnostics';
import { messageText, renderDiagnostic } from '../messages';
import { en } from '../messages/en';
import { ja } from '../messages/ja';
import type { CompileOptions } from '../types';
import { frontEnd } from './index';
import { MISTAKES, type Mistake } from './testing/mistakes';

const options: CompileOptions = {
  target: 'linux',
  include: (path) => (path === 'self.h' ? { path, text: '#include "self.h"\n' } : undefined),
};

const check = (source: string): Diagnostic[] => frontEnd.toIr({ path: 'a.c', text: source }, options).diagnostics;

/** Said by other parts, or about ourselves. */
const NOT_OURS =
  /^(?:asm-(?!bad-constraint|bad-operand$)|backend-|bcc-|bpf-|link-|modpost-|module-|note-|hint-|internal-error$|source-too-large$)/;

describe('what the front end says', () => {
  it.each(MISTAKES.map((mistake): [string, Mistake] => [mistake.code, mistake]))('%s', (code, mistake) => {
    const found = check(mistake.source);
    const codes = found.map((each) => each.code);
    expect(codes).toContain(code);
    const matching = found.filter((each) => each.code === code);
    if (mistake.hint) expect(matching.map((each) => each.hint?.code)).toContain(mistake.hint);
    const { param } = mistake;
    if (param) expect(matching.map((each) => each.params[param[0]])).toContain(param[1]);
    for (const each of matching) {
      expect(each.at.line).toBeGreaterThan(0);
      expect(messageText(each.code, each.params, 'en')).not.toMatch(/\{\w+\}/);
    }
  });

  it('has an example for every code', () => {
    const shown = new Set(MISTAKES.map((mistake) => mistake.code));
    const missing = Object.keys(en).filter((code) => !NOT_OURS.test(code) && !shown.has(code));
    expect(missing).toEqual([]);
  });

  it('has an example for every hint', () => {
    const shown = new Set(MISTAKES.map((mistake) => mistake.hint));
    expect(Object.keys(en).filter((code) => code.startsWith('hint-') && !shown.has(code))).toEqual([]);
  });

  it('names the same parameters in both languages', () => {
    const names = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
    for (const code of Object.keys(en) as (keyof typeof en)[])
      expect([code, names(ja[code])]).toEqual([code, names(en[code])]);
  });

  it('reports several mistakes in one run, each once', () => {
    const codes = check(
      'int f(void) {\n  int a = 1\n  a = b;\n  c();\n  return b;\n}\nint g(void) { return "x" }\n',
    ).map((d) => d.code);
    expect(codes).toEqual([
      'expected-semicolon',
      'undeclared-identifier',
      'implicit-function',
      'expected-semicolon',
      'pointer-to-int',
    ]);
  });

  it('is silent about sound programs', () => {
    expect(check('static int twice(int a) { return a * 2; }\nint main(void) { return twice(3) - 6; }\n')).toEqual([]);
  });

  it('shows the line, a caret and the hint', () => {
    const source = 'int f(int total) {\n\treturn totl;\n}\n';
    const [first] = check(source);
    expect(renderDiagnostic(first, 'en', source)).toBe(
      "a.c:2:9: error: 'totl' is not declared\n    2 | \treturn totl;\n      | \t       ^~~~\na.c:2: hint: did you mean 'total'?",
    );
    expect(renderDiagnostic(first, 'ja', source)).toContain("a.c:2:9: エラー: 'totl' は宣言されていません");
  });
});
