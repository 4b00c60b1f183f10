/**
 * Everything that is stored about a person, as one JSON object with a list for each table: rows of the person's own, rows that
 * the person wrote, and what others attached to the person's attempts. Keys and hashes that open something are left out
 * (inventory.ts marks them). Written table by table and in slices, so that a long history needs no memory of its size.
 */
import type { Person } from '@/app/_shared/api';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { type Entry, type Tie, tiedTables } from './inventory';
import { type Row, rowsOf } from './tables';

const SLICE = 50;
/** Columns that hold JSON: exported as what they hold. */
const JSON_COLUMNS = new Set(['record', 'checks', 'outcome', 'submission', 'body', 'detail', 'why', 'serverSeeds']);

/** The file, in pieces. */
export async function* exportPerson(db: PrismaClient, person: Person): AsyncGenerator<string> {
  const classes = await db.class.findMany({
    where: { memberships: { some: { userId: person.id } } },
    select: { id: true, name: true },
  });
  yield `{"format":"ringzero-export-2","person":${JSON.stringify(person)},"classes":${JSON.stringify(classes)},"tables":{`;
  let first = true;
  for (const { table, entry } of tiedTables()) {
    yield `${first ? '' : ','}${JSON.stringify(table)}:[`;
    first = false;
    let comma = '';
    for await (const row of rowsAbout(db, table, entry, person.id)) {
      yield comma + JSON.stringify(readable(row, entry), whole);
      comma = ',';
    }
    yield ']';
  }
  yield '}}\n';
}

async function* rowsAbout(db: PrismaClient, table: string, entry: Entry, userId: string): AsyncGenerator<Row> {
  const rows = rowsOf(db, table);
  const where = { OR: entry.ties.map((tie) => condition(tie, userId)) };
  const hasId = entry.groups.some((group) => group.fields.includes('id'));
  if (!hasId) return yield* await rows.findMany({ where });
  for (let after = ''; ; ) {
    const slice = await rows.findMany({
      where: { AND: [where, { id: { gt: after } }] },
      orderBy: { id: 'asc' },
      take: SLICE,
    });
    yield* slice;
    if (slice.length < SLICE) return;
    after = String(slice.at(-1)?.id);
  }
}

/** The rows that a tie means. */
export function condition({ column, as }: Tie, userId: string): object {
  return as === 'attempt' ? { attempt: { userId } } : { [column]: userId };
}

function readable(row: Row, entry: Entry): Row {
  const secret = new Set(entry.groups.filter((group) => group.secret).flatMap((group) => group.fields));
  return Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => !secret.has(name))
      .map(([name, value]) => [name, JSON_COLUMNS.has(name) && typeof value === 'string' ? parsed(value) : value]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const whole = (_name: string, value: unknown) => (typeof value === 'bigint' ? Number(value) : value);
