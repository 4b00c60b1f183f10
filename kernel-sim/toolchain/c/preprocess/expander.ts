/**
 * Rescanning and macro replacement (C11 6.10.3.4), in the way of GCC's cpplib: a stack of contexts, each the
 * replacement of one macro that stays disabled until its context is read to the end. A name that is met while
 * its macro is disabled is painted and never expanded again.
 */
import { Token } from '../lexer/token';
import type { Reporter } from '../report';
import type { Macro } from './macro';
import { type Argument, substitute } from './substitute';

interface Context {
  tokens: Token[];
  next: number;
  macro?: Macro;
}

/** Tokens that all expansions of one run may produce: a bomb of nested macros ends here. */
const EXPANSION_LIMIT = 3_000_000;

export class Expander {
  private contexts: Context[] = [];
  private readonly disabled = new Set<Macro>();
  private isolated = false;
  private produced = 0;
  private readonly stop: Token;

  /** `readFile` gives the file's next token, directives already obeyed; kind `end` at its end. */
  constructor(
    private readonly macros: Map<string, Macro>,
    private readonly report: Reporter,
    private readonly readFile: () => Token,
    private readonly unreadFile: (token: Token) => void,
  ) {
    this.stop = new Token('end', '', '', 0, 0);
  }

  /** The next token with all macros expanded; kind `end` when there is none left. */
  next(): Token {
    const token = this.expanded();
    if (!this.spaceOwed || token.kind === 'end') return token;
    this.spaceOwed = false;
    if (token.space) return token;
    const spaced = token.movedTo(token);
    spaced.space = true;
    spaced.first = token.first;
    return spaced;
  }

  /** A macro that expanded to nothing leaves the white space before it to what follows. */
  private spaceOwed = false;

  private expanded(): Token {
    for (;;) {
      const token = this.read();
      if (token.kind !== 'identifier' || token.painted) return token;
      const macro = this.macros.get(token.text);
      if (!macro) return token;
      if (this.disabled.has(macro)) {
        const painted = token.movedTo(token);
        painted.painted = true;
        painted.first = token.first;
        return painted;
      }
      if (!this.enter(macro, token)) return token;
    }
  }

  /** Expands a list of tokens on its own, as an argument or the line of an `#if`. */
  expandList(tokens: Token[]): Token[] {
    const saved = this.contexts;
    const wasIsolated = this.isolated;
    this.contexts = [{ tokens, next: 0 }];
    this.isolated = true;
    const out: Token[] = [];
    for (let token = this.next(); token.kind !== 'end'; token = this.next()) out.push(token);
    this.contexts = saved;
    this.isolated = wasIsolated;
    this.spaceOwed = false;
    return out;
  }

  private read(): Token {
    while (this.contexts.length > 0) {
      const top = this.contexts[this.contexts.length - 1];
      if (top.next < top.tokens.length) return top.tokens[top.next++];
      this.contexts.pop();
      if (top.macro) this.disabled.delete(top.macro);
    }
    return this.isolated ? this.stop : this.readFile();
  }

  private unread(token: Token): void {
    if (token.kind === 'end') return;
    const top = this.contexts[this.contexts.length - 1];
    if (top) top.next--;
    else this.unreadFile(token);
  }

  /** Puts the replacement of `macro` before what is read next; false if it is function-like and no `(` follows. */
  private enter(macro: Macro, name: Token): boolean {
    if (macro.dynamic) {
      this.push([macro.dynamic(name)]);
      return true;
    }
    let args: Argument[] = [];
    if (macro.params) {
      const open = this.read();
      if (open.kind !== 'punctuator' || open.text !== '(') {
        this.unread(open);
        return false;
      }
      const read = this.readArguments(macro, name);
      if (!read) return true;
      args = read;
    }
    const replacement = substitute(macro, args, name, this.report);
    this.produced += replacement.length + 1;
    if (this.produced > EXPANSION_LIMIT) this.report.fatal('macro-expansion-too-large', name, { name: macro.name });
    if (replacement.length === 0 && name.space) this.spaceOwed = true;
    this.push(replacement, macro);
    return true;
  }

  private push(tokens: Token[], macro?: Macro): void {
    this.contexts.push({ tokens, next: 0, macro });
    if (macro) this.disabled.add(macro);
  }

  private readArguments(macro: Macro, name: Token): Argument[] | undefined {
    const wanted = macro.params?.size ?? 0;
    const lists: Token[][] = [[]];
    for (let depth = 0; ; ) {
      const token = this.read();
      if (token.kind === 'end') {
        this.unread(token);
        this.report.error('unterminated-macro-call', name, { name: macro.name });
        return undefined;
      }
      if (token.kind === 'punctuator') {
        if (token.text === '(') depth++;
        else if (token.text === ')' && depth-- === 0) break;
        else if (token.text === ',' && depth === 0 && !(macro.variadic && lists.length === wanted)) {
          lists.push([]);
          continue;
        }
      }
      lists[lists.length - 1].push(this.spaced(token));
    }
    return this.checkedArguments(macro, name, lists, wanted);
  }

  /** A line break inside an argument counts as white space. */
  private spaced(token: Token): Token {
    if (!token.first || token.space) return token;
    token.space = true;
    return token;
  }

  private checkedArguments(macro: Macro, name: Token, lists: Token[][], wanted: number): Argument[] | undefined {
    if (wanted === 0 && lists.length === 1 && lists[0].length === 0) return [];
    if (macro.variadic && lists.length === wanted - 1) lists.push([]);
    if (lists.length !== wanted) {
      this.report.error('macro-argument-count', name, { name: macro.name, expected: wanted, given: lists.length });
      return undefined;
    }
    return lists.map((raw) => {
      let expanded: Token[] | undefined;
      return {
        raw,
        expanded: () => {
          expanded ??= this.expandList(raw);
          return expanded;
        },
      };
    });
  }
}
