/** What a regrade found, for those who may see it: whose result changes, and why. */
import type { Person } from '@/app/_shared/api';
import type { RegradeChange, RegradeDetail, RegradePerson, RegradeSummary, RegradeWhy } from '@/app/_shared/regrades';
import type { PrismaClient, Regrade } from '@/prisma/generated/sqlite/client/client';
import type { Tx } from '../db/transactions';
import { ApiProblem } from '../http/problem';

/** At most so many are listed. */
const LISTED = 200;

export async function listRegrades(db: PrismaClient, person: Person): Promise<RegradeSummary[]> {
  const rows = await db.regrade.findMany({
    where: person.role === 'admin' ? {} : { authorId: person.id },
    orderBy: { createdAt: 'desc' },
    take: LISTED,
  });
  return Promise.all(rows.map((row) => summaryOf(db, row)));
}

export async function summaryOf(db: PrismaClient | Tx, row: Regrade): Promise<RegradeSummary> {
  const where = { regradeId: row.id };
  const [items, waiting, byVerdict] = await Promise.all([
    db.regradeItem.count({ where }),
    db.regradeItem.count({ where: { ...where, after: null } }),
    db.regradeItem.groupBy({ by: ['before', 'after'], where, _count: true }),
  ]);
  const changed = byVerdict.filter(({ before, after }) => after !== null && after !== before);
  return {
    id: row.id,
    exerciseId: row.exerciseId,
    status: row.status,
    createdAt: row.createdAt.getTime(),
    publishedAt: row.publishedAt?.getTime() ?? null,
    items,
    done: items - waiting,
    changed: changed.reduce((sum, group) => sum + group._count, 0),
  };
}

/**
 * The regrade, for an admin, or for its author as long as everybody in it is a student in a class that the author manages.
 * `not-found` for everybody else.
 */
export async function requireRegrade(db: PrismaClient | Tx, person: Person, id: string): Promise<Regrade> {
  const row = await db.regrade.findUnique({ where: { id } });
  if (row === null) throw new ApiProblem('not-found');
  if (person.role === 'admin') return row;
  if (row.authorId !== person.id) throw new ApiProblem('not-found');
  const mine = { memberships: { some: { userId: person.id, role: 'teacher' as const } } };
  const strangers = await db.regradeItem.count({
    where: { regradeId: id, attempt: { user: { memberships: { none: { role: 'student', class: mine } } } } },
  });
  if (strangers > 0) throw new ApiProblem('not-found');
  return row;
}

export async function regradeDetail(db: PrismaClient | Tx, row: Regrade): Promise<RegradeDetail> {
  const items = await db.regradeItem.findMany({
    where: { regradeId: row.id, after: { not: null } },
    include: { attempt: { select: { endedAt: true, user: { select: { id: true, name: true, isAnonymous: true } } } } },
    orderBy: { attemptId: 'asc' },
  });
  const people = new Map<string, RegradePerson & { attempts: RegradeChange[] }>();
  let failed = 0;
  for (const item of items) {
    const why = JSON.parse(item.why ?? '{}') as RegradeWhy;
    if (why.reason === 'grader') failed += 1;
    const { user, endedAt } = item.attempt;
    const name = user.isAnonymous ? '' : user.name;
    const none = { userId: user.id, name, passedBefore: false, passedAfter: false, attempts: [] };
    const person = people.get(user.id) ?? none;
    person.passedBefore ||= item.passedBefore;
    person.passedAfter ||= item.passedAfter === true;
    if (item.after !== null && item.after !== item.before)
      person.attempts.push({
        attemptId: item.attemptId,
        endedAt: endedAt.getTime(),
        before: item.before,
        after: item.after,
        why,
      });
    people.set(user.id, person);
  }
  const changed = [...people.values()].filter(({ attempts }) => attempts.length > 0);
  const weight = (one: RegradePerson) => (one.passedBefore === one.passedAfter ? 1 : 0);
  changed.sort((a, b) => weight(a) - weight(b) || a.name.localeCompare(b.name));
  return { ...(await summaryOf(db, row)), people: changed, failed };
}
