/**
 * The parser's state: the tokens and where it stands, scopes, the function at hand. The grammar is in the other files
 * of this folder, as functions over this class; where they need each other in a circle they go through `grammar`.
 */
import type { MessageCode } from '../../messages/en';
import { KEYWORDS, Token } from '../lexer/token';
import type { Details, Params, Reporter } from '../report';
import type {
  At,
  Expression,
  FunctionBody,
  FunctionSymbol,
  Label,
  SwitchStatement,
  TranslationUnit,
  Variable,
} from '../tree';
import { Scope } from './scope';
import type { GrammarRules } from './shapes';

/** Thrown at a syntax error after it was reported; caught where the parser can start afresh. */
export class SyntaxFault extends Error {}

/** Thrown when a function began inside another whose end is missing: reading goes on at file scope. */
export class OuterEnded extends Error {}

/** What is known about the function whose body is being read. */
export interface FunctionContext {
  symbol: FunctionSymbol;
  labels: Map<string, Label>;
  /** __label__ declarations of the blocks around, innermost last. */
  localLabels: Map<string, Label>[];
  switches: SwitchStatement[];
  /** Types of the switched values, beside `switches`. */
  loops: number;
  breakable: number;
  usesVla: boolean;
  returnsTwice: boolean;
  locals: Variable[];
  body?: FunctionBody;
}

export type Grammar = GrammarRules<Parser>;

export class Parser {
  private index = 0;
  /** The token to be read next. */
  token: Token;
  /** The token read last. */
  previous: Token;
  scope = new Scope();
  fn?: FunctionContext;
  readonly unit: TranslationUnit = { functions: [], variables: [], asm: [] };
  /** Expressions that stood in parentheses of their own. */
  readonly parenthesised = new WeakSet<Expression>();
  /** Lengths of VLAs met in declarators, to be evaluated before the declaration takes effect. */
  pendingLengths: { variable: Variable; length: Expression; at: At }[] = [];
  /** Expression operands that are not evaluated (sizeof, typeof, _Alignof). */
  unevaluated = 0;
  /** See CompileOptions. */
  gnu89 = false;
  private readonly packStack: (number | undefined)[] = [undefined];
  private counter = 0;

  constructor(
    private readonly tokens: Token[],
    readonly report: Reporter,
    readonly grammar: Grammar,
  ) {
    for (const token of tokens) {
      if (token.kind !== 'identifier') continue;
      const plain = KEYWORDS.get(token.text);
      if (plain === undefined) continue;
      token.kind = 'keyword';
      token.text = plain;
    }
    this.token = tokens[0];
    this.previous = tokens[0];
    this.obeyPragmas();
  }

  /** The alignment limit of `#pragma pack` in force. */
  get pack(): number | undefined {
    return this.packStack[this.packStack.length - 1];
  }

  /** A number for things that need one of their own. */
  fresh(): number {
    return ++this.counter;
  }

  advance(): Token {
    const { token } = this;
    this.previous = token;
    if (token.kind !== 'end') {
      this.index++;
      this.token = this.tokens[this.index];
      if (this.token.kind === 'pragma') this.obeyPragmas();
    }
    return token;
  }

  /** The token `n` after the next one. */
  peek(n = 1): Token {
    let i = this.index;
    for (; n > 0 && i < this.tokens.length - 1; n--)
      do i++;
      while (this.tokens[i].kind === 'pragma');
    return this.tokens[i];
  }

  is(text: string): boolean {
    return this.token.text === text;
  }

  accept(text: string): boolean {
    if (this.token.text !== text) return false;
    this.advance();
    return true;
  }

  expect(text: string): Token {
    if (this.token.text === text) return this.advance();
    if (text === ';') return this.missingSemicolon();
    if (this.token.kind === 'end' && (text === '}' || text === ')')) {
      return this.fail('unexpected-end', this.token, { expected: text }, { hint: 'hint-missing-brace' });
    }
    const details: Details = text === ')' ? { hint: 'hint-close-paren' } : {};
    return this.fail('expected-token', this.token, { expected: text, found: this.spellToken() }, details);
  }

  /** A semicolon that is not there is reported after the last token, and reading goes on as if it were. */
  private missingSemicolon(): Token {
    const { previous } = this;
    const after = new Token('other', '', previous.file, previous.line, previous.column + previous.text.length);
    this.report.error('expected-semicolon', after, { found: this.spellToken() }, { hint: 'hint-semicolon' });
    const plausible = this.token.line !== previous.line || this.token.file !== previous.file || this.is('}');
    if (!plausible) throw new SyntaxFault();
    return this.token;
  }

  spellToken(): string {
    return this.token.kind === 'end' ? '<end of file>' : this.token.text;
  }

  fail(code: MessageCode, at: At, params: Params = {}, details: Details = {}): never {
    this.report.error(code, at, params, details);
    throw new SyntaxFault();
  }

  identifier(): Token {
    if (this.token.kind === 'identifier') return this.advance();
    return this.fail('expected-identifier', this.token, { found: this.spellToken() });
  }

  /** Skips to the end of the statement or block at hand: past `;`, or up to an unmatched `}`. */
  synchronise(): void {
    for (let depth = 0; this.token.kind !== 'end'; ) {
      if (this.is('{')) depth++;
      else if (this.is('}')) {
        if (depth === 0) return;
        depth--;
        if (depth === 0) {
          this.advance();
          return;
        }
      } else if (this.is(';') && depth === 0) {
        this.advance();
        return;
      }
      this.advance();
    }
  }

  /** Runs `body` in a scope of its own. */
  scoped<T>(body: () => T): T {
    const outer = this.scope;
    this.scope = new Scope(outer);
    try {
      return body();
    } finally {
      this.scope = outer;
    }
  }

  get atFileScope(): boolean {
    return this.fn === undefined;
  }

  private obeyPragmas(): void {
    while (this.token.kind === 'pragma') {
      this.applyPack(this.token.text);
      this.index++;
      this.token = this.tokens[this.index];
    }
  }

  /** #pragma pack: (n), (), (push), (push, n), (pop). */
  private applyPack(text: string): void {
    const number = /\b(?:1|2|4|8|16)\b/.exec(text);
    const value = number ? Number(number[0]) : undefined;
    const stack = this.packStack;
    if (/\bpop\b/.test(text)) {
      if (stack.length > 1) stack.pop();
    } else if (/\bpush\b/.test(text)) stack.push(value ?? this.pack);
    else stack[stack.length - 1] = value;
  }
}
