/** Evidence from inside the database: a trigger writes down every time an attempt gets a verdict. For the proofs only. */
import type { PrismaClient } from '../../prisma/generated/sqlite/client/client';

const SQLITE = [
  'CREATE TABLE proof_verdict (attempt TEXT NOT NULL, verdict TEXT NOT NULL)',
  `CREATE TRIGGER proof AFTER UPDATE OF "serverVerdict" ON "Attempt" WHEN NEW."serverVerdict" <> 'pending'
   BEGIN INSERT INTO proof_verdict VALUES (NEW.id, NEW."serverVerdict"); END`,
];
const POSTGRESQL = [
  'CREATE TABLE proof_verdict (attempt TEXT NOT NULL, verdict TEXT NOT NULL)',
  `CREATE FUNCTION proof() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN INSERT INTO proof_verdict VALUES (NEW.id, NEW."serverVerdict"::text); RETURN NEW; END $$`,
  `CREATE TRIGGER proof AFTER UPDATE OF "serverVerdict" ON "Attempt" FOR EACH ROW
   WHEN (NEW."serverVerdict" <> 'pending') EXECUTE FUNCTION proof()`,
];

export async function keepVerdicts(db: PrismaClient, provider: 'sqlite' | 'postgresql'): Promise<void> {
  for (const statement of provider === 'sqlite' ? SQLITE : POSTGRESQL) await db.$executeRawUnsafe(statement);
}

/** How often each attempt got a verdict. */
export async function verdictsGiven(db: PrismaClient): Promise<Map<string, number>> {
  const rows = await db.$queryRawUnsafe<{ attempt: string; times: bigint }[]>(
    'SELECT attempt, count(*) AS times FROM proof_verdict GROUP BY attempt',
  );
  return new Map(rows.map((row) => [row.attempt, Number(row.times)]));
}
