/**
 * Translation phases 2 and 3 (C11 5.1.1.2): line splicing, comments, and the cut into preprocessing tokens.
 * The scanner never fails: what is not a token becomes one of kind `other`, and the preprocessor complains
 * only if it is not in a skipped group.
 */
import type { SourceFile } from '../../types';
import { Token, type TokenKind } from './token';

/** Longest first within each first character (C11 6.4.6, with digraphs). */
const PUNCTUATORS: ReadonlyMap<string, readonly string[]> = groupByFirst(
  '... << >> <<= >>= -> ++ -- && || <= >= == != += -= *= /= %= &= ^= |= ## <: :> <% %> %: %:%: [ ] ( ) { } . & * + - ~ ! / % < > ^ | ? : ; = , #',
);
const DIGRAPHS: ReadonlyMap<string, string> = new Map([
  ['<:', '['],
  [':>', ']'],
  ['<%', '{'],
  ['%>', '}'],
  ['%:', '#'],
  ['%:%:', '##'],
]);

function groupByFirst(list: string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const text of list.split(' ').sort((a, b) => b.length - a.length)) {
    groups.set(text[0], [...(groups.get(text[0]) ?? []), text]);
  }
  return groups;
}

const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isIdentifierStart = (c: number): boolean =>
  (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c === 36 || c >= 0x80;
const isIdentifierPart = (c: number): boolean => isIdentifierStart(c) || isDigit(c);

/** Text with spliced lines joined, and where the joints are (offsets in the joined text). */
function splice(raw: string): { text: string; joints: number[] } {
  const text = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
  if (!text.includes('\\\n')) return { text, joints: [] };
  const pieces = text.split('\\\n');
  const joints: number[] = [];
  let length = 0;
  for (const piece of pieces.slice(0, -1)) {
    length += piece.length;
    joints.push(length);
  }
  return { text: pieces.join(''), joints };
}

/** Cuts a file into preprocessing tokens; the last is of kind `end`. */
export function scan(source: SourceFile): Token[] {
  return new Scanner(source).run();
}

class Scanner {
  private readonly text: string;
  private readonly joints: number[];
  private joint = 0;
  private at = 0;
  private line = 1;
  private lineStart = 0;
  private space = false;
  private first = true;
  private readonly tokens: Token[] = [];

  constructor(private readonly source: SourceFile) {
    const { text, joints } = splice(source.text.charCodeAt(0) === 0xfeff ? source.text.slice(1) : source.text);
    this.text = text;
    this.joints = joints;
  }

  run(): Token[] {
    while (this.skipBlank()) this.token();
    this.first = true;
    this.push('end', this.at);
    return this.tokens;
  }

  /** Skips white space and comments; false at the end of the file. */
  private skipBlank(): boolean {
    const { text } = this;
    for (;;) {
      const c = text.charCodeAt(this.at);
      if (c === 10) this.newline(this.at++);
      else if (c === 32 || c === 9 || c === 11 || c === 12) this.at++;
      else if (c === 47 && text.charCodeAt(this.at + 1) === 47) this.skipLineComment();
      else if (c === 47 && text.charCodeAt(this.at + 1) === 42) this.skipBlockComment();
      else return this.at < text.length;
      this.space = true;
    }
  }

  private newline(position: number): void {
    this.catchUp(position);
    this.line++;
    this.lineStart = position + 1;
    this.first = true;
  }

  /** Counts the lines that were joined before `position`. */
  private catchUp(position: number): void {
    while (this.joint < this.joints.length && this.joints[this.joint] <= position) {
      this.line++;
      this.lineStart = this.joints[this.joint++];
    }
  }

  private skipLineComment(): void {
    const end = this.text.indexOf('\n', this.at);
    this.at = end < 0 ? this.text.length : end;
  }

  private skipBlockComment(): void {
    const start = this.at;
    const end = this.text.indexOf('*/', start + 2);
    if (end < 0) {
      this.push('other', start, '/*');
      this.at = this.text.length;
      return;
    }
    for (let i = this.text.indexOf('\n', start); i >= 0 && i < end; i = this.text.indexOf('\n', i + 1)) {
      const { first } = this;
      this.newline(i);
      // A comment that spans lines does not end the line it began on, but `first` is only read for `#`.
      this.first = first || this.first;
    }
    this.at = end + 2;
  }

  private push(kind: TokenKind, start: number, text = this.text.slice(start, this.at)): void {
    this.catchUp(start);
    const token = new Token(kind, text, this.source.path, this.line, start - this.lineStart + 1);
    token.space = this.space;
    token.first = this.first;
    this.space = false;
    this.first = false;
    this.tokens.push(token);
  }

  private token(): void {
    const start = this.at;
    const c = this.text.charCodeAt(start);
    if (isIdentifierStart(c)) {
      this.identifierOrPrefixed(start);
      return;
    }
    if (isDigit(c) || (c === 46 && isDigit(this.text.charCodeAt(start + 1)))) {
      this.number(start);
      return;
    }
    if (c === 34 || c === 39) {
      this.quoted(start, start);
      return;
    }
    this.punctuator(start);
  }

  private identifierOrPrefixed(start: number): void {
    const { text } = this;
    let i = start + 1;
    while (isIdentifierPart(text.charCodeAt(i))) i++;
    const c = text.charCodeAt(i);
    if ((c === 34 || c === 39) && i - start <= 2 && /^(?:L|u8|u|U)$/.test(text.slice(start, i))) {
      this.quoted(start, i);
      return;
    }
    this.at = i;
    this.push('identifier', start);
  }

  /** pp-number: digits, letters, points, and a sign after e, E, p, P (C11 6.4.8). */
  private number(start: number): void {
    const { text } = this;
    let i = start + 1;
    for (;;) {
      const c = text.charCodeAt(i);
      const previous = text.charCodeAt(i - 1) | 32;
      if (isIdentifierPart(c) || c === 46) i++;
      else if ((c === 43 || c === 45) && (previous === 101 || previous === 112)) i++;
      else break;
    }
    this.at = i;
    this.push('number', start);
  }

  private quoted(start: number, quoteAt: number): void {
    const { text } = this;
    const quote = text.charCodeAt(quoteAt);
    let i = quoteAt + 1;
    for (;;) {
      const c = text.charCodeAt(i);
      if (c === quote) break;
      if (c === 10 || i >= text.length) {
        this.at = i;
        this.push('other', start);
        return;
      }
      i += c === 92 && text.charCodeAt(i + 1) !== 10 ? 2 : 1;
    }
    this.at = i + 1;
    this.push(quote === 34 ? 'string' : 'char', start);
  }

  private punctuator(start: number): void {
    for (const candidate of PUNCTUATORS.get(this.text[start]) ?? []) {
      if (!this.text.startsWith(candidate, start)) continue;
      this.at = start + candidate.length;
      this.push('punctuator', start, DIGRAPHS.get(candidate) ?? candidate);
      return;
    }
    this.at = start + 1;
    this.push('other', start);
  }
}
