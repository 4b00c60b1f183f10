/** Which people and exercises the matrix shows, in which order, and who has not passed one: pure, from the answer and the filters. */
import { cellAt, isPassed, type MatrixAnswer, type MatrixPerson, triesAt } from '@/app/_shared/insight';

export const ORDERS = ['name', 'most', 'least', 'seen', 'away'] as const;
export type Order = (typeof ORDERS)[number];

/** As they stand in the page's address. */
export interface Filters {
  group: string;
  chapter: string;
  assignment: string;
  find: string;
  sort: Order;
  /** The exercise whose people without a pass are listed. */
  exercise: string;
}
export const NO_FILTERS: Filters = { group: '', chapter: '', assignment: '', find: '', sort: 'name', exercise: '' };

export function filtersFrom(query: Readonly<Record<string, string | string[] | undefined>>): Filters {
  const one = (name: string) => {
    const value = query[name];
    return typeof value === 'string' ? value.slice(0, 100) : '';
  };
  const sort = ORDERS.find((order) => order === one('sort')) ?? 'name';
  return {
    group: one('group'),
    chapter: one('chapter'),
    assignment: one('assignment'),
    find: one('find'),
    sort,
    exercise: one('exercise'),
  };
}

export function queryOf(filters: Filters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters))
    if (value && !(name === 'sort' && value === 'name')) query.set(name, value);
  return query.toString();
}

/** `none`: people of no group. */
export const NO_GROUP = 'none';

export interface Column {
  /** Index into the answer's strings. */
  column: number;
  exerciseId: string;
  chapter: number;
}

export function columnsShown(
  { exercises, assignments }: MatrixAnswer,
  chapterOf: ReadonlyMap<string, number>,
  { chapter, assignment }: Filters,
): Column[] {
  const wanted = assignments.find((one) => one.id === assignment)?.columns;
  return exercises
    .map((exerciseId, column) => ({ column, exerciseId, chapter: chapterOf.get(exerciseId) ?? 0 }))
    .filter((one) => (chapter === '' || String(one.chapter) === chapter) && (wanted?.includes(one.column) ?? true));
}

export interface ShownPerson extends MatrixPerson {
  /** Of the columns shown. */
  passed: number;
}

const counts = (person: MatrixPerson, column: number): boolean => {
  const state = cellAt(person, column);
  return isPassed(state) && state !== 'mismatch';
};

export function peopleShown(
  { people, groups }: MatrixAnswer,
  columns: readonly Column[],
  { group, find, sort }: Filters,
): ShownPerson[] {
  const index = group === NO_GROUP ? -1 : groups.findIndex((one) => one.id === group);
  const wanted = find.normalize('NFKC').toLowerCase().trim();
  const fits = (person: MatrixPerson) =>
    (group === '' || person.group === index) &&
    (wanted === '' || `${person.name} ${person.email}`.normalize('NFKC').toLowerCase().includes(wanted));
  const shown = people
    .filter(fits)
    .map((person) => ({ ...person, passed: columns.filter(({ column }) => counts(person, column)).length }));
  const compare: Readonly<Record<Order, (a: ShownPerson, b: ShownPerson) => number>> = {
    name: () => 0, // as the server has put them
    most: (a, b) => b.passed - a.passed,
    least: (a, b) => a.passed - b.passed,
    seen: (a, b) => (b.seen ?? 0) - (a.seen ?? 0),
    away: (a, b) => (a.seen ?? 0) - (b.seen ?? 0),
  };
  return shown.sort(compare[sort]);
}

export interface NotPassed {
  tried: { person: ShownPerson; tries: number }[];
  none: ShownPerson[];
}

/** Of the people shown: who has not passed the exercise; those who tried most come first. */
export function notPassed(people: readonly ShownPerson[], column: number): NotPassed {
  const without = people.filter((person) => !counts(person, column));
  return {
    tried: without
      .filter((person) => cellAt(person, column) !== 'none')
      .map((person) => ({ person, tries: triesAt(person, column) }))
      .sort((a, b) => b.tries - a.tries),
    none: without.filter((person) => cellAt(person, column) === 'none'),
  };
}
