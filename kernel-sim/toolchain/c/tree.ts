/**
 * The typed tree between parser and lowering: every expression has its type, every conversion is a node, names are
 * resolved. The parser builds it through sema/; lower/ reads it. Compound assignments keep their form, for lowering
 * evaluates their target once.
 */
import type { Token } from './lexer/token';
import type { ArrayType, CType, FunctionType, Member } from './types';

/** Where code comes from. */
export type At = Pick<Token, 'file' | 'line' | 'column' | 'text'>;

export interface Variable {
  kind: 'variable';
  name: string;
  /** The symbol in the object file, for those in static storage. */
  linkName: string;
  type: CType;
  at: At;
  storage: 'auto' | 'static' | 'extern';
  /** Visible to other translation units. */
  global: boolean;
  /** Must live in memory. */
  addressTaken: boolean;
  read: boolean;
  written: boolean;
  parameter: boolean;
  /** `register long x asm("r10")`. */
  register?: string;
  align?: number;
  section?: string;
  weak?: boolean;
  unused?: boolean;
  /** Another name of the variable that is called so. */
  alias?: string;
  /** Every thread has its own (C11 6.2.4p4). */
  threadLocal?: boolean;
  /** Static storage only: tentative until a definition with or without initialiser is fixed. */
  definition: 'none' | 'tentative' | 'full';
  initialiser?: Initialiser;
  /** Made by the compiler; not to be warned about. */
  hidden?: boolean;
}

export interface FunctionAttributes {
  section?: string;
  weak?: boolean;
  naked?: boolean;
  interrupt?: boolean;
  /** Attributes constructor and destructor. */
  beforeMain?: boolean;
  afterMain?: boolean;
  used?: boolean;
  unused?: boolean;
  /** Value of alias("…"). */
  alias?: string;
  warnUnusedResult?: boolean;
  alwaysInline?: boolean;
  noinline?: boolean;
}

export interface FunctionSymbol {
  kind: 'function';
  name: string;
  linkName: string;
  type: FunctionType;
  at: At;
  static: boolean;
  /** Every declaration so far said inline without extern (C11 6.7.4p7). */
  inlineOnly: boolean;
  attributes: FunctionAttributes;
  body?: FunctionBody;
  referenced: boolean;
  /** Declared by a builtin name; no declaration in the source. */
  builtin?: boolean;
}

export interface FunctionBody {
  params: Variable[];
  body: Statement;
  labels: Map<string, Label>;
  /** Calls something that returns twice (setjmp, vfork): no variable may live in a register. */
  returnsTwice: boolean;
  usesVla: boolean;
  end: At;
}

export interface Label {
  name: string;
  at: At;
  defined: boolean;
  used: boolean;
  addressTaken: boolean;
}

export interface EnumConstant {
  kind: 'enum-constant';
  name: string;
  at: At;
  value: bigint;
  type: CType;
}
export interface Typedef {
  kind: 'typedef';
  name: string;
  at: At;
  type: CType;
}
export type Entity = Variable | FunctionSymbol | EnumConstant | Typedef;

/** Scalars and records to be stored at their offsets; bytes not named are zero. */
export interface Initialiser {
  entries: InitEntry[];
  /** Size of the whole object; larger than its type's with a flexible array member. */
  size: number;
  /** The value is one expression for the whole object (a scalar, or a record from a record). */
  whole: boolean;
}
export interface InitEntry {
  offset: number;
  type: CType;
  bits?: Member['bits'];
  value: Expression;
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^' | '<<' | '>>';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';

interface Node {
  type: CType;
  at: At;
}
export interface IntegerConstant extends Node {
  kind: 'integer';
  /** Normalised to the type; also pointers made from constants. */
  value: bigint;
}
export interface FloatConstant extends Node {
  kind: 'floating';
  value: number;
}
/** An array of characters in static storage, with its terminating zero. */
export interface StringLiteral extends Node {
  kind: 'string';
  type: ArrayType;
  units: number[];
  unitSize: 1 | 2 | 4;
}
export interface VariableReference extends Node {
  kind: 'variable';
  variable: Variable;
}
export interface FunctionReference extends Node {
  kind: 'function';
  symbol: FunctionSymbol;
}
export interface MemberAccess extends Node {
  kind: 'member';
  record: Expression;
  /** From the start of `record`, anonymous records included. */
  offset: number;
  bits?: Member['bits'];
  name: string;
}
export interface Dereference extends Node {
  kind: 'dereference';
  pointer: Expression;
}
/** &x, or an array or function turned into a pointer. */
export interface AddressOf extends Node {
  kind: 'address-of';
  operand: Expression;
}
export interface Unary extends Node {
  kind: 'unary';
  operator: '-' | '~' | '!';
  operand: Expression;
}
export interface Binary extends Node {
  kind: 'binary';
  operator: BinaryOperator;
  left: Expression;
  right: Expression;
}
/** pointer ± index; `scale` is the size of what is pointed to, an expression for VLAs. */
export interface PointerOffset extends Node {
  kind: 'pointer-offset';
  pointer: Expression;
  /** Of type long. */
  index: Expression;
  negative: boolean;
  scale: number | Expression;
}
export interface PointerDifference extends Node {
  kind: 'pointer-difference';
  left: Expression;
  right: Expression;
  scale: number | Expression;
}
/** Both sides have one type after conversion. */
export interface Compare extends Node {
  kind: 'compare';
  operator: CompareOperator;
  left: Expression;
  right: Expression;
}
export interface Logical extends Node {
  kind: 'logical';
  operator: '&&' | '||';
  left: Expression;
  right: Expression;
}
export interface Conditional extends Node {
  kind: 'conditional';
  condition: Expression;
  /** Absent in GNU's `a ?: b`. */
  then?: Expression;
  otherwise: Expression;
}
export interface Assign extends Node {
  kind: 'assign';
  target: Expression;
  value: Expression;
  /** Initialisation of a const object by the compiler itself. */
  initialises?: boolean;
}
/** target = (target's type)((computeType)target operator value), the target evaluated once. */
export interface CompoundAssign extends Node {
  kind: 'compound-assign';
  operator: BinaryOperator;
  target: Expression;
  /** Already of the type to compute in; for pointers a long. */
  value: Expression;
  computeType: CType;
  /** For pointers: what the value is multiplied with. */
  scale?: number | Expression;
}
export interface Increment extends Node {
  kind: 'increment';
  target: Expression;
  prefix: boolean;
  delta: 1 | -1;
  scale?: number | Expression;
}
export interface Cast extends Node {
  kind: 'cast';
  operand: Expression;
  implicit: boolean;
}
export interface Call extends Node {
  kind: 'call';
  callee: Expression;
  functionType: FunctionType;
  args: Expression[];
}
export interface Comma extends Node {
  kind: 'comma';
  left: Expression;
  right: Expression;
}
export interface StatementExpression extends Node {
  kind: 'statement-expression';
  body: Statement[];
  /** The value, when the last statement is an expression. */
  result?: Expression;
}
/** An object made on the spot; in a function it is initialised each time it is reached. */
export interface CompoundLiteral extends Node {
  kind: 'compound-literal';
  variable: Variable;
}
export interface LabelAddress extends Node {
  kind: 'label-address';
  label: Label;
}
export interface VaArg extends Node {
  kind: 'va-arg';
  /** Pointer to the va_list. */
  list: Expression;
}
/** Operations that have no syntax of C: see parser/builtins.ts for the names and their arguments. */
export interface Builtin extends Node {
  kind: 'builtin';
  name: string;
  args: Expression[];
}
/** Something wrong that has been reported. */
export interface ErrorExpression extends Node {
  kind: 'error';
}

export type Expression =
  | IntegerConstant
  | FloatConstant
  | StringLiteral
  | VariableReference
  | FunctionReference
  | MemberAccess
  | Dereference
  | AddressOf
  | Unary
  | Binary
  | PointerOffset
  | PointerDifference
  | Compare
  | Logical
  | Conditional
  | Assign
  | CompoundAssign
  | Increment
  | Cast
  | Call
  | Comma
  | StatementExpression
  | CompoundLiteral
  | LabelAddress
  | VaArg
  | Builtin
  | ErrorExpression;

export interface AsmOperand {
  name?: string;
  constraint: string;
  value: Expression;
  at: At;
}

export interface SwitchCase {
  low: bigint;
  high: bigint;
  target: CaseStatement;
}
export interface CaseStatement {
  kind: 'case';
  at: At;
  body: Statement;
}
export interface SwitchStatement {
  kind: 'switch';
  at: At;
  value: Expression;
  cases: SwitchCase[];
  default?: CaseStatement;
  body: Statement;
}

export type Statement =
  | { kind: 'expression'; at: At; expression: Expression }
  | { kind: 'declare'; at: At; variable: Variable; initialiser?: Initialiser }
  /** Evaluates the length of a variable length array into its hidden variable. */
  | { kind: 'vla-length'; at: At; variable: Variable; length: Expression }
  | { kind: 'block'; at: At; body: Statement[]; end: At }
  | { kind: 'if'; at: At; condition: Expression; then: Statement; otherwise?: Statement }
  | { kind: 'while'; at: At; condition: Expression; body: Statement }
  | { kind: 'do'; at: At; body: Statement; condition: Expression }
  | { kind: 'for'; at: At; init: Statement[]; condition?: Expression; step?: Expression; body: Statement }
  | SwitchStatement
  | CaseStatement
  | { kind: 'label'; at: At; label: Label; body: Statement }
  | { kind: 'goto'; at: At; label: Label }
  | { kind: 'computed-goto'; at: At; target: Expression }
  | { kind: 'break' | 'continue'; at: At }
  | { kind: 'return'; at: At; value?: Expression }
  | {
      kind: 'asm';
      at: At;
      template: string;
      volatile: boolean;
      outputs: AsmOperand[];
      inputs: AsmOperand[];
      clobbers: string[];
    }
  | { kind: 'empty'; at: At };

/** A translation unit, checked and ready to be lowered. */
export interface TranslationUnit {
  functions: FunctionSymbol[];
  /** Objects in static storage, block-scope ones included, in order. */
  variables: Variable[];
  asm: { text: string; at: At }[];
}
