/**
 * Initialisers (C11 6.7.9): braces, elided braces and designators become a flat list of stores at offsets.
 * GNU's ranges `[a ... b]` and old `name:` designators are known too.
 */
import { findMember, isComplete, sizeOf } from '../layout';
import { decodeText, unitSize } from '../lexer/strings';
import type { Token } from '../lexer/token';
import { evaluate, integerConstant } from '../sema/constants';
import { convertAssigning } from '../sema/conversions';
import type { At, Expression, InitEntry, Initialiser } from '../tree';
import { typeName } from '../type-names';
import {
  type ArrayType,
  type CType,
  isCharacter,
  isError,
  isInteger,
  isRecord,
  isScalar,
  type Member,
  type RecordType,
} from '../types';
import { stringLiteral } from './literals';
import { type Parser, SyntaxFault } from './parser';
import { nearest } from './suggestions';

const ENTRY_LIMIT = 4_000_000;

/** initialiser = assignment | "{" list "}", for an object of the type; the type comes back completed. */
export function parseInitialiser(p: Parser, type: CType, isStatic: boolean): { initialiser: Initialiser; type: CType } {
  const reader = new InitialiserReader(p, isStatic);
  const whole = (isScalar(type) || isError(type) || type.kind === 'record') && !p.is('{');
  const completed = reader.object(type, 0);
  return {
    initialiser: { entries: reader.finished(), size: Math.max(sizeOf(completed), reader.end), whole },
    type: completed,
  };
}

/** A part of the object: where it is and of what type. */
interface Place {
  offset: number;
  type: CType;
  bits?: Member['bits'];
}

class InitialiserReader {
  private entries: InitEntry[] = [];
  /** One past the last byte that an entry covers. */
  end = 0;
  private designated = false;
  /** What the first element of a range `[a ... b]` was given, to be repeated. */
  private recorded: InitEntry[] | undefined;
  /** An expression already read that turned out to belong to a part of the object. */
  private pending: Expression | undefined;

  constructor(
    private readonly p: Parser,
    private readonly isStatic: boolean,
  ) {}

  /** Later initialisers of the same bytes win. */
  finished(): InitEntry[] {
    if (!this.designated) return this.entries;
    const last = new Map<string, InitEntry>();
    for (const entry of this.entries) {
      const key = `${entry.offset}:${entry.bits?.position ?? ''}:${entry.bits ? '' : sizeOf(entry.type)}`;
      last.delete(key);
      last.set(key, entry);
    }
    return [...last.values()];
  }

  /** Initialises an object; gives its type, with the length of an array that had none. */
  object(type: CType, offset: number): CType {
    return this.place({ type, offset });
  }

  private place(place: Place): CType {
    const { type } = place;
    const { p } = this;
    if (type.kind === 'array') return this.array(type, place.offset);
    if (isRecord(type)) {
      this.record(type, place);
      return type;
    }
    if (p.is('{') && !this.pending) this.bracedScalar(place);
    else this.store(place, this.take());
    return type;
  }

  private take(): Expression {
    const { pending } = this;
    this.pending = undefined;
    return pending ?? this.p.grammar.assignment(this.p);
  }

  private bracedScalar(place: Place): void {
    const { p } = this;
    p.advance();
    if (p.accept('}')) return;
    if (p.is('{')) this.bracedScalar(place);
    else this.store(place, this.take());
    if (p.accept(',') && !p.is('}')) this.excess(p.token);
    this.skipToClose();
  }

  private store(place: Place, e: Expression): void {
    const { p } = this;
    const value = convertAssigning(p.report, e, place.type, 'initialise');
    if (this.isStatic && value.kind !== 'error' && isScalar(place.type) && evaluate(value) === undefined) {
      p.report.error('initialiser-not-constant', e.at);
      return;
    }
    this.add({ offset: place.offset, type: place.type, bits: place.bits, value });
  }

  private add(entry: InitEntry): void {
    if (this.entries.length > ENTRY_LIMIT) this.p.report.fatal('initialiser-too-large', entry.value.at);
    this.entries.push(entry);
    this.recorded?.push(entry);
    this.end = Math.max(this.end, entry.offset + (entry.bits ? 1 : sizeOf(entry.type)));
  }

  /** Forgets what was said before about bytes that are initialised anew. */
  private forget(from: number, size: number): void {
    if (from >= this.end) return;
    this.entries = this.entries.filter((entry) => entry.offset < from || entry.offset >= from + size);
  }

  private array(type: ArrayType, offset: number): CType {
    const { p } = this;
    if (isInteger(type.of)) {
      const completed = this.stringArray(type, offset);
      if (completed) return completed;
    }
    if (p.is('{') && !this.pending) return this.braced(() => this.elements(type, offset, true));
    const e = this.take();
    if (e.kind === 'compound-literal' && e.type.kind === 'array' && e.variable.initialiser) {
      return this.fromLiteral(e, offset);
    }
    // A literal in parentheses: GNU and every old program.
    if (e.kind === 'string' && isInteger(type.of) && sizeOf(type.of) === e.unitSize)
      return this.addString(type, offset, e);
    if (this.depth === 0) {
      if (!isError(e.type))
        p.report.error('array-initialiser', e.at, { type: typeName(type) }, { hint: 'hint-array-braces' });
      return { ...type, length: type.length ?? 1 };
    }
    this.pending = e;
    return this.elements(type, offset, false);
  }

  private depth = 0;

  private braced(body: () => CType): CType {
    const { p } = this;
    p.advance();
    this.depth++;
    const type = body();
    this.depth--;
    p.accept(',');
    if (!p.is('}')) this.excess(p.token);
    this.skipToClose();
    return type;
  }

  private excess(at: At): void {
    this.p.report.warn('excess-initialisers', at);
  }

  private skipToClose(): void {
    const { p } = this;
    for (let depth = 0; !(p.is('}') && depth === 0); ) {
      if (p.token.kind === 'end' || (p.is(';') && depth === 0)) {
        p.fail('expected-token', p.token, { expected: '}', found: p.spellToken() });
      }
      if (p.is('{') || p.is('(')) depth++;
      else if (p.is('}') || p.is(')')) depth--;
      p.advance();
    }
    p.advance();
  }

  /** GNU: an array may be initialised from a compound literal of array type. */
  private fromLiteral(e: Extract<Expression, { kind: 'compound-literal' }>, offset: number): CType {
    for (const entry of e.variable.initialiser?.entries ?? []) this.add({ ...entry, offset: entry.offset + offset });
    this.end = Math.max(this.end, offset + sizeOf(e.type));
    return e.type;
  }

  /** An array of characters from a string literal, with or without braces. */
  private stringArray(type: ArrayType, offset: number): CType | undefined {
    const { p } = this;
    const braced = p.is('{') && p.peek(1).kind === 'string' && !this.pending;
    if (this.pending || !(braced || p.token.kind === 'string')) return undefined;
    const first = braced ? p.peek(1) : p.token;
    const size = unitSize(decodeText(first.text).prefix);
    if (!isInteger(type.of) || sizeOf(type.of) !== size || (size === 1 && !isCharacter(type.of))) return undefined;
    // `"ab"[0]` or `"ab" + 1` is an expression, not an initialiser of the array.
    let after = braced ? 2 : 1;
    while (p.peek(after).kind === 'string') after++;
    if (!/^[,;})]$/.test(p.peek(after).text) && p.peek(after).kind !== 'end') return undefined;
    if (braced) p.advance();
    const literal = stringLiteral(p);
    if (braced) {
      p.accept(',');
      p.expect('}');
    }
    if (this.designated) this.forget(offset, sizeOf(type));
    return this.addString(type, offset, literal);
  }

  private addString(type: ArrayType, offset: number, literal: Extract<Expression, { kind: 'string' }>): CType {
    const count = literal.units.length;
    const completed: ArrayType = type.length === undefined ? { ...type, length: count } : type;
    const room = completed.length ?? 0;
    if (count - 1 > room) {
      this.p.report.warn('string-too-long', literal.at, { length: count - 1, room });
    }
    const units = literal.units.slice(0, room);
    if (units.length > 0) {
      const piece: ArrayType = { ...literal.type, length: units.length };
      this.add({ offset, type: piece, value: { ...literal, units, type: piece } });
    }
    this.end = Math.max(this.end, offset + sizeOf(completed));
    return completed;
  }

  private record(type: RecordType, place: Place): void {
    const { p } = this;
    if (!isComplete(type)) {
      p.report.error('incomplete-type', p.token, { type: typeName(type) });
      this.take();
      return;
    }
    if (p.is('{') && !this.pending) {
      if (this.designated) this.forget(place.offset, sizeOf(type));
      this.braced(() => {
        this.members(type, place.offset, true);
        return type;
      });
      return;
    }
    const e = this.take();
    if (isRecord(e.type) && e.type.declaration === type.declaration) {
      this.wholeRecord(type, place, e);
      return;
    }
    if (isError(e.type)) return;
    if (this.depth === 0) {
      convertAssigning(p.report, e, type, 'initialise');
      return;
    }
    this.pending = e;
    this.members(type, place.offset, false);
  }

  private wholeRecord(type: RecordType, place: Place, e: Expression): void {
    if (this.designated) this.forget(place.offset, sizeOf(type));
    if (!this.isStatic) {
      this.add({ offset: place.offset, type, value: e });
      return;
    }
    // GNU: a constant compound literal may initialise an object of static storage.
    if (e.kind === 'compound-literal' && e.variable.initialiser) {
      for (const entry of e.variable.initialiser.entries) this.add({ ...entry, offset: entry.offset + place.offset });
      this.end = Math.max(this.end, place.offset + sizeOf(type));
    } else if (e.kind !== 'error') this.p.report.error('initialiser-not-constant', e.at);
  }

  /** Whether another initialiser follows for the list at hand; the comma before it is read. */
  private another(first: boolean, braced: boolean): boolean {
    const { p } = this;
    if (this.pending) return true;
    if (first) return !p.is('}');
    if (!p.is(',')) return false;
    const next = p.peek(1);
    if (next.text === '}') return false;
    if (!braced && (next.text === '[' || next.text === '.')) return false;
    p.advance();
    return true;
  }

  private get atDesignator(): boolean {
    const { p } = this;
    if (this.pending) return false;
    return p.is('[') || p.is('.') || (p.token.kind === 'identifier' && p.peek(1).text === ':');
  }

  /** list of the elements of an array, from the first or from a designator. */
  private elements(type: ArrayType, offset: number, braced: boolean): CType {
    const { p } = this;
    const size = sizeOf(type.of);
    let index = 0;
    let length = 0;
    for (let first = true; ; first = false) {
      if (!braced && !first && type.length !== undefined && index >= type.length) break;
      if (!this.another(first, braced)) break;
      let last = index;
      if (this.atDesignator && (braced || first) && p.is('[')) {
        const range = this.indexDesignator(type);
        index = range.from;
        last = range.to;
      } else if (this.atDesignator && braced) p.fail('bad-designator', p.token, { type: typeName(type) });
      if (type.length !== undefined && index >= type.length) {
        this.excess(p.token);
        this.skipInitialiser();
        continue;
      }
      this.element(type.of, offset, size, index, last);
      index = last + 1;
      length = Math.max(length, index);
    }
    this.end = Math.max(this.end, offset + length * size);
    return type.length === undefined ? { ...type, length } : type;
  }

  private element(type: CType, offset: number, size: number, from: number, to: number): void {
    const outer = this.recorded;
    const made: InitEntry[] = [];
    if (from < to) this.recorded = made;
    this.designatedPlace({ type, offset: offset + from * size });
    this.recorded = outer;
    for (const entry of from < to && outer ? made : []) outer?.push(entry);
    if ((to - from) * Math.max(1, made.length) > ENTRY_LIMIT)
      this.p.report.fatal('initialiser-too-large', this.p.previous);
    for (let i = from + 1; i <= to; i++) {
      this.forget(offset + i * size, size);
      for (const entry of made) {
        const shift = (i - from) * size;
        const bits = entry.bits && { ...entry.bits, position: entry.bits.position + shift * 8 };
        this.add({ ...entry, offset: entry.offset + shift, bits });
      }
    }
  }

  private skipInitialiser(): void {
    if (this.p.is('{') && !this.pending) {
      this.p.advance();
      this.skipToClose();
    } else this.take();
  }

  /** After a designator: more designators, "=", or (old GNU) nothing. */
  private designatedPlace(place: Place): void {
    const { p } = this;
    if (this.designatorOpen) {
      if ((p.is('[') && place.type.kind === 'array') || (p.is('.') && isRecord(place.type))) {
        if (place.type.kind === 'array') this.elements(place.type, place.offset, false);
        else if (isRecord(place.type)) this.members(place.type, place.offset, false);
        return;
      }
      this.designatorOpen = false;
      if (p.is('[') || p.is('.')) p.fail('bad-designator', p.token, { type: typeName(place.type) });
      p.accept('=');
      if (!p.is('{') && isScalar(place.type)) this.forgetExact(place);
    }
    this.place(place);
  }

  private forgetExact(place: Place): void {
    if (place.bits) return;
    this.forget(place.offset, Math.min(1, sizeOf(place.type)));
  }

  private designatorOpen = false;

  /** "[" constant ["..." constant] "]" */
  private indexDesignator(type: ArrayType): { from: number; to: number } {
    const { p } = this;
    const at = p.advance();
    this.designated = true;
    this.designatorOpen = true;
    const from = this.indexValue(type, at);
    const to = p.accept('...') ? this.indexValue(type, at) : from;
    p.expect(']');
    if (to < from) p.report.error('bad-designator-range', at);
    return { from, to: Math.max(from, to) };
  }

  private indexValue(type: ArrayType, at: At): number {
    const { p } = this;
    const value = integerConstant(p.grammar.conditional(p));
    if (value === undefined) p.report.error('constant-required', at);
    const index = Number(value ?? 0n);
    const limit = type.length ?? 0x1000_0000;
    if (index >= 0 && index < limit) return index;
    p.report.error('designator-out-of-range', at, { index, length: limit });
    return 0;
  }

  /** list of the members of a record, from the first or from a designator. */
  private members(type: RecordType, offset: number, braced: boolean): void {
    const { p } = this;
    const all = type.declaration.members ?? [];
    let next = 0;
    for (let first = true; ; first = false) {
      if (!braced && !first && next >= all.length) break;
      if (!this.another(first, braced)) break;
      if (this.atDesignator && (braced || first) && !p.is('[')) {
        next = this.memberDesignator(type, offset);
        if (type.declaration.union) next = all.length;
        continue;
      }
      if (this.atDesignator && braced) p.fail('bad-designator', p.token, { type: typeName(type) });
      if (next >= all.length) {
        if (all.length === 0 && !braced) {
          this.pending = undefined;
          break;
        }
        this.excess(p.token);
        this.skipInitialiser();
        continue;
      }
      this.member(all[next], offset);
      next = type.declaration.union ? all.length : next + 1;
    }
  }

  private member(member: Member, offset: number): void {
    const bits = member.bits && { ...member.bits, position: member.bits.position + offset * 8 };
    this.designatedPlace({ type: member.type, offset: offset + member.offset, bits });
  }

  /** "." identifier: initialises that member, and gives the index of the one after it. */
  private memberDesignator(type: RecordType, offset: number): number {
    const { p } = this;
    const dotted = p.accept('.');
    const name = p.identifier();
    if (!dotted) p.expect(':');
    this.designated = true;
    this.designatorOpen = true;
    return this.initialiseNamed(type, offset, name);
  }

  private initialiseNamed(type: RecordType, offset: number, name: Token): number {
    const { p } = this;
    const all = type.declaration.members ?? [];
    for (let i = 0; i < all.length; i++) {
      const member = all[i];
      if (member.name === name.text) {
        this.member(member, offset);
        return i + 1;
      }
      if (member.name === undefined && isRecord(member.type) && findMember(member.type.declaration, name.text)) {
        this.initialiseNamed(member.type, offset + member.offset, name);
        return i + 1;
      }
    }
    const similar = nearest(
      name.text,
      all.map((member) => member.name ?? ''),
    );
    p.report.error(
      'unknown-member',
      name,
      { name: name.text, type: typeName(type) },
      similar ? { hint: 'hint-did-you-mean', hintParams: { name: similar } } : {},
    );
    throw new SyntaxFault();
  }
}
