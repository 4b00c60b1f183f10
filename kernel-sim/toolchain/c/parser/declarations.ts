import { decodeText } from '../lexer/strings';
import type { Token } from '../lexer/token';
import { compatibleIgnoringQuals } from '../sema/compatible';
import { integerConstant } from '../sema/constants';
import type { Statement, Variable } from '../tree';
import { type CType, DOUBLE, isError, isFunction } from '../types';
import { parseAttributes } from './attributes';
import { type Declarator, declarator } from './declarators';
import { declareFunction, functionDefinition } from './functions';
import { redefined, takeLengths, withMode } from './linkage';
import { OuterEnded, type Parser, SyntaxFault } from './parser';
import type { Attributes, Specifiers } from './shapes';
import { adjustParameter, declarationSpecifiers, isTypeName } from './specifiers';
import { fileScopeVariable, variableDeclaration } from './variables';

/** translation-unit = {external-declaration} */
export function translationUnit(p: Parser): void {
  while (p.token.kind !== 'end') {
    try {
      externalDeclaration(p);
    } catch (fault) {
      if (!(fault instanceof SyntaxFault) && !(fault instanceof OuterEnded)) throw fault;
      p.fn = undefined;
      while (p.scope.parent) p.scope = p.scope.parent;
      p.pendingLengths = [];
      p.unevaluated = 0;
      if (fault instanceof SyntaxFault) synchroniseOutside(p);
    }
  }
}

/** Skips to what looks like the next external declaration. */
function synchroniseOutside(p: Parser): void {
  p.synchronise();
  if (p.is('}')) p.advance();
}

/** external-declaration = ";" | asm | static-assert | declaration | function-definition */
function externalDeclaration(p: Parser): void {
  if (p.accept(';')) return;
  if (p.is('asm')) {
    topLevelAsm(p);
    return;
  }
  if (p.is('_Static_assert')) {
    staticAssert(p);
    return;
  }
  if (p.is('}')) {
    p.report.error('stray-brace', p.token, {}, { hint: 'hint-extra-brace' });
    p.advance();
    return;
  }
  declaration(p);
}

function topLevelAsm(p: Parser): void {
  const at = p.advance();
  p.accept('volatile');
  p.expect('(');
  let text = '';
  if (p.token.kind !== 'string') p.fail('expected-string', p.token, { found: p.spellToken() });
  while (p.token.kind === 'string') text += textOf(p.advance());
  p.expect(')');
  p.expect(';');
  p.unit.asm.push({ text, at });
}

/** The bytes of a string token as text. */
export function textOf(token: Token): string {
  return decodeText(token.text)
    .units.map((unit) => String.fromCharCode(unit))
    .join('');
}

/** static-assert = "_Static_assert" "(" constant ["," string] ")" ";" */
export function staticAssert(p: Parser): void {
  p.advance();
  p.expect('(');
  const at = p.token;
  const condition = p.grammar.conditional(p);
  const value = integerConstant(condition);
  let message = '';
  if (p.accept(',')) while (p.token.kind === 'string') message += textOf(p.advance());
  p.expect(')');
  p.expect(';');
  if (value === undefined) {
    if (!isError(condition.type)) p.report.error('constant-required', at);
  } else if (value === 0n) p.report.error('static-assertion-failed', at, { message });
}

/** declaration = specifiers [init-declarator {"," init-declarator}] ";" | specifiers declarator block. Gives what to run. */
export function declaration(p: Parser): Statement[] {
  const statements: Statement[] = [];
  const specifiers = declarationSpecifiers(p);
  if (p.accept(';')) {
    checkEmptyDeclaration(p, specifiers);
    return statements;
  }
  for (let first = true; ; first = false) {
    const made = declarator(p, specifiers.type, 'named');
    if (first && startsBody(p, made)) {
      functionDefinition(p, specifiers, made);
      return statements;
    }
    statements.push(...initDeclarator(p, specifiers, made));
    if (!p.accept(',')) break;
  }
  p.expect(';');
  return statements;
}

function checkEmptyDeclaration(p: Parser, specifiers: Specifiers): void {
  const { kind } = specifiers.type;
  if (kind !== 'record' && kind !== 'enum' && kind !== 'error') p.report.warn('declares-nothing', specifiers.at);
}

function startsBody(p: Parser, made: Declarator): boolean {
  if (!isFunction(made.type)) return false;
  // `int f(void) __attribute__((…)) {` is not GNU C, but nothing else could be meant.
  parseAttributes(p, made.attributes);
  if (p.is('{')) return true;
  if (p.fn === undefined && isTypeName(p, p.token) && p.token.text !== 'asm') {
    const next = p.token;
    if (made.type.unprototyped && p.gnu89) return oldStyleParameters(p, made.params ?? []);
    if (made.type.unprototyped) p.fail('old-style-parameters', next, {}, { hint: 'hint-prototype' });
  }
  return false;
}

/** declaration-list of a definition in the old style: the types of the names in the brackets (C90 6.7.1). */
function oldStyleParameters(p: Parser, params: Variable[]): boolean {
  while (!p.is('{') && p.token.kind !== 'end') {
    const specifiers = declarationSpecifiers(p);
    do {
      const { name, type } = declarator(p, specifiers.type, 'named');
      const param = params.find((each) => each.name === name?.text);
      const adjusted = adjustParameter(type);
      // A float comes as the double that it was promoted to (6.5.2.2p6).
      if (param) param.type = adjusted.kind === 'float' && adjusted.size === 4 ? DOUBLE : adjusted;
    } while (p.accept(','));
    p.expect(';');
  }
  return true;
}

/** init-declarator = declarator [asm-label] [attributes] ["=" initialiser] */
function initDeclarator(p: Parser, specifiers: Specifiers, made: Declarator): Statement[] {
  const { name } = made;
  if (!name) throw new SyntaxFault();
  const attributes: Attributes = { ...specifiers.attributes, ...made.attributes };
  const label = asmLabel(p);
  parseAttributes(p, attributes);
  const lengths = takeLengths(p);
  if (specifiers.storage === 'typedef') {
    declareTypedef(p, name, made.type, attributes);
    return p.fn ? lengths : [];
  }
  if (isFunction(made.type)) {
    if (specifiers.storage === 'register' || specifiers.storage === 'auto') {
      p.report.error('bad-storage-class', name, { first: specifiers.storage, second: 'function' });
    }
    declareFunction(p, specifiers, name, made.type, attributes, label);
    if (p.is('=')) p.fail('function-initialised', p.token);
    return [];
  }
  if (specifiers.storage === undefined && p.fn === undefined) {
    return fileScopeVariable(p, specifiers, name, made.type, attributes, label);
  }
  return [...lengths, ...variableDeclaration(p, specifiers, name, made.type, attributes, label)];
}

/** asm-label = "asm" "(" string ")" */
function asmLabel(p: Parser): string | undefined {
  if (!p.accept('asm')) return undefined;
  p.accept('volatile');
  p.expect('(');
  const label = p.token.kind === 'string' ? textOf(p.advance()) : '';
  p.expect(')');
  return label;
}

function declareTypedef(p: Parser, name: Token, type: CType, attributes: Attributes): void {
  const before = p.scope.symbols.get(name.text);
  if (before && !(before.kind === 'typedef' && compatibleIgnoringQuals(before.type, type))) {
    redefined(p, name, before);
    return;
  }
  const aligned = attributes.align ? { ...type, alignment: attributes.align } : type;
  p.scope.symbols.set(name.text, { kind: 'typedef', name: name.text, at: name, type: withMode(aligned, attributes) });
}
