import { describe, expect, it } from 'vitest';
import type { MatrixAnswer, MatrixPerson } from '@/app/_shared/insight';
import {
  columnsShown,
  type Filters,
  filtersFrom,
  NO_FILTERS,
  NO_GROUP,
  notPassed,
  peopleShown,
  queryOf,
} from './choose';

const person = (id: string, cells: string, over: Partial<MatrixPerson> = {}): MatrixPerson => ({
  id,
  name: id,
  email: `${id}@example.org`,
  group: -1,
  seen: null,
  cells,
  tries: cells.replaceAll(/[a-z]/g, '4').replaceAll('.', '0'),
  ...over,
});
const matrix: MatrixAnswer = {
  classId: 'c',
  exercises: ['e0', 'e1', 'e2'],
  groups: [{ id: 'g', name: 'G' }],
  assignments: [{ id: 'a', kind: 'lesson', targetId: 'l', columns: [1, 2] }],
  people: [
    person('ada', 'vvt', { seen: 2, group: 0 }),
    person('bob', 'tm.', { seen: 9, tries: '92' + '0' }),
    person('ＣＡＲＬ', 'p..', { seen: 5 }),
    person('dora', '...'),
  ],
};
const chapters = new Map([
  ['e0', 1],
  ['e1', 1],
  ['e2', 2],
]);
const shown = (part: Partial<Filters>) => {
  const filters = { ...NO_FILTERS, ...part };
  const columns = columnsShown(matrix, chapters, filters);
  return { columns: columns.map((one) => one.column), people: peopleShown(matrix, columns, filters) };
};
const names = (part: Partial<Filters>) => shown(part).people.map((one) => one.id);

describe('the matrix shows', () => {
  it('everybody in the order of the server without filters', () => {
    expect(shown({}).columns).toEqual([0, 1, 2]);
    expect(names({})).toEqual(['ada', 'bob', 'ＣＡＲＬ', 'dora']);
  });
  it('columns of a chapter, of an assignment, of both; what was passed is counted in these', () => {
    expect(shown({ chapter: '1' }).columns).toEqual([0, 1]);
    expect(shown({ assignment: 'a' }).columns).toEqual([1, 2]);
    expect(shown({ assignment: 'a', chapter: '1' }).columns).toEqual([1]);
    expect(shown({ chapter: '1' }).people[0].passed).toBe(2);
    expect(shown({ assignment: 'a' }).people[0].passed).toBe(1);
  });
  it('people of a group, of none, and by what is typed, however wide its letters are', () => {
    expect(names({ group: 'g' })).toEqual(['ada']);
    expect(names({ group: NO_GROUP })).toEqual(['bob', 'ＣＡＲＬ', 'dora']);
    expect(names({ find: ' carl' })).toEqual(['ＣＡＲＬ']);
  });
  it('in the wanted order; a pass that the server contradicts counts for nothing', () => {
    expect(names({ sort: 'most' })).toEqual(['ada', 'ＣＡＲＬ', 'bob', 'dora']);
    expect(names({ sort: 'least' })).toEqual(['bob', 'dora', 'ＣＡＲＬ', 'ada']);
    expect(names({ sort: 'seen' })).toEqual(['bob', 'ＣＡＲＬ', 'ada', 'dora']);
    expect(names({ sort: 'away' })[0]).toBe('dora');
  });
});

it('who has not passed: those who tried most first, then those who have not begun', () => {
  const { tried, none } = notPassed(shown({}).people, 1);
  expect(tried.map(({ person: one, tries }) => [one.id, tries])).toEqual([['bob', 2]]);
  expect(none.map((one) => one.id)).toEqual(['ＣＡＲＬ', 'dora']);
});

it('filters stand in the address and come back from it; what is not known is left out', () => {
  const filters: Filters = { group: 'g', chapter: '2', assignment: '', find: '花 子', sort: 'away', exercise: 'e1' };
  expect(filtersFrom(Object.fromEntries(new URLSearchParams(queryOf(filters))))).toEqual(filters);
  expect(queryOf(NO_FILTERS)).toBe('');
  expect(filtersFrom({ sort: 'drop table', group: ['a', 'b'] })).toEqual(NO_FILTERS);
});
