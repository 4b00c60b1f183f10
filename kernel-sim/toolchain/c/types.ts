/**
 * The types of C (C11 6.2.5), as the checker sees them. A type is a value: qualified variants are copies that share the
 * declaration of their struct or enum. Sizes and layout are in layout.ts.
 */
export const CONST = 1;
export const VOLATILE = 2;
export const RESTRICT = 4;
export const ATOMIC = 8;

export type IntName =
  | '_Bool'
  | 'char'
  | 'signed char'
  | 'unsigned char'
  | 'short'
  | 'unsigned short'
  | 'int'
  | 'unsigned int'
  | 'long'
  | 'unsigned long'
  | 'long long'
  | 'unsigned long long';

interface Qualified {
  quals: number;
  /** From a typedef with __attribute__((aligned)). */
  alignment?: number;
}

export interface VoidType extends Qualified {
  kind: 'void';
}
/** What stands for the type of something wrong: accepted everywhere, so that one mistake gives one message. */
export interface ErrorType extends Qualified {
  kind: 'error';
}
export interface IntType extends Qualified {
  kind: 'int';
  name: IntName;
  size: 1 | 2 | 4 | 8;
  signed: boolean;
  rank: number;
}
export interface FloatType extends Qualified {
  kind: 'float';
  name: 'float' | 'double' | 'long double';
  size: 4 | 8 | 16;
}
export interface PointerType extends Qualified {
  kind: 'pointer';
  to: CType;
}
export interface ArrayType extends Qualified {
  kind: 'array';
  of: CType;
  /** Absent while incomplete, and in a variable length array. */
  length?: number;
  /** The hidden variable that holds the number of elements of a VLA. */
  vla?: HiddenVariable;
}
export interface Parameter {
  name?: string;
  type: CType;
}
export interface FunctionType extends Qualified {
  kind: 'function';
  result: CType;
  params: Parameter[];
  variadic: boolean;
  /** Declared with `()`: arguments are not checked. */
  unprototyped: boolean;
  noreturn?: boolean;
  /** __attribute__((format(printf, format, first))), counted from 1. */
  format?: { style: 'printf' | 'scanf'; format: number; first: number };
}
export interface Member {
  /** Absent for anonymous structs and unions, and for unnamed bit-fields. */
  name?: string;
  type: CType;
  /** Bytes from the start of the record. For a bit-field: of the byte that holds its first bit. */
  offset: number;
  bits?: { /** From the start of the record. */ position: number; width: number };
}
export interface RecordDeclaration {
  union: boolean;
  tag?: string;
  /** A number that makes types with the same tag in different scopes different. */
  id: number;
  /** Absent while incomplete. */
  members?: Member[];
  size: number;
  align: number;
  /** Ends in a flexible array member. */
  flexible: boolean;
}
export interface RecordType extends Qualified {
  kind: 'record';
  declaration: RecordDeclaration;
}
export interface EnumDeclaration {
  tag?: string;
  id: number;
  complete: boolean;
  underlying: IntType;
  /** In the order of the source. */
  constants?: { name: string; value: bigint }[];
}
export interface EnumType extends Qualified {
  kind: 'enum';
  declaration: EnumDeclaration;
}
/** Only its identity matters here; it is a variable of tree.ts. */
export interface HiddenVariable {
  kind: 'variable';
  name: string;
}

export type CType =
  | VoidType
  | ErrorType
  | IntType
  | FloatType
  | PointerType
  | ArrayType
  | FunctionType
  | RecordType
  | EnumType;

const makeInt = (name: IntName, size: 1 | 2 | 4 | 8, signed: boolean, rank: number): IntType => ({
  kind: 'int',
  name,
  size,
  signed,
  rank,
  quals: 0,
});

/** All integer types by name, with the sizes of LP64. */
export const INTS: Readonly<Record<IntName, IntType>> = {
  _Bool: makeInt('_Bool', 1, false, 0),
  char: makeInt('char', 1, true, 1),
  'signed char': makeInt('signed char', 1, true, 1),
  'unsigned char': makeInt('unsigned char', 1, false, 1),
  short: makeInt('short', 2, true, 2),
  'unsigned short': makeInt('unsigned short', 2, false, 2),
  int: makeInt('int', 4, true, 3),
  'unsigned int': makeInt('unsigned int', 4, false, 3),
  long: makeInt('long', 8, true, 4),
  'unsigned long': makeInt('unsigned long', 8, false, 4),
  'long long': makeInt('long long', 8, true, 5),
  'unsigned long long': makeInt('unsigned long long', 8, false, 5),
};
export const INT = INTS.int;
export const UINT = INTS['unsigned int'];
export const LONG = INTS.long;
export const ULONG = INTS['unsigned long'];
export const CHAR = INTS.char;
export const BOOL = INTS._Bool;
export const FLOAT: FloatType = { kind: 'float', name: 'float', size: 4, quals: 0 };
export const DOUBLE: FloatType = { kind: 'float', name: 'double', size: 8, quals: 0 };
export const LONG_DOUBLE: FloatType = { kind: 'float', name: 'long double', size: 16, quals: 0 };
export const VOID: VoidType = { kind: 'void', quals: 0 };
export const ERROR: ErrorType = { kind: 'error', quals: 0 };

export const UNSIGNED_OF: Readonly<Partial<Record<IntName, IntName>>> = {
  char: 'unsigned char',
  'signed char': 'unsigned char',
  short: 'unsigned short',
  int: 'unsigned int',
  long: 'unsigned long',
  'long long': 'unsigned long long',
};

export function pointerTo(to: CType): PointerType {
  return { kind: 'pointer', to, quals: 0 };
}

export function arrayOf(of: CType, length?: number): ArrayType {
  return { kind: 'array', of, length, quals: 0 };
}

/** The type with qualifiers added; those of an array belong to its elements (C11 6.7.3p9). */
export function qualify<T extends CType>(type: T, quals: number): T {
  if (quals === 0 || type.kind === 'error') return type;
  if (type.kind === 'array') return { ...type, of: qualify(type.of, quals) };
  if ((type.quals & quals) === quals) return type;
  return { ...type, quals: type.quals | quals };
}

export function unqualified<T extends CType>(type: T): T {
  return type.quals === 0 ? type : { ...type, quals: 0 };
}

/** Qualifiers, looking through arrays. */
export function qualsOf(type: CType): number {
  return type.kind === 'array' ? qualsOf(type.of) : type.quals;
}

export const isVoid = (type: CType): boolean => type.kind === 'void';
export const isError = (type: CType): boolean => type.kind === 'error';
export const isInteger = (type: CType): type is IntType | EnumType => type.kind === 'int' || type.kind === 'enum';
export const isFloating = (type: CType): type is FloatType => type.kind === 'float';
export const isArithmetic = (type: CType): type is IntType | EnumType | FloatType =>
  isInteger(type) || isFloating(type);
export const isPointer = (type: CType): type is PointerType => type.kind === 'pointer';
export const isScalar = (type: CType): type is IntType | EnumType | FloatType | PointerType =>
  isArithmetic(type) || isPointer(type);
export const isRecord = (type: CType): type is RecordType => type.kind === 'record';
export const isFunction = (type: CType): type is FunctionType => type.kind === 'function';
export const isArray = (type: CType): type is ArrayType => type.kind === 'array';
export const isBool = (type: CType): boolean => type.kind === 'int' && type.name === '_Bool';
/** One of the three character types. */
export const isCharacter = (type: CType): boolean => type.kind === 'int' && type.size === 1 && type.name !== '_Bool';

/** The integer type that an integer or enum type is at heart. */
export function integerOf(type: IntType | EnumType): IntType {
  return type.kind === 'enum' ? type.declaration.underlying : type;
}

/** Whether an array type, or an element of it, has a length known only at run time. */
export function isVariablyModified(type: CType): boolean {
  if (type.kind === 'array') return type.vla !== undefined || isVariablyModified(type.of);
  if (type.kind === 'pointer') return isVariablyModified(type.to);
  if (type.kind === 'function') return isVariablyModified(type.result);
  return false;
}

/** A variable length array in its outermost dimensions: its size is not a constant. */
export function isVla(type: CType): type is ArrayType {
  return type.kind === 'array' && (type.vla !== undefined || isVla(type.of));
}
