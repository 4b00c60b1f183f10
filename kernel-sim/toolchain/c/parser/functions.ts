import type { Token } from '../lexer/token';
import { note } from '../report';
import { compatibleIgnoringQuals, composite } from '../sema/compatible';
import { completes } from '../sema/flow';
import type { FunctionSymbol, Statement, Variable } from '../tree';
import { typeName as spellType } from '../type-names';
import { type FunctionType, INT, isError, isFunction } from '../types';
import { parseAttributes } from './attributes';
import { type Declarator, declarator } from './declarators';
import { makeVariable, previousLinked, redefined, takeLengths } from './linkage';
import { type FunctionContext, OuterEnded, type Parser, SyntaxFault } from './parser';
import type { Attributes, ParameterDeclaration, Specifiers } from './shapes';
import { adjustParameter, declarationSpecifiers, requireComplete } from './specifiers';

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
export function functionDefinition(p: Parser, specifiers: Specifiers, made: Declarator): void {
  const { name, type } = made;
  if (!name || !isFunction(type)) throw new SyntaxFault();
  if (p.fn) insideAnother(p, specifiers, made, name);
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

/** A definition inside a function: most likely a `}` is missing before it, so it is read as what follows that function. */
function insideAnother(p: Parser, specifiers: Specifiers, made: Declarator, name: Token): never {
  p.report.error('nested-function', name, { name: name.text }, { hint: 'hint-missing-brace-before' });
  p.fn = undefined;
  while (p.scope.parent) p.scope = p.scope.parent;
  functionDefinition(p, specifiers, made);
  throw new OuterEnded();
}

/** -Wreturn-type */
function warnMissingReturn(p: Parser, symbol: FunctionSymbol, block: Extract<Statement, { kind: 'block' }>): void {
  const { type, attributes, name } = symbol;
  if (type.result.kind === 'void' || isError(type.result) || name === 'main' || attributes.naked) return;
  if (p.report.errors === 0 && completes(block))
    p.report.warn('missing-return', block.end, { name, type: spellType(type.result) });
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
