/** The data model as prisma/models.prisma has it, for tests that must not forget a table: columns, and what they refer to. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Model {
  name: string;
  /** What the table really holds. */
  columns: readonly string[];
  /** Columns that name a row of another table. */
  references: readonly { column: string; to: string; onDelete: string }[];
}

const MODEL = /^model (\w+) \{\n([\s\S]*?)^\}/gm;
const FIELD = /^ {2}(\w+)\s+(\w+)(\[\])?\??(.*)$/gm;

export function readModels(): Model[] {
  const text = readFileSync(path.join(process.cwd(), 'prisma', 'models.prisma'), 'utf8');
  const found = [...text.matchAll(MODEL)].map(([, name = '', body = '']) => ({ name, body }));
  const names = new Set(found.map((model) => model.name));
  return found.map(({ name, body }) => {
    const fields = [...body.matchAll(FIELD)].map(([, field = '', type = '', , rest = '']) => ({ field, type, rest }));
    return {
      name,
      columns: fields.filter(({ type }) => !names.has(type)).map(({ field }) => field),
      references: fields.flatMap(({ type, rest }) => {
        const column = rest.match(/fields: \[(\w+)\]/)?.[1];
        return column ? [{ column, to: type, onDelete: rest.match(/onDelete: (\w+)/)?.[1] ?? 'Restrict' }] : [];
      }),
    };
  });
}

/** `Model.column` of every column that names a person. */
export function columnsOfPeople(): string[] {
  return readModels().flatMap(({ name, references }) =>
    references.filter(({ to }) => to === 'User').map(({ column }) => `${name}.${column}`),
  );
}
