/**
 * Tokens, from the preprocessor's first look at a file to the parser (C11 6.4).
 * One class, so that the engine sees one shape; a token is also a position that diagnostics can mark.
 */
export type TokenKind =
  | 'identifier'
  | 'keyword'
  | 'number'
  | 'string'
  | 'char'
  | 'punctuator'
  /** A stray character, or a quote that is not closed on its line. */
  | 'other'
  /** A `#pragma` that the parser must know; its words are in `text`. */
  | 'pragma'
  | 'end';

export class Token {
  /** White space came before it. */
  space = false;
  /** First on its line. */
  first = false;
  /** Names a macro that was being expanded when it was met: never expanded again (C11 6.10.3.4). */
  painted = false;

  constructor(
    public kind: TokenKind,
    public text: string,
    public file: string,
    public line: number,
    public column: number,
  ) {}

  /** The same token as if written where `at` is. */
  movedTo(at: Token): Token {
    const copy = new Token(this.kind, this.text, at.file, at.line, at.column);
    copy.space = this.space;
    copy.painted = this.painted;
    return copy;
  }
}

/** Keyword → its plain spelling: GNU's alternative spellings are the same keyword. */
export const KEYWORDS: ReadonlyMap<string, string> = new Map(
  [
    'auto break case char const continue default do double else enum extern float for goto if inline int long',
    'register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while',
    '_Alignas _Alignof _Atomic _Bool _Complex _Generic _Imaginary _Noreturn _Static_assert _Thread_local',
    'asm typeof __attribute__ __extension__ __builtin_va_arg __builtin_offsetof __builtin_types_compatible_p',
    '__builtin_choose_expr __int128 __label__ __auto_type',
  ]
    .join(' ')
    .split(' ')
    .map((word): [string, string] => [word, word])
    .concat([
      ['__alignof__', '_Alignof'],
      ['__alignof', '_Alignof'],
      ['__asm__', 'asm'],
      ['__asm', 'asm'],
      ['__attribute', '__attribute__'],
      ['__const', 'const'],
      ['__const__', 'const'],
      ['__inline', 'inline'],
      ['__inline__', 'inline'],
      ['__restrict', 'restrict'],
      ['__restrict__', 'restrict'],
      ['__signed__', 'signed'],
      ['__signed', 'signed'],
      ['__thread', '_Thread_local'],
      ['__typeof__', 'typeof'],
      ['__typeof', 'typeof'],
      ['__volatile__', 'volatile'],
      ['__volatile', 'volatile'],
      ['__complex__', '_Complex'],
      ['__int128_t', '__int128'],
      ['__uint128_t', '__int128'],
    ]),
);
