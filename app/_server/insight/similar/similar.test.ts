/** Made pairs: what must be found whatever was renamed or moved, and what must not be found. */
import { describe, expect, it } from 'vitest';
import { compareAll, evidenceOf, type Handed } from './compare';
import { tokensOf } from './tokens';
import { K, W, winnow } from './winnow';

const STARTER = `#include <stdio.h>
#include <unistd.h>
#include <fcntl.h>

/* Copies a file. */
int main(int argc, char **argv)
{
\tif (argc < 3) {
\t\tfprintf(stderr, "usage: copy FROM TO\\n");
\t\treturn 1;
\t}
\treturn 0;
}
`;

const ORIGINAL = `#include <stdio.h>
#include <unistd.h>
#include <fcntl.h>

static long write_all(int fd, const char *buf, long n)
{
\tlong done = 0;
\twhile (done < n) {
\t\tlong got = write(fd, buf + done, n - done);
\t\tif (got < 0)
\t\t\treturn -1;
\t\tdone += got;
\t}
\treturn done;
}

static int copy(int from, int to)
{
\tchar buf[4096];
\tfor (;;) {
\t\tlong n = read(from, buf, sizeof buf);
\t\tif (n == 0)
\t\t\treturn 0;
\t\tif (n < 0 || write_all(to, buf, n) != n)
\t\t\treturn 1;
\t}
}

/* Copies a file. */
int main(int argc, char **argv)
{
\tif (argc < 3) {
\t\tfprintf(stderr, "usage: copy FROM TO\\n");
\t\treturn 1;
\t}
\tint in = open(argv[1], O_RDONLY);
\tint out = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
\tif (in < 0 || out < 0) {
\t\tperror("open");
\t\treturn 1;
\t}
\treturn copy(in, out);
}
`;

/** Names, comments, spaces and constants changed; nothing else. */
const RENAMED = ORIGINAL.replaceAll('write_all', 'put_everything')
  .replaceAll(/\bcopy\b(?=\()/g, 'transfer')
  .replaceAll(/\bdone\b/g, 'written')
  .replaceAll(/\bgot\b/g, 'chunk')
  .replaceAll(/\bbuf\b/g, 'memory')
  .replaceAll('4096', '8192')
  .replaceAll('\t', '    ')
  .replaceAll('{\n', '{ // begin\n');

/** The two functions change places. */
const REORDERED = (() => {
  const second = ORIGINAL.indexOf('static int copy');
  const main = ORIGINAL.indexOf('/* Copies');
  const first = ORIGINAL.indexOf('static long');
  const declared = 'static long write_all(int fd, const char *buf, long n);\n';
  return (
    ORIGINAL.slice(0, first) +
    declared +
    ORIGINAL.slice(second, main) +
    ORIGINAL.slice(first, second) +
    ORIGINAL.slice(main)
  );
})();

/** The same task, thought out by somebody else. */
const INDEPENDENT = `#include <stdio.h>
#include <unistd.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <stdlib.h>

/* Copies a file. */
int main(int argc, char **argv)
{
\tif (argc < 3) {
\t\tfprintf(stderr, "usage: copy FROM TO\\n");
\t\treturn 1;
\t}
\tstruct stat st;
\tint src = open(argv[1], 0), dst;
\tif (src == -1 || fstat(src, &st) == -1)
\t\texit(EXIT_FAILURE);
\tchar *whole = malloc(st.st_size);
\tsize_t have = 0;
\tdo {
\t\tssize_t r = pread(src, &whole[have], st.st_size - have, have);
\t\thave = have + r;
\t} while (have != (size_t)st.st_size);
\tdst = creat(argv[2], st.st_mode);
\tfor (char *p = whole, *end = whole + have; p != end; )
\t\tp += write(dst, p, end - p);
\tfree(whole);
\tclose(src);
\tclose(dst);
\treturn 0;
}
`;

const handed = (id: string, text: string): Handed => ({ id, files: [{ path: 'main.c', text }] });
const starter = [{ path: 'main.c', text: STARTER }];
const scoreOf = (a: string, b: string) => compareAll([handed('a', a), handed('b', b)], starter).pairs[0]?.score ?? 0;

describe('tokens', () => {
  it('keep what the program does and forget how it is written', () => {
    const kinds = (text: string) => tokensOf(text).map((token) => token.kind);
    expect(kinds('int x = 0x1f; // why\nf("a b", \'c\')')).toEqual(kinds('int  much=31;/* how */f("", \'\\n\')'));
    expect(kinds('a->b <<= 1.5e-3')).toEqual(['v', '->', 'v', '<<=', 'n']);
    expect(tokensOf('a\n\n  b /*\n*/ c').map((token) => token.line)).toEqual([1, 3, 4]);
  });
  it('cut what is not C, or not finished, as well', () => {
    expect(() => tokensOf('"open /* \\ \u{1f600} 名前 = "')).not.toThrow();
    expect(tokensOf('名前 = 1')).toHaveLength(3);
  });
});

describe('winnowing', () => {
  const numbers = (n: number, from = 0) =>
    Array.from({ length: n }, (_, i) => `f${'+-*/'[(i * i + from) % 4]}(${i % 3 ? 'x' : '1'});`).join('\n');
  it('chooses at least one fingerprint of every window', () => {
    const tokens = tokensOf(numbers(80));
    const at = winnow(tokens).map((print) => print.at);
    expect(at[0]).toBeLessThan(W);
    for (let n = 1; n < at.length; n += 1) expect(at[n] - at[n - 1]).toBeLessThanOrEqual(W);
  });
  it('finds any common piece of K + W − 1 tokens, wherever it stands', () => {
    const piece = tokensOf(ORIGINAL).slice(40, 40 + K + W - 1);
    const around = (before: string, after: string) => [...tokensOf(before), ...piece, ...tokensOf(after)];
    const first = new Set(winnow(around('a = b;', 'c++;')).map((print) => print.hash));
    const second = winnow(around('while (1) { go(); }', '')).filter((print) => first.has(print.hash));
    expect(second.length).toBeGreaterThan(0);
  });
  it('of a text shorter than a piece says nothing', () => {
    expect(winnow(tokensOf('int x;'))).toEqual([]);
  });
});

describe('a pair', () => {
  it('with other names, constants, comments and spaces is the same text', () => {
    expect(scoreOf(ORIGINAL, RENAMED)).toBe(1);
  });
  it('with functions in another order has nearly everything in common', () => {
    expect(scoreOf(ORIGINAL, REORDERED)).toBeGreaterThan(0.8);
  });
  it('of independent solutions of one task is not named', () => {
    expect(scoreOf(ORIGINAL, INDEPENDENT)).toBe(0);
  });
  it('that has only the starter in common is not named', () => {
    const short = (body: string) => STARTER.replace('\treturn 0;', body);
    expect(compareAll([handed('a', STARTER), handed('b', short('\treturn 2;'))], starter)).toMatchObject({
      pairs: [],
      tooShort: 2,
    });
  });
  it('is not named for what a large part of the class has', () => {
    const own = (n: number) =>
      `${ORIGINAL}\nint own_${n}(void) { ${'x = x + 1; '.repeat(n)} return x ${'*&|-'[n % 4]} ${n}; }\n`;
    const everybody = Array.from({ length: 12 }, (_, n) => handed(String(n), own(n + 1)));
    expect(compareAll(everybody, starter).pairs).toEqual([]);
  });
});

it('pairs are ranked, the most alike first', () => {
  const half =
    ORIGINAL.slice(0, ORIGINAL.indexOf('static int copy')) + INDEPENDENT.slice(INDEPENDENT.indexOf('/* Copies'));
  const { pairs } = compareAll([handed('o', ORIGINAL), handed('h', half), handed('r', RENAMED)], starter);
  expect(pairs[0]).toMatchObject({ a: 'o', b: 'r', score: 1 });
  for (let n = 1; n < pairs.length; n += 1) expect(pairs[n].score).toBeLessThanOrEqual(pairs[n - 1].score);
});

it('evidence marks the same pieces on both sides, and none of the starter', () => {
  const { a, b, score } = evidenceOf(handed('a', ORIGINAL), handed('b', REORDERED), starter);
  expect(score).toBeGreaterThan(0.8);
  const lineOf = (file: typeof a, text: string) => file[0].text.split('\n').findIndex((line) => line.includes(text));
  const markOf = (file: typeof a, text: string) => file[0].marks[lineOf(file, text)];
  expect(markOf(a, 'long got')).toBeGreaterThan(0);
  expect(markOf(a, 'long got')).toBe(markOf(b, 'long got'));
  expect(markOf(a, '#include <stdio.h>')).toBe(0);
});
