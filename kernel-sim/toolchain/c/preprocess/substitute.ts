/**
 * Macro substitution (C11 6.10.3.1 to 6.10.3.3): arguments into the body, `#` and `##`, with GNU's
 * `, ## __VA_ARGS__` and C2x's `__VA_OPT__`.
 */
import { scan } from '../lexer/scan';
import { Token } from '../lexer/token';
import type { Reporter } from '../report';
import { type Macro, VA_ARGS } from './macro';

export interface Argument {
  raw: Token[];
  /** Fully macro-expanded; computed when first wanted. */
  expanded: () => Token[];
}

const isPunctuator = (token: Token | undefined, text: string): boolean =>
  token !== undefined && token.kind === 'punctuator' && token.text === text;

/** A placemarker (6.10.3.3p2): stands for an empty argument beside `##`. */
const placemarker = (at: Token): Token => new Token('other', '', at.file, at.line, at.column);
const isPlacemarker = (token: Token): boolean => token.kind === 'other' && token.text === '';

/** The body of a macro with its arguments put in, as if written at `at`. */
export function substitute(macro: Macro, args: Argument[], at: Token, report: Reporter): Token[] {
  const out = new Substitution(macro, args, at, report).run(macro.body).filter((token) => !isPlacemarker(token));
  if (out.length > 0) out[0].space = at.space;
  return out;
}

class Substitution {
  constructor(
    private readonly macro: Macro,
    private readonly args: Argument[],
    private readonly at: Token,
    private readonly report: Reporter,
  ) {}

  run(body: Token[]): Token[] {
    const out: Token[] = [];
    for (let i = 0; i < body.length; i++) {
      const token = body[i];
      if (this.macro.params && isPunctuator(token, '#') && body[i + 1]) {
        out.push(this.stringified(body[++i], token));
      } else if (isPunctuator(token, '##') && out.length > 0 && body[i + 1]) {
        i = this.pasteNext(out, body, i);
      } else if (token.text === '__VA_OPT__' && this.macro.variadic && isPunctuator(body[i + 1], '(')) {
        const end = matchingParen(body, i + 1);
        if (this.hasVariadic()) out.push(...this.run(body.slice(i + 2, end)));
        else out.push(placemarker(this.at));
        i = end;
      } else out.push(...this.plain(token, isPunctuator(body[i + 1], '##')));
    }
    return out;
  }

  private argumentOf(token: Token): Argument | undefined {
    const index = token.kind === 'identifier' ? this.macro.params?.get(token.text) : undefined;
    return index === undefined ? undefined : this.args[index];
  }

  private hasVariadic(): boolean {
    return (this.args[this.args.length - 1]?.expanded().length ?? 0) > 0;
  }

  /** A token of the body: itself, or its argument (raw beside `##`). */
  private plain(token: Token, beforePaste: boolean): Token[] {
    const argument = this.argumentOf(token);
    if (!argument) return [token.movedTo(this.at)];
    const tokens = beforePaste ? argument.raw : argument.expanded();
    if (tokens.length === 0) return [placemarker(this.at)];
    return tokens.map((each, i) => {
      const copy = each.movedTo(each);
      if (i === 0) copy.space = token.space;
      return copy;
    });
  }

  private stringified(parameter: Token, hash: Token): Token {
    const argument = this.argumentOf(parameter);
    const made = new Token('string', stringify(argument?.raw ?? []), this.at.file, this.at.line, this.at.column);
    made.space = hash.space;
    return made;
  }

  /** Handles `##` at body[i]: joins the last token put out with the next. Returns the index of what was used. */
  private pasteNext(out: Token[], body: Token[], i: number): number {
    const right = body[i + 1];
    const last = out[out.length - 1];
    const argument = this.argumentOf(right);
    if (argument && isPunctuator(last, ',') && this.isVariadicParameter(right)) {
      if (argument.raw.length === 0) out.pop();
      else out.push(...this.plain(right, false));
      return i + 1;
    }
    const tokens = argument ? argument.raw.map((t) => t.movedTo(t)) : [right.movedTo(this.at)];
    if (tokens.length === 0) return i + 1;
    out.pop();
    out.push(...this.paste(last, tokens[0]), ...tokens.slice(1));
    return i + 1;
  }

  private isVariadicParameter(token: Token): boolean {
    const { macro } = this;
    return macro.variadic && (token.text === VA_ARGS || macro.params?.get(token.text) === this.args.length - 1);
  }

  private paste(left: Token, right: Token): Token[] {
    if (isPlacemarker(left)) return [right];
    if (isPlacemarker(right)) return [left];
    const text = left.text + right.text;
    const made = scan({ path: left.file, text });
    if (made.length !== 2 || text.startsWith('//') || text.startsWith('/*')) {
      this.report.error('bad-paste', this.at, { left: left.text, right: right.text });
      return [left, right];
    }
    const token = made[0].movedTo(this.at);
    token.space = left.space;
    return [token];
  }
}

function matchingParen(tokens: Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    if (isPunctuator(tokens[i], '(')) depth++;
    else if (isPunctuator(tokens[i], ')') && --depth === 0) return i;
  }
  return tokens.length;
}

/** 6.10.3.2: the spelling of the argument as a string literal. */
export function stringify(tokens: Token[]): string {
  let text = '';
  tokens.forEach((token, i) => {
    if (i > 0 && token.space) text += ' ';
    text += token.kind === 'string' || token.kind === 'char' ? token.text.replace(/["\\]/g, '\\$&') : token.text;
  });
  return `"${text}"`;
}
