import { expect, it } from 'vitest';
import { compareSubmissions } from './differences';

const code = (text: string, path = 'main.c') => ({ kind: 'code' as const, files: [{ path, text }] });
const rows = (a: string, b: string) =>
  compareSubmissions(code(a), code(b))?.[0].rows.map(({ kind, left, right, change, folded }) => [
    kind,
    left?.line ?? 0,
    right?.line ?? 0,
    change ?? folded ?? 0,
  ]);

it('puts what went and what came beside each other, with the numbers of both', () => {
  expect(rows('a\nb\nc\n', 'a\nB\nnew\nc\n')).toEqual([
    ['same', 1, 1, 0],
    ['changed', 2, 2, 1],
    ['added', 0, 3, 0],
    ['same', 3, 4, 0],
  ]);
});

it('numbers changes, and folds long equal stretches', () => {
  const same = Array.from({ length: 20 }, (_, n) => `l${n}`).join('\n');
  const found = rows(`x\n${same}\ny\n`, `X\n${same}\n`);
  expect(found?.filter(([kind]) => kind === 'fold')).toEqual([['fold', 0, 0, 14]]);
  expect(found?.[0]).toEqual(['changed', 1, 1, 1]);
  expect(found?.at(-1)).toEqual(['removed', 22, 0, 2]);
});

it('has nothing to say of equal texts and of different kinds; a file that is only in one is all new', () => {
  expect(compareSubmissions(code('a\n'), code('a\n'))?.[0].changes).toBe(0);
  expect(compareSubmissions(code('a'), { kind: 'order', order: ['x'] })).toBeNull();
  const two = compareSubmissions(code('a\n'), { kind: 'code', files: [{ path: 'b.c', text: 'b\n' }] });
  expect(two?.map(({ path, changes }) => [path, changes])).toEqual([
    ['main.c', 1],
    ['b.c', 1],
  ]);
});
