import { expect, it } from 'vitest';
import { readModels } from '../testing/schema';
import { INVENTORY } from './inventory';

const models = readModels();

it('has every table of the schema, and no other', () => {
  expect(Object.keys(INVENTORY).sort()).toEqual(models.map(({ name }) => name).sort());
});

it.each(models.map((model) => [model.name, model] as const))('%s: every column is in one group', (name, model) => {
  const listed = INVENTORY[name].groups.flatMap((group) => group.fields);
  expect([...listed].sort()).toEqual([...model.columns].sort());
});

it('every column that names a person or an attempt is a tie, by which the person’s export and deletion find the row', () => {
  const ties = Object.entries(INVENTORY).flatMap(([name, entry]) =>
    entry.ties.filter(({ column }) => column !== 'id').map(({ column }) => `${name}.${column}`),
  );
  const references = models.flatMap(({ name, references: all }) =>
    all.flatMap(({ column, to }) =>
      to === 'User' || (to === 'Attempt' && column === 'attemptId') ? `${name}.${column}` : [],
    ),
  );
  expect(ties.sort()).toEqual(references.sort());
});

it('an author’s name comes off at deletion, and the database agrees', () => {
  for (const { name, references } of models) {
    for (const { column, onDelete } of references) {
      const tie = INVENTORY[name].ties.find((one) => one.column === column);
      if (tie?.as === 'author') expect([name, column, onDelete]).toEqual([name, column, 'SetNull']);
    }
  }
});
