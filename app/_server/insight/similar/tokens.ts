/**
 * C (and what else is handed in) cut into tokens for comparing, names and constants made alike. It knows less than the
 * compiler's own lexer, on purpose: half-finished text must be cut too, and a header's name is one token.
 */
export interface NormalToken {
  /** As written; comments and spaces are gone. */
  text: string;
  /** What is compared: names are `v`, numbers `n`, texts `s`; key words and marks are themselves. */
  kind: string;
  /** From 1. */
  line: number;
}

/** Words that say what a program does, not how its author calls things. */
const KEPT = new Set(
  (
    'auto break case char const continue default do double else enum extern float for goto if inline int long register ' +
    'return short signed sizeof static struct switch typedef union unsigned void volatile while asm typeof ' +
    'include define ifdef ifndef endif def import from lambda try except class elif print in not and or ' +
    'insmod rmmod cat echo grep'
  ).split(' '),
);

const TOKEN =
  /(?<space>\s+)|(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<text>"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)|(?<number>\.?\d(?:[eEpP][+-]|[\w.])*)|(?<word>[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*)|(?<mark><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|.)/gsu;

export function tokensOf(text: string): NormalToken[] {
  const tokens: NormalToken[] = [];
  let line = 1;
  for (const match of text.matchAll(TOKEN)) {
    const [whole] = match;
    const { space, comment, text: string, number, word } = match.groups ?? {};
    if (space === undefined && comment === undefined) {
      tokens.push({ text: whole, kind: string ? 's' : number ? 'n' : word ? kindOf(word) : whole, line });
    }
    for (const c of whole) if (c === '\n') line += 1;
  }
  return tokens;
}

const kindOf = (word: string): string => (KEPT.has(word) ? word : 'v');
