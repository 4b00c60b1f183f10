/** "Did you mean": the nearest name that is visible, and the header of a library name. */
import { KEYWORDS } from '../lexer/token';
import type { Details } from '../report';
import { headerOf } from './known-functions';
import type { Parser } from './parser';

/** Edits (insert, delete, change, swap of neighbours) from one word to another, up to `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    before = last;
    last = row;
  }
  return last[b.length];
}

/** The candidate nearest to `name`, if it is near enough to be meant. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  // A name of one letter is like every other.
  const limit = name.length <= 2 ? name.length - 1 : Math.min(3, Math.max(1, Math.floor(name.length / 3)));
  let best: string | undefined;
  let distance = limit + 1;
  for (const candidate of candidates) {
    if (candidate === name || (candidate.startsWith('__') && !name.startsWith('__'))) continue;
    const d = editDistance(name, candidate, limit);
    if (d < distance && d < Math.max(candidate.length, 2)) {
      best = candidate;
      distance = d;
    }
  }
  return best;
}

/** What people write who come from another language, and what C calls it. */
const FOREIGN: Readonly<Record<string, string>> = {
  string: 'char *',
  String: 'char *',
  boolean: '_Bool',
  byte: 'unsigned char',
  uint: 'unsigned int',
  ulong: 'unsigned long',
  null: 'NULL',
  nullptr: 'NULL',
  None: 'NULL',
  True: 'true',
  False: 'false',
  print: 'printf',
  println: 'puts',
};

function foreign(name: string): string | undefined {
  return Object.hasOwn(FOREIGN, name) ? FOREIGN[name] : undefined;
}

/** The hint for a name that is not declared. */
export function suggestName(p: Parser, name: string): Details {
  const header = headerOf(name);
  if (header) return { hint: 'hint-include', hintParams: { header, name } };
  const similar = foreign(name) ?? nearest(name, p.scope.visibleNames());
  return similar === undefined ? {} : { hint: 'hint-did-you-mean', hintParams: { name: similar } };
}

/** The hint for a type name that is not declared: also keywords and forgotten `struct`. */
export function suggestType(p: Parser, name: string): Details {
  const tag = p.scope.findTag(name);
  if (tag) {
    const word = tag.kind === 'enum' ? 'enum' : tag.declaration.union ? 'union' : 'struct';
    return { hint: 'hint-did-you-mean', hintParams: { name: `${word} ${name}` } };
  }
  const header = headerOf(name);
  if (header) return { hint: 'hint-include', hintParams: { header, name } };
  const types = [...p.scope.visibleNames()].filter((each) => p.scope.find(each)?.kind === 'typedef');
  const similar = foreign(name) ?? nearest(name, [...KEYWORDS.values(), ...types]);
  return similar === undefined ? {} : { hint: 'hint-did-you-mean', hintParams: { name: similar } };
}
