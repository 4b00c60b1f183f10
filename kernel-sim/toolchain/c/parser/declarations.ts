/** Declarations and function definitions (C11 6.7, 6.9). */
import { isComplete, OBJECT_LIMIT, sizeOf } from '../layout';
import { decodeText } from '../lexer/strings';
import type { Token } from '../lexer/token';
import { note } from '../report';
import { compatibleIgnoringQuals, composite } from '../sema/compatible';
import { integerConstant } from '../sema/constants';
import { decay } from '../sema/conversions';
import { completes } from '../sema/flow';
import type { Entity, Expression, FunctionSymbol, Initialiser, Statement, Variable } from '../tree';
import { typeName as spellType } from '../type-names';
import {
  type CType,
  type FunctionType,
  INT,
  isError,
  isFunction,
  isScalar,
  isVariablyModified,
  isVla,
  unqualified,
} from '../types';
import { parseAttributes } from './attributes';
import { type Declarator, declarator } from './declarators';
import { parseInitialiser } from './initialisers';
import { type FunctionContext, type Parser, SyntaxFault } from './parser';
import type { Attributes, ParameterDeclaration, Specifiers } from './shapes';
import { adjustParameter, declarationSpecifiers, isTypeName, modeType, requireComplete } from './specifiers';

/** translation-unit = {external-declaration} */
export function translationUnit(p: Parser): void {
  while (p.token.kind !== 'end') {
    try {
      externalDeclaration(p);
    } catch (fault) {
      if (!(fault instanceof SyntaxFault)) throw fault;
      p.fn = undefined;
      while (p.scope.parent) p.scope = p.scope.parent;
      p.pendingLengths = [];
      p.unevaluated = 0;
      synchroniseOutside(p);
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
    if (made.type.unprototyped) p.fail('old-style-parameters', next, {}, { hint: 'hint-prototype' });
  }
  return false;
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

/** The lengths of VLAs just declared, as statements. */
export function takeLengths(p: Parser): Statement[] {
  const lengths = p.pendingLengths;
  p.pendingLengths = [];
  return lengths.map(({ variable, length, at }) => ({ kind: 'vla-length', at, variable, length }));
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

function withMode(type: CType, attributes: Attributes): CType {
  return attributes.modeSize && type.kind === 'int' ? modeType(type, attributes.modeSize) : type;
}

/** redefinition of a name as something else */
function redefined(p: Parser, name: Token, before: Entity): void {
  p.report.error(
    'redefinition',
    name,
    { name: name.text },
    { notes: [note('note-previous', before.at, { name: name.text })] },
  );
}

/** The symbol of file scope that the name has already, if its kind agrees. */
function previousLinked(p: Parser, name: Token): Entity | undefined {
  const here = p.scope.symbols.get(name.text);
  if (here) return here;
  // A block-scope `extern` refers to what is visible with linkage.
  if (p.fn === undefined && p.scope.parent === undefined) return undefined;
  const outer = p.scope.find(name.text);
  if (outer?.kind === 'function') return outer;
  return outer?.kind === 'variable' && outer.storage !== 'auto' && outer.linkName === outer.name ? outer : undefined;
}

export function declareFunction(
  p: Parser,
  specifiers: Pick<Specifiers, 'storage' | 'inline'>,
  name: Token,
  type: FunctionType,
  attributes: Attributes,
  label: string | undefined,
): FunctionSymbol {
  const before = previousLinked(p, name);
  if (before && before.kind !== 'function') redefined(p, name, before);
  const full: FunctionType = {
    ...type,
    noreturn: type.noreturn || attributes.noreturn,
    format: type.format ?? attributes.format,
  };
  if (before?.kind === 'function') return redeclare(p, before, specifiers, name, full, attributes, label);
  const symbol: FunctionSymbol = {
    kind: 'function',
    name: name.text,
    linkName: label ?? name.text,
    type: full,
    at: name,
    static: specifiers.storage === 'static',
    inlineOnly: specifiers.inline && specifiers.storage !== 'extern',
    attributes,
    referenced: false,
  };
  p.unit.functions.push(symbol);
  p.scope.symbols.set(name.text, symbol);
  return symbol;
}

function redeclare(
  p: Parser,
  before: FunctionSymbol,
  specifiers: Pick<Specifiers, 'storage' | 'inline'>,
  name: Token,
  type: FunctionType,
  attributes: Attributes,
  label: string | undefined,
): FunctionSymbol {
  const agrees = compatibleIgnoringQuals(before.type, type);
  if (!agrees && !before.builtin) {
    p.report.error(
      'conflicting-types',
      name,
      { name: name.text, type: spellType(type), before: spellType(before.type) },
      { notes: [note('note-previous', before.at, { name: name.text })] },
    );
  }
  if (specifiers.storage === 'static' && !before.static && !before.builtin) {
    p.report.error('static-after-non-static', name, { name: name.text });
  }
  before.type = (agrees && !before.builtin ? composite(before.type, type) : type) as FunctionType;
  before.builtin = false;
  if (specifiers.storage === 'static') before.static = true;
  if (!specifiers.inline || specifiers.storage === 'extern') before.inlineOnly = false;
  if (label !== undefined) before.linkName = label;
  before.attributes = { ...before.attributes, ...attributes };
  if (!p.scope.symbols.has(name.text)) p.scope.symbols.set(name.text, before);
  return before;
}

/** function-definition = specifiers declarator compound */
function functionDefinition(p: Parser, specifiers: Specifiers, made: Declarator): void {
  const { name, type } = made;
  if (!name || !isFunction(type)) throw new SyntaxFault();
  if (p.fn) p.fail('nested-function', name, { name: name.text }, { hint: 'hint-missing-brace-before' });
  const attributes = { ...specifiers.attributes, ...made.attributes };
  // A definition with `()` has no parameters, and says so to later calls in this file only weakly (C11 6.7.6.3p14).
  const symbol = declareFunction(p, specifiers, name, type, attributes, undefined);
  if (symbol.body) redefined(p, name, symbol);
  symbol.at = name;
  if (!isError(type.result) && type.result.kind !== 'void') requireComplete(p, type.result, name);
  const lengths = takeLengths(p);
  const fn: FunctionContext = {
    symbol,
    labels: new Map(),
    localLabels: [],
    switches: [],
    loops: 0,
    breakable: 0,
    usesVla: lengths.length > 0,
    returnsTwice: false,
    locals: [],
  };
  p.fn = fn;
  p.scoped(() => {
    const params = declareParameters(p, made.params ?? []);
    const block = p.grammar.compound(p);
    for (const label of fn.labels.values()) {
      if (!label.defined) p.report.error('undefined-label', label.at, { name: label.name });
      else if (!label.used) p.report.warn('unused-label', label.at, { name: label.name });
    }
    block.body.unshift(...lengths);
    warnMissingReturn(p, symbol, block);
    symbol.body = {
      params,
      body: block,
      labels: fn.labels,
      returnsTwice: fn.returnsTwice,
      usesVla: fn.usesVla,
      end: block.end,
    };
  });
  p.fn = undefined;
}

/** -Wreturn-type */
function warnMissingReturn(p: Parser, symbol: FunctionSymbol, block: Extract<Statement, { kind: 'block' }>): void {
  const { type, attributes, name } = symbol;
  if (type.result.kind === 'void' || isError(type.result) || name === 'main' || attributes.naked) return;
  if (completes(block)) p.report.warn('missing-return', block.end, { name, type: spellType(type.result) });
}

function declareParameters(p: Parser, params: Variable[]): Variable[] {
  for (const param of params) {
    if (param.name === '') p.report.error('parameter-name-omitted', param.at);
    requireComplete(p, param.type, param.at);
    p.scope.symbols.set(param.name, param);
  }
  return params;
}

/** parameter = specifiers (declarator | [abstract-declarator]) */
export function parameterDeclaration(p: Parser): ParameterDeclaration {
  const specifiers = declarationSpecifiers(p);
  if (specifiers.storage && specifiers.storage !== 'register') {
    p.report.error('bad-storage-class', specifiers.at, { first: specifiers.storage, second: 'parameter' });
  }
  const made = declarator(p, specifiers.type, 'either');
  parseAttributes(p, made.attributes);
  if (made.type.kind === 'void' && made.name) {
    p.report.error('void-variable', made.name, { name: made.name.text });
    return { name: made.name, type: INT };
  }
  const type = adjustParameter(made.type);
  const at = made.name ?? specifiers.at;
  const variable = makeVariable(made.name?.text ?? '', type, at);
  variable.parameter = true;
  variable.unused = true;
  variable.definition = 'full';
  variable.written = true;
  if (made.name) {
    const before = p.scope.symbols.get(made.name.text);
    if (before) redefined(p, made.name, before);
    p.scope.symbols.set(made.name.text, variable);
  }
  return { name: made.name, type, variable };
}

export function makeVariable(name: string, type: CType, at: Token): Variable {
  return {
    kind: 'variable',
    name,
    linkName: name,
    type,
    at,
    storage: 'auto',
    global: false,
    addressTaken: false,
    read: false,
    written: false,
    parameter: false,
    definition: 'none',
  };
}

/** A variable at file scope without storage class: external linkage, tentative without initialiser (6.9.2). */
function fileScopeVariable(
  p: Parser,
  specifiers: Specifiers,
  name: Token,
  type: CType,
  attributes: Attributes,
  label: string | undefined,
): Statement[] {
  const variable = linkedVariable(p, name, type, true, attributes, label);
  staticDefinition(p, specifiers, variable, name, type, attributes);
  return [];
}

function variableDeclaration(
  p: Parser,
  specifiers: Specifiers,
  name: Token,
  type: CType,
  attributes: Attributes,
  label: string | undefined,
): Statement[] {
  const { storage } = specifiers;
  if (storage === 'extern') {
    externVariable(p, specifiers, name, type, attributes, label);
    return [];
  }
  if (storage === 'static') {
    const variable = p.fn ? staticLocal(p, name, type) : linkedVariable(p, name, type, false, attributes, label);
    staticDefinition(p, specifiers, variable, name, type, attributes);
    return [];
  }
  if (!p.fn) {
    p.report.error('bad-storage-class', name, { first: storage ?? '', second: 'file' });
    return [];
  }
  return localVariable(p, specifiers, name, type, attributes, label);
}

/** A variable with linkage: the one declared before, or a new one. */
function linkedVariable(
  p: Parser,
  name: Token,
  type: CType,
  global: boolean,
  attributes: Attributes,
  label: string | undefined,
): Variable {
  const before = previousLinked(p, name);
  if (before && before.kind !== 'variable') redefined(p, name, before);
  if (before?.kind === 'variable') {
    if (!isError(type) && !(before.type.quals === type.quals && compatibleIgnoringQuals(before.type, type))) {
      p.report.error(
        'conflicting-types',
        name,
        { name: name.text, type: spellType(type), before: spellType(before.type) },
        { notes: [note('note-previous', before.at, { name: name.text })] },
      );
    }
    if (compatibleIgnoringQuals(before.type, type)) before.type = composite(before.type, type);
    if (!p.scope.symbols.has(name.text)) p.scope.symbols.set(name.text, before);
    return before;
  }
  const variable = makeVariable(name.text, type, name);
  variable.storage = 'extern';
  variable.global = global;
  variable.linkName = label ?? name.text;
  variable.section = attributes.section;
  variable.weak = attributes.weak;
  p.scope.symbols.set(name.text, variable);
  p.unit.variables.push(variable);
  return variable;
}

function externVariable(
  p: Parser,
  specifiers: Specifiers,
  name: Token,
  type: CType,
  attributes: Attributes,
  label: string | undefined,
): void {
  if (isVariablyModified(type)) p.report.error('variable-array-static', name, { name: name.text });
  const variable = linkedVariable(p, name, type, true, attributes, label);
  if (attributes.weak) variable.weak = true;
  if (p.is('=')) staticDefinition(p, specifiers, variable, name, type, attributes);
}

function staticLocal(p: Parser, name: Token, type: CType): Variable {
  const before = p.scope.symbols.get(name.text);
  if (before) redefined(p, name, before);
  const variable = makeVariable(name.text, type, name);
  variable.storage = 'static';
  variable.linkName = `${name.text}.${p.fresh()}`;
  p.scope.symbols.set(name.text, variable);
  p.unit.variables.push(variable);
  return variable;
}

/** The definition, tentative or full, of a variable in static storage. */
function staticDefinition(
  p: Parser,
  specifiers: Specifiers,
  variable: Variable,
  name: Token,
  type: CType,
  attributes: Attributes,
): void {
  if (isVariablyModified(type)) p.report.error('variable-array-static', name, { name: name.text });
  variable.storage = 'static';
  variable.at = name;
  setAlign(variable, specifiers, attributes);
  if (attributes.section) variable.section = attributes.section;
  if (attributes.weak) variable.weak = true;
  if (attributes.unused || attributes.used) variable.unused = true;
  if (!p.accept('=')) {
    if (variable.definition === 'none') variable.definition = 'tentative';
    if (type.kind === 'void') p.report.error('void-variable', name, { name: name.text });
    return;
  }
  if (variable.definition === 'full') redefined(p, name, variable);
  variable.definition = 'full';
  const { initialiser, type: completed } = parseInitialiser(p, variable.type, true);
  variable.type = completed;
  variable.initialiser = initialiser;
  variable.written = true;
  checkSize(p, variable, name);
}

/** Reports what a definition leaves without a size; at the end of the file tentative arrays become one element long. */
export function finishTentative(p: Parser): void {
  for (const variable of p.unit.variables) {
    if (variable.definition !== 'tentative') continue;
    const { type } = variable;
    if (type.kind === 'array' && type.length === undefined && isComplete(type.of)) {
      p.report.warn('array-assumed-one', variable.at, { name: variable.name });
      variable.type = { ...type, length: 1 };
    }
    if (type.kind !== 'void') requireComplete(p, variable.type, variable.at);
  }
}

function setAlign(variable: Variable, specifiers: Specifiers, attributes: Attributes): void {
  const align = Math.max(specifiers.align ?? 0, attributes.align ?? 0);
  if (align > 0) variable.align = align;
}

function checkSize(p: Parser, variable: Variable, name: Token): boolean {
  if (variable.type.kind === 'void') {
    p.report.error('void-variable', name, { name: name.text });
    variable.type = INT;
    return false;
  }
  if (!requireComplete(p, variable.type, name)) return false;
  if (sizeOf(variable.type) <= OBJECT_LIMIT) return true;
  p.report.error('array-too-large', name, { size: sizeOf(variable.type) });
  return false;
}

/** A variable of automatic storage; its initialiser runs when the declaration is reached. */
function localVariable(
  p: Parser,
  specifiers: Specifiers,
  name: Token,
  declared: CType,
  attributes: Attributes,
  label: string | undefined,
): Statement[] {
  const before = p.scope.symbols.get(name.text);
  const clash = before ?? parameterOf(p, name.text);
  if (clash) redefined(p, name, clash);
  const variable = makeVariable(name.text, withMode(declared, attributes), name);
  variable.unused = attributes.unused;
  variable.definition = 'full';
  setAlign(variable, specifiers, attributes);
  if (specifiers.storage === 'register' && label !== undefined) variable.register = label.replace(/^%/, '');
  if (specifiers.auto) return autoTyped(p, variable);
  p.scope.symbols.set(name.text, variable);
  p.fn?.locals.push(variable);
  let initialiser: Initialiser | undefined;
  if (p.accept('=')) {
    if (isVla(declared)) p.fail('variable-array-initialised', p.token);
    variable.written = true;
    const made = parseInitialiser(p, variable.type, false);
    variable.type = made.type;
    initialiser = made.initialiser;
  }
  checkSize(p, variable, name);
  if (!isScalar(variable.type)) variable.written = true;
  return [...takeLengths(p), { kind: 'declare', at: name, variable, initialiser }];
}

/** A name in the outermost block of a function must not hide a parameter (6.2.1p4). */
function parameterOf(p: Parser, name: string): Entity | undefined {
  const outer = p.scope.parent;
  const symbol = outer?.symbols.get(name);
  return symbol?.kind === 'variable' && symbol.parameter ? symbol : undefined;
}

/** __auto_type name = expression */
function autoTyped(p: Parser, variable: Variable): Statement[] {
  p.expect('=');
  const value: Expression = decay(p.grammar.assignment(p));
  variable.type = unqualified(value.type);
  variable.written = true;
  p.scope.symbols.set(variable.name, variable);
  p.fn?.locals.push(variable);
  const initialiser: Initialiser = {
    entries: [{ offset: 0, type: variable.type, value }],
    size: sizeOf(variable.type),
    whole: true,
  };
  return [{ kind: 'declare', at: variable.at, variable, initialiser }];
}
