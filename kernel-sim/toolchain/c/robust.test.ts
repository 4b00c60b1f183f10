/**
 * Broken programs: the front end answers with diagnostics, in time, and never finds a mistake of its own.
 * Mutations are drawn from a fixed seed, which is printed when one fails.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CompileOptions } from '../types';
import { frontEnd } from './index';
import { scan } from './lexer/scan';

const PROGRAMS = join(import.meta.dirname, 'testing', 'programs');
const options: CompileOptions = { target: 'linux', include: () => undefined };
const codesOf = (text: string): string[] =>
  frontEnd.toIr({ path: 'a.c', text }, options).diagnostics.map((d) => d.code);

const INSERTED = (
  '{ } ( ) ; , * & struct int = [ ] sizeof case default: goto ... "x " \' /* 0x . -> ? : typedef static union _Generic( ({ ' +
  'asm( ## # _Alignas( -1 long double void return else @ \\ enum while'
).split(' ');

function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % limit;
  };
}

/** A program with a few tokens dropped, put in, moved, or the end cut off. */
function mutated(text: string, next: (limit: number) => number): string {
  const words = scan({ path: 'a.c', text }).map((t) => `${t.first ? '\n' : t.space ? ' ' : ''}${t.text}`);
  for (let k = 1 + next(4); k > 0; k--) {
    const at = next(words.length);
    const kind = next(8);
    if (kind < 3) words.splice(at, 1 + next(3));
    else if (kind < 5) words.splice(at, 0, ` ${INSERTED[next(INSERTED.length)]} `);
    else if (kind < 7) words[at] = words[next(words.length)];
    else words.splice(Math.max(1, at));
    if (words.length === 0) break;
  }
  return words.join('');
}

describe('bad input', () => {
  it('never brings out an error of our own', () => {
    const texts = readdirSync(PROGRAMS).map((name) => readFileSync(join(PROGRAMS, name), 'utf8'));
    for (let seed = 1; seed <= 300; seed++) {
      const next = random(seed);
      const source = mutated(texts[next(texts.length)], next);
      expect({ seed, internal: codesOf(source).filter((code) => code === 'internal-error') }).toEqual({
        seed,
        internal: [],
      });
    }
  });

  it.each([
    ['parentheses', `int x = ${'('.repeat(200_000)}`],
    ['braces', `int f(void) { ${'{'.repeat(200_000)}`],
    ['unary operators', `int x = ${'- '.repeat(200_000)}1;`],
    ['pointers', `int ${'*'.repeat(200_000)}x;`],
    ['declarators', `int ${'(*'.repeat(100_000)}x;`],
    ['a long sum', `int f(int a) { return ${'a + '.repeat(100_000)}a; }`],
    ['initialisers', `int x[] = ${'{'.repeat(200_000)}`],
    ['structs', 'struct { '.repeat(100_000)],
    ['conditionals', '#if 1\n'.repeat(100_000)],
    ['else if', `void f(int a) { ${'if (a) ; else '.repeat(50_000)} ; }`],
  ])('survives %s without end', (_name, text) => {
    const codes = codesOf(text);
    expect(codes).not.toContain('internal-error');
    expect(codes.length).toBeGreaterThan(0);
  });

  it.each([
    ['nothing', ''],
    ['a byte order mark', '\ufeffint x;'],
    ['only a backslash', '\\'],
    ['a lone quote', '"'],
    ['zero bytes', 'int x\0;'],
    ['lone surrogates', 'char *s = "\ud800";'],
    ['old line ends', 'int x;\r#define A 1\r\nint y = A;\r'],
  ])('survives %s', (_name, text) => {
    expect(codesOf(text)).not.toContain('internal-error');
  });
});
