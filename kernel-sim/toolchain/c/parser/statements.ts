/** Statements (C11 6.8), with GNU's case ranges, computed goto and local labels. */
import type { Token } from '../lexer/token';
import { note } from '../report';
import { checkCondition } from '../sema/comparisons';
import { integerConstant } from '../sema/constants';
import { convert, convertAssigning, decay, promote } from '../sema/conversions';
import { normalise } from '../sema/fold';
import type { CaseStatement, Expression, Label, Statement, SwitchStatement } from '../tree';
import { typeName } from '../type-names';
import { INT, isError, isInteger, isPointer, isVoid, pointerTo, VOID } from '../types';
import { asmStatement } from './asm';
import { parseAttributes } from './attributes';
import { declaration, staticAssert } from './declarations';
import { type Parser, SyntaxFault } from './parser';
import { isTypeName } from './specifiers';

type Rule = (p: Parser) => Statement;

const RULES: Readonly<Record<string, Rule>> = {
  '{': compound,
  ';': (p) => ({ kind: 'empty', at: p.advance() }),
  if: ifStatement,
  else: strayElse,
  while: whileStatement,
  do: doStatement,
  for: forStatement,
  switch: switchStatement,
  case: caseLabel,
  default: defaultLabel,
  goto: gotoStatement,
  break: breakStatement,
  continue: continueStatement,
  return: returnStatement,
  asm: asmStatement,
};

/** statement = labelled | compound | expression | selection | iteration | jump | asm */
export function statement(p: Parser): Statement {
  const { token } = p;
  if ((token.kind === 'keyword' || token.kind === 'punctuator') && Object.hasOwn(RULES, token.text)) {
    return RULES[token.text](p);
  }
  if (token.kind === 'identifier' && p.peek(1).text === ':' && p.peek(1).kind === 'punctuator') return labelled(p);
  if (isFallthrough(p)) {
    const at = token;
    parseAttributes(p);
    if (p.is('}')) return { kind: 'empty', at };
    return statement(p);
  }
  return expressionStatement(p);
}

/** compound = "{" {declaration | statement} "}" */
export function compound(p: Parser): Extract<Statement, { kind: 'block' }> {
  const at = p.expect('{');
  const body = p.scoped(() => {
    p.fn?.localLabels.push(localLabels(p));
    const items = blockItems(p, at);
    warnUnused(p);
    p.fn?.localLabels.pop();
    return items;
  });
  const end = p.previous;
  return { kind: 'block', at, body, end };
}

/** {"__label__" identifier {"," identifier} ";"} */
function localLabels(p: Parser): Map<string, Label> {
  const labels = new Map<string, Label>();
  while (p.accept('__label__')) {
    do {
      const name = p.identifier();
      labels.set(name.text, { name: name.text, at: name, defined: false, used: false, addressTaken: false });
    } while (p.accept(','));
    p.expect(';');
  }
  return labels;
}

function blockItems(p: Parser, open: Token): Statement[] {
  const items: Statement[] = [];
  while (!p.is('}')) {
    if (p.token.kind === 'end') {
      p.report.error(
        'unexpected-end',
        p.token,
        { expected: '}' },
        { hint: 'hint-missing-brace', notes: [note('note-opened-here', open)] },
      );
      return items;
    }
    const depth = p.scope;
    try {
      items.push(...blockItem(p));
    } catch (fault) {
      if (!(fault instanceof SyntaxFault)) throw fault;
      p.scope = depth;
      p.pendingLengths = [];
      p.synchronise();
    }
  }
  p.advance();
  return items;
}

function blockItem(p: Parser): Statement[] {
  if (p.is('_Static_assert')) {
    staticAssert(p);
    return [];
  }
  const isLabel = p.peek(1).text === ':' && p.peek(1).kind === 'punctuator';
  const declares = isTypeName(p, p.token) || looksLikeDeclaration(p);
  if (!isLabel && declares && !isFallthrough(p)) return declaration(p);
  if (p.is('__extension__')) {
    p.advance();
    return blockItem(p);
  }
  return [statement(p)];
}

/** `__attribute__((fallthrough))` is a statement; other attributes begin a declaration. */
function isFallthrough(p: Parser): boolean {
  return p.is('__attribute__') && /fallthrough/.test(p.peek(3).text);
}

/** `foo x …` with an unknown `foo`: a declaration whose type was misspelt or not included. */
function looksLikeDeclaration(p: Parser): boolean {
  if (p.token.kind === 'keyword') return false;
  return p.token.kind === 'identifier' && p.peek(1).kind === 'identifier' && p.scope.find(p.token.text) === undefined;
}

/** -Wunused-variable, at the end of a scope. */
function warnUnused(p: Parser): void {
  // After an error nobody knows what the lost lines would have used.
  if (p.report.errors > 0) return;
  for (const symbol of p.scope.symbols.values()) {
    if (symbol.kind !== 'variable' || symbol.read || symbol.unused || symbol.hidden || symbol.parameter) continue;
    if (symbol.storage === 'extern') continue;
    const code = symbol.written && symbol.storage === 'auto' ? 'unused-but-set' : 'unused-variable';
    p.report.warn(code, symbol.at, { name: symbol.name });
  }
}

/** expression-statement = expression ";" */
function expressionStatement(p: Parser): Statement {
  const at = p.token;
  const expression = p.grammar.expression(p);
  p.expect(';');
  // The last statement of `({ … })` is its value.
  if (!(p.is('}') && p.peek(1).text === ')')) warnNoEffect(p, expression);
  return { kind: 'expression', at, expression };
}

const PURE = new Set(['integer', 'floating', 'variable', 'compare', 'binary', 'string', 'member']);

/** -Wunused-value: `x == 5;` is nearly always a mistake. */
function warnNoEffect(p: Parser, e: Expression): void {
  if (isError(e.type) || !PURE.has(e.kind)) return;
  p.report.warn(
    'statement-no-effect',
    e.at,
    {},
    e.kind === 'compare' && e.operator === '==' ? { hint: 'hint-assign' } : {},
  );
}

/** "(" expression ")" as a condition */
function condition(p: Parser): Expression {
  p.expect('(');
  const e = p.grammar.expression(p);
  p.expect(')');
  warnAssignment(p, e);
  return checkCondition(p.report, e);
}

/** `if (a = b)`: -Wparentheses. */
export function warnAssignment(p: Parser, e: Expression): void {
  if (e.kind === 'assign' && !p.parenthesised.has(e)) {
    p.report.warn('assignment-in-condition', e.at, {}, { hint: 'hint-equality' });
  }
}

/** "if" "(" expression ")" statement ["else" statement] */
function ifStatement(p: Parser): Statement {
  const at = p.advance();
  const test = condition(p);
  if (p.is(';') && p.peek(1).text !== 'else')
    p.report.warn('empty-body', p.token, { keyword: 'if' }, { hint: 'hint-remove-semicolon' });
  const then = nested(p);
  const otherwise = p.accept('else') ? nested(p) : undefined;
  return { kind: 'if', at, condition: test, then, otherwise };
}

/** `else` that belongs to no `if`: what follows is read as a statement. */
function strayElse(p: Parser): Statement {
  p.report.error('else-without-if', p.advance(), {}, { hint: 'hint-else' });
  return statement(p);
}

/** A statement that is not in a block of its own. */
function nested(p: Parser): Statement {
  if (isTypeName(p, p.token) && !(p.peek(1).text === ':'))
    p.fail('declaration-not-allowed', p.token, {}, { hint: 'hint-use-block' });
  return p.scoped(() => statement(p));
}

function loopBody(p: Parser): Statement {
  const { fn } = p;
  if (!fn) return nested(p);
  fn.loops++;
  fn.breakable++;
  try {
    return nested(p);
  } finally {
    fn.loops--;
    fn.breakable--;
  }
}

/** "while" "(" expression ")" statement */
function whileStatement(p: Parser): Statement {
  const at = p.advance();
  const test = condition(p);
  if (p.is(';') && p.peek(1).text === '{' && p.peek(1).line === at.line) {
    p.report.warn('empty-body', p.token, { keyword: 'while' }, { hint: 'hint-remove-semicolon' });
  }
  return { kind: 'while', at, condition: test, body: loopBody(p) };
}

/** "do" statement "while" "(" expression ")" ";" */
function doStatement(p: Parser): Statement {
  const at = p.advance();
  const body = loopBody(p);
  p.expect('while');
  const test = condition(p);
  p.expect(';');
  return { kind: 'do', at, body, condition: test };
}

/** "for" "(" (declaration | [expression] ";") [expression] ";" [expression] ")" statement */
function forStatement(p: Parser): Statement {
  const at = p.advance();
  p.expect('(');
  return p.scoped(() => {
    const init: Statement[] = [];
    if (isTypeName(p, p.token) || looksLikeDeclaration(p)) init.push(...declaration(p));
    else if (!p.accept(';')) init.push(expressionStatement(p));
    let test: Expression | undefined;
    if (!p.is(';')) {
      const e = p.grammar.expression(p);
      warnAssignment(p, e);
      test = checkCondition(p.report, e);
    }
    p.expect(';');
    const step = p.is(')') ? undefined : p.grammar.expression(p);
    p.expect(')');
    if (p.is(';') && p.peek(1).text === '{' && p.peek(1).line <= at.line + 1) {
      p.report.warn('empty-body', p.token, { keyword: 'for' }, { hint: 'hint-remove-semicolon' });
    }
    const body = loopBody(p);
    warnUnused(p);
    return { kind: 'for', at, init, condition: test, step, body };
  });
}

/** "switch" "(" expression ")" statement */
function switchStatement(p: Parser): Statement {
  const at = p.advance();
  p.expect('(');
  let value = decay(p.grammar.expression(p));
  p.expect(')');
  if (!isInteger(value.type) && !isError(value.type)) {
    p.report.error('switch-not-integer', value.at, { type: typeName(value.type) });
    value = { kind: 'integer', value: 0n, type: INT, at };
  }
  const made: SwitchStatement = { kind: 'switch', at, value: promote(value), cases: [], body: { kind: 'empty', at } };
  const { fn } = p;
  if (!fn) throw new SyntaxFault();
  fn.switches.push(made);
  fn.breakable++;
  try {
    made.body = nested(p);
  } finally {
    fn.switches.pop();
    fn.breakable--;
  }
  return made;
}

function enclosingSwitch(p: Parser, at: Token): SwitchStatement | undefined {
  const { fn } = p;
  const found = fn?.switches[fn.switches.length - 1];
  if (!found) p.report.error('case-outside-switch', at, { keyword: at.text });
  return found;
}

/** "case" constant ["..." constant] ":" statement */
function caseLabel(p: Parser): Statement {
  const at = p.advance();
  const enclosing = enclosingSwitch(p, at);
  const low = caseValue(p, enclosing);
  const high = p.accept('...') ? caseValue(p, enclosing) : low;
  p.expect(':');
  const made: CaseStatement = { kind: 'case', at, body: { kind: 'empty', at } };
  if (enclosing && low !== undefined && high !== undefined) {
    if (high < low) p.report.warn('empty-case-range', at);
    else {
      const clash = enclosing.cases.find((each) => low <= each.high && high >= each.low);
      if (clash) {
        p.report.error(
          'duplicate-case',
          at,
          { value: String(low) },
          { notes: [note('note-previous', clash.target.at)] },
        );
      } else enclosing.cases.push({ low, high, target: made });
    }
  }
  made.body = afterLabel(p);
  return made;
}

function caseValue(p: Parser, enclosing: SwitchStatement | undefined): bigint | undefined {
  const at = p.token;
  const e = p.grammar.conditional(p);
  const value = integerConstant(e);
  if (value === undefined && !isError(e.type)) p.report.error('constant-required', at);
  return value !== undefined && enclosing ? normalise(value, enclosing.value.type) : value;
}

/** "default" ":" statement */
function defaultLabel(p: Parser): Statement {
  const at = p.advance();
  p.expect(':');
  const enclosing = enclosingSwitch(p, at);
  const made: CaseStatement = { kind: 'case', at, body: { kind: 'empty', at } };
  if (enclosing?.default) {
    p.report.error('duplicate-default', at, {}, { notes: [note('note-previous', enclosing.default.at)] });
  } else if (enclosing) enclosing.default = made;
  made.body = afterLabel(p);
  return made;
}

/** What a label stands before; at the end of a block, or before a declaration, an empty statement. */
function afterLabel(p: Parser): Statement {
  if (p.is('}')) return { kind: 'empty', at: p.token };
  const isLabel = p.peek(1).text === ':' && p.peek(1).kind === 'punctuator';
  if (isTypeName(p, p.token) && !isLabel && !isFallthrough(p)) return { kind: 'empty', at: p.token };
  return statement(p);
}

/** identifier ":" [attributes] statement */
function labelled(p: Parser): Statement {
  const name = p.advance();
  p.advance();
  parseAttributes(p);
  const label = findLabel(p, name);
  if (label.defined) {
    p.report.error('duplicate-label', name, { name: name.text }, { notes: [note('note-previous', label.at)] });
  }
  label.defined = true;
  label.at = name;
  return { kind: 'label', at: name, label, body: afterLabel(p) };
}

/** The label of the name: a local one of a block around, or the function's. */
export function findLabel(p: Parser, name: Token): Label {
  const { fn } = p;
  if (!fn) return p.fail('statement-outside-function', name);
  for (let i = fn.localLabels.length - 1; i >= 0; i--) {
    const local = fn.localLabels[i].get(name.text);
    if (local) return local;
  }
  const known = fn.labels.get(name.text);
  if (known) return known;
  const label: Label = { name: name.text, at: name, defined: false, used: false, addressTaken: false };
  fn.labels.set(name.text, label);
  return label;
}

/** "goto" (identifier | "*" expression) ";" */
function gotoStatement(p: Parser): Statement {
  const at = p.advance();
  if (p.accept('*')) {
    const target = convert(decay(p.grammar.expression(p)), pointerTo(VOID));
    p.expect(';');
    return { kind: 'computed-goto', at, target };
  }
  const label = findLabel(p, p.identifier());
  label.used = true;
  p.expect(';');
  return { kind: 'goto', at, label };
}

/** "break" ";" */
function breakStatement(p: Parser): Statement {
  const at = p.advance();
  p.expect(';');
  if (!p.fn?.breakable) p.report.error('break-outside', at);
  return { kind: 'break', at };
}

/** "continue" ";" */
function continueStatement(p: Parser): Statement {
  const at = p.advance();
  p.expect(';');
  if (!p.fn?.loops) p.report.error('continue-outside', at);
  return { kind: 'continue', at };
}

/** "return" [expression] ";" */
function returnStatement(p: Parser): Statement {
  const at = p.advance();
  const result = p.fn?.symbol.type.result ?? VOID;
  if (p.fn?.symbol.type.noreturn) p.report.warn('noreturn-returns', at, { name: p.fn.symbol.name });
  if (p.accept(';')) {
    if (!isVoid(result) && !isError(result) && !p.gnu89)
      p.report.error('return-without-value', at, { type: typeName(result) });
    return { kind: 'return', at };
  }
  const e = p.grammar.expression(p);
  p.expect(';');
  if (isVoid(result)) {
    if (!isVoid(e.type) && !isError(e.type)) p.report.error('return-with-value', e.at);
    return { kind: 'return', at, value: e };
  }
  warnLocalAddress(p, e);
  return { kind: 'return', at, value: convertAssigning(p.report, e, result, 'return') };
}

/** -Wreturn-local-addr: the variable is gone when the caller gets the pointer. */
function warnLocalAddress(p: Parser, e: Expression): void {
  const value: Expression = decay(e);
  if (value.kind !== 'address-of' || !isPointer(value.type)) return;
  let root: Expression = value.operand;
  while (root.kind === 'member') root = root.record;
  if (root.kind === 'variable' && root.variable.storage === 'auto') {
    p.report.warn('return-local-address', e.at, { name: root.variable.name });
  }
}
