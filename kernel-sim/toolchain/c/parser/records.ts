/** struct, union and enum specifiers (C11 6.7.2.1, 6.7.2.2). */
import { type DeclaredMember, isComplete, layOut, widthOf } from '../layout';
import type { Token } from '../lexer/token';
import { note } from '../report';
import { integerConstant } from '../sema/constants';
import { typeName } from '../type-names';
import {
  type CType,
  type EnumDeclaration,
  INT,
  INTS,
  type IntType,
  isError,
  isInteger,
  isVariablyModified,
  LONG,
  type RecordDeclaration,
  UINT,
  ULONG,
} from '../types';
import { parseAttributes } from './attributes';
import { declarator } from './declarators';
import { type Parser, SyntaxFault } from './parser';
import type { Attributes, Specifiers } from './shapes';

/** record-specifier = ("struct" | "union") [attributes] (identifier | [identifier] "{" {member} "}" [attributes]) */
export function recordSpecifier(p: Parser): CType {
  const union = p.advance().text === 'union';
  const attributes = parseAttributes(p);
  const tag = p.token.kind === 'identifier' ? p.advance() : undefined;
  if (!p.is('{')) {
    if (!tag) p.fail('expected-identifier', p.token, { found: p.spellToken() });
    return { kind: 'record', declaration: referTo(p, tag, union), quals: 0 };
  }
  const declaration = tag ? declareTag(p, tag, union) : newRecord(p, union);
  const members = memberList(p, union);
  parseAttributes(p, attributes);
  layOut(declaration, members, { packed: attributes.packed ?? false, align: attributes.align, pack: p.pack });
  return { kind: 'record', declaration, quals: 0 };
}

function newRecord(p: Parser, union: boolean, tag?: string): RecordDeclaration {
  return { union, tag, id: p.fresh(), size: 0, align: 1, flexible: false };
}

/** A mention of `struct tag`: the visible one, or a new incomplete one. `struct tag;` alone always declares anew. */
function referTo(p: Parser, tag: Token, union: boolean): RecordDeclaration {
  const found = p.is(';') ? p.scope.tags.get(tag.text) : p.scope.findTag(tag.text);
  if (found?.kind === 'record' && found.declaration.union === union) return found.declaration;
  if (found) p.report.error('tag-mismatch', tag, { name: tag.text });
  const declaration = newRecord(p, union, tag.text);
  p.scope.tags.set(tag.text, { kind: 'record', declaration });
  return declaration;
}

/** A definition of `struct tag { … }` in this scope. */
function declareTag(p: Parser, tag: Token, union: boolean): RecordDeclaration {
  const found = p.scope.tags.get(tag.text);
  if (found?.kind === 'record' && found.declaration.union === union && !found.declaration.members) {
    return found.declaration;
  }
  if (found) p.report.error('redefined-tag', tag, { name: tag.text });
  const declaration = newRecord(p, union, tag.text);
  p.scope.tags.set(tag.text, { kind: 'record', declaration });
  return declaration;
}

function memberList(p: Parser, union: boolean): DeclaredMember[] {
  const open = p.advance();
  const members: DeclaredMember[] = [];
  const names = new Map<string, Token>();
  while (!p.is('}')) {
    if (p.token.kind === 'end') p.fail('unexpected-end', p.token, { expected: '}' }, { hint: 'hint-missing-brace' });
    if (p.accept(';')) continue;
    if (p.is('_Static_assert')) {
      p.grammar.staticAssert(p);
      continue;
    }
    try {
      memberDeclaration(p, members, names);
    } catch (fault) {
      if (!(fault instanceof SyntaxFault)) throw fault;
      p.synchronise();
    }
  }
  p.advance();
  checkFlexible(p, members, union, open);
  return members;
}

/** A member without a size may only be the last of a struct (6.7.2.1p18); GNU allows it in unions and alone. */
function checkFlexible(p: Parser, members: DeclaredMember[], union: boolean, open: Token): void {
  members.forEach((member, i) => {
    const flexible = member.type.kind === 'array' && member.type.length === undefined;
    if (flexible && i < members.length - 1 && !union) {
      p.report.error('incomplete-type', open, { type: typeName(member.type) });
    }
  });
}

/** member = specifiers [member-declarator {"," member-declarator}] ";" */
function memberDeclaration(p: Parser, members: DeclaredMember[], names: Map<string, Token>): void {
  const specifiers = p.grammar.specifiers(p);
  if (specifiers.storage) {
    p.report.error('bad-storage-class', specifiers.at, { first: specifiers.storage, second: 'struct' });
  }
  if (p.accept(';')) {
    anonymousMember(p, specifiers, members);
    return;
  }
  do memberDeclarator(p, specifiers, members, names);
  while (p.accept(','));
  p.expect(';');
}

function anonymousMember(p: Parser, specifiers: Specifiers, members: DeclaredMember[]): void {
  const { type } = specifiers;
  if (type.kind === 'record' && isComplete(type)) {
    members.push({ type, align: specifiers.align, packed: specifiers.attributes.packed ?? false });
  } else if (type.kind !== 'enum') p.report.warn('declares-nothing', specifiers.at);
}

/** member-declarator = declarator [":" width] | ":" width */
function memberDeclarator(
  p: Parser,
  specifiers: Specifiers,
  members: DeclaredMember[],
  names: Map<string, Token>,
): void {
  const at = p.token;
  const attributes: Attributes = {};
  const made = p.is(':') ? undefined : declarator(p, specifiers.type, 'named');
  const type = made?.type ?? specifiers.type;
  const width = p.accept(':') ? bitWidth(p, type, made?.name) : undefined;
  parseAttributes(p, attributes);
  if (made?.name) noteName(p, made.name, names);
  if (isVariablyModified(type)) {
    p.report.error('variable-array-member', at, { name: made?.name?.text ?? '' });
    p.pendingLengths = [];
    return;
  }
  const isFlexible = type.kind === 'array' && type.length === undefined && isComplete(type.of);
  if (!isFlexible && !isComplete(type) && !isError(type)) {
    p.report.error('incomplete-type', at, { type: typeName(type) });
    return;
  }
  const align = Math.max(
    specifiers.align ?? 0,
    specifiers.attributes.align ?? 0,
    attributes.align ?? 0,
    made?.attributes.align ?? 0,
  );
  members.push({
    name: made?.name?.text,
    type,
    width,
    align: align || undefined,
    packed: Boolean(specifiers.attributes.packed ?? attributes.packed ?? made?.attributes.packed),
  });
}

function noteName(p: Parser, name: Token, names: Map<string, Token>): void {
  const before = names.get(name.text);
  if (before) {
    p.report.error('duplicate-member', name, { name: name.text }, { notes: [note('note-previous', before)] });
  }
  names.set(name.text, name);
}

function bitWidth(p: Parser, type: CType, name: Token | undefined): number {
  const at = p.token;
  const value = integerConstant(p.grammar.conditional(p));
  if (value === undefined) {
    p.report.error('constant-required', at);
    return 1;
  }
  if (isError(type)) return 1;
  const fits = isInteger(type) && value >= 0n && value <= BigInt(widthOf(type)) && (value > 0n || !name);
  if (fits) return Number(value);
  p.report.error('bad-bit-field', at, { name: name?.text ?? '', width: String(value), type: typeName(type) });
  return 1;
}

/** enum-specifier = "enum" [attributes] (identifier | [identifier] "{" enumerator {"," enumerator} [","] "}") */
export function enumSpecifier(p: Parser): CType {
  p.advance();
  const attributes = parseAttributes(p);
  const tag = p.token.kind === 'identifier' ? p.advance() : undefined;
  if (!p.is('{')) {
    if (!tag) p.fail('expected-identifier', p.token, { found: p.spellToken() });
    const found = p.scope.findTag(tag.text);
    if (found?.kind === 'enum') return { kind: 'enum', declaration: found.declaration, quals: 0 };
    if (found) p.report.error('tag-mismatch', tag, { name: tag.text });
    return { kind: 'enum', declaration: newEnum(p, tag), quals: 0 };
  }
  const known = tag && p.scope.tags.get(tag.text);
  if (known && (known.kind !== 'enum' || known.declaration.complete)) {
    p.report.error('redefined-tag', tag, { name: tag.text });
  }
  const declaration = known?.kind === 'enum' && !known.declaration.complete ? known.declaration : newEnum(p, tag);
  declaration.constants = [];
  const range = enumerators(p, declaration.constants);
  parseAttributes(p, attributes);
  declaration.underlying = underlyingType(range, attributes.packed ?? false);
  declaration.complete = true;
  return { kind: 'enum', declaration, quals: 0 };
}

function newEnum(p: Parser, tag: Token | undefined): EnumDeclaration {
  const declaration: EnumDeclaration = { tag: tag?.text, id: p.fresh(), complete: false, underlying: UINT };
  if (tag) p.scope.tags.set(tag.text, { kind: 'enum', declaration });
  return declaration;
}

interface Range {
  least: bigint;
  greatest: bigint;
}

/** enumerator = identifier [attributes] ["=" constant] */
function enumerators(p: Parser, constants: { name: string; value: bigint }[]): Range {
  p.advance();
  const range = { least: 0n, greatest: 0n };
  let next = 0n;
  while (!p.is('}')) {
    const name = p.identifier();
    parseAttributes(p);
    if (p.accept('=')) {
      const at = p.token;
      const value = integerConstant(p.grammar.conditional(p));
      if (value === undefined) p.report.error('constant-required', at);
      next = value ?? next;
    }
    const before = p.scope.symbols.get(name.text);
    if (before)
      p.report.error('redefinition', name, { name: name.text }, { notes: [note('note-previous', before.at)] });
    p.scope.symbols.set(name.text, {
      kind: 'enum-constant',
      name: name.text,
      at: name,
      value: next,
      type: constantType(next),
    });
    constants.push({ name: name.text, value: next });
    if (next < range.least) range.least = next;
    if (next > range.greatest) range.greatest = next;
    next++;
    if (!p.accept(',')) break;
  }
  p.expect('}');
  return range;
}

/** An enumeration constant is an int; GNU lets larger ones have the type they need. */
function constantType(value: bigint): IntType {
  if (BigInt.asIntN(32, value) === value) return INT;
  if (BigInt.asUintN(32, value) === value) return UINT;
  return BigInt.asIntN(64, value) === value ? LONG : ULONG;
}

/** GCC: unsigned int, or int with negative values, or wider; the smallest that fits if packed. */
function underlyingType({ least, greatest }: Range, packed: boolean): IntType {
  const signed = least < 0n;
  const candidates: readonly IntType[] = signed
    ? [INTS['signed char'], INTS.short, INT, LONG]
    : [INTS['unsigned char'], INTS['unsigned short'], UINT, ULONG];
  const fits = (type: IntType): boolean => {
    const bits = type.size * 8;
    return signed
      ? BigInt.asIntN(bits, least) === least && BigInt.asIntN(bits, greatest) === greatest
      : BigInt.asUintN(bits, greatest) === greatest;
  };
  return candidates.find((type) => (packed || type.size >= 4) && fits(type)) ?? (signed ? LONG : ULONG);
}
