/** Data that pass between the parser's files: attributes, specifiers, and grammar rules that call each other in a circle. */
import type { Token } from '../lexer/token';
import type { Expression, FunctionAttributes, Initialiser, Statement, Variable } from '../tree';
import type { CType, FunctionType } from '../types';

export interface Attributes extends FunctionAttributes {
  packed?: boolean;
  align?: number;
  noreturn?: boolean;
  format?: FunctionType['format'];
  /** Machine mode: the size in bytes that the integer type becomes. */
  modeSize?: number;
  fallthrough?: boolean;
  returnsTwice?: boolean;
}

export type StorageClass = 'typedef' | 'extern' | 'static' | 'auto' | 'register';

export interface Specifiers {
  type: CType;
  storage?: StorageClass;
  inline: boolean;
  threadLocal?: boolean;
  /** `__auto_type`: the type comes from the initialiser. */
  auto: boolean;
  /** _Alignas. */
  align?: number;
  attributes: Attributes;
  at: Token;
}

/** A parameter as declared, its type adjusted. */
export interface ParameterDeclaration {
  name?: Token;
  type: CType;
  variable?: Variable;
}

/** Grammar rules that are wanted by files below those that define them; P is the parser. */
export interface GrammarRules<P> {
  expression(p: P): Expression;
  assignment(p: P): Expression;
  conditional(p: P): Expression;
  cast(p: P): Expression;
  typeName(p: P): CType;
  isTypeName(p: P, token: Token): boolean;
  specifiers(p: P): Specifiers;
  parameter(p: P): ParameterDeclaration;
  staticAssert(p: P): void;
  /** `{ … }` as a list of statements, in a scope of its own. */
  compound(p: P): Extract<Statement, { kind: 'block' }>;
  initialiser(p: P, type: CType, isStatic: boolean): { initialiser: Initialiser; type: CType };
}
