/** Declarations of objects: linkage, storage, definitions and initialisers (C11 6.7, 6.9.2). */
import { isComplete, OBJECT_LIMIT, sizeOf } from '../layout';
import type { Token } from '../lexer/token';
import { note } from '../report';
import { compatibleIgnoringQuals, composite } from '../sema/compatible';
import { decay } from '../sema/conversions';
import type { Entity, Expression, Initialiser, Statement, Variable } from '../tree';
import { typeName as spellType } from '../type-names';
import { type CType, INT, isError, isScalar, isVariablyModified, isVla, unqualified } from '../types';
import { parseInitialiser } from './initialisers';
import { makeVariable, previousLinked, redefined, takeLengths, withMode } from './linkage';
import type { Parser } from './parser';
import type { Attributes, Specifiers } from './shapes';
import { requireComplete } from './specifiers';

/** A variable at file scope without storage class: external linkage, tentative without initialiser (6.9.2). */
export function fileScopeVariable(
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

export function variableDeclaration(
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
  // A thread-local object lives as long as its thread (6.7.1p3).
  if (specifiers.threadLocal) p.report.error('bad-storage-class', name, { first: '_Thread_local', second: 'auto' });
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
  if (attributes.alias !== undefined) variable.alias = attributes.alias;
  if (specifiers.threadLocal) variable.threadLocal = true;
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
  if (specifiers.threadLocal) variable.threadLocal = true;
  setAlign(variable, specifiers, attributes);
  if (attributes.section) variable.section = attributes.section;
  if (attributes.weak) variable.weak = true;
  if (attributes.unused || attributes.used) variable.unused = true;
  if (!p.accept('=')) {
    if (attributes.alias !== undefined) {
      variable.alias = attributes.alias;
      return;
    }
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
