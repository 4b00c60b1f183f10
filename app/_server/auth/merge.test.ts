import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '../db/client';
import { rowsOf } from '../privacy/tables';
import { fillEverything } from '../testing/everything';
import { columnsOfPeople } from '../testing/schema';
import { openTestSite } from '../testing/site';
import { MERGE, mergePeople } from './merge';

let site: Awaited<ReturnType<typeof openTestSite>>;
beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site.close());

const newUser = async () => {
  const id = randomUUID();
  await db().user.create({ data: { id, name: 'New', email: `${id}@example.org` } });
  return id;
};

/** Rows per column that names this person. */
async function counts(userId: string): Promise<Record<string, number>> {
  const entries = columnsOfPeople().map(async (place) => {
    const [model = '', column = ''] = place.split('.');
    return [place, await rowsOf(db(), model).count({ where: { [column]: userId } })] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

describe('merging', () => {
  it('has a rule for every column of the schema that names a person', () => {
    expect(Object.keys(MERGE).sort()).toEqual(columnsOfPeople().sort());
  });

  it('loses nothing in any table but the sessions of the person who is no more', async () => {
    const { userId: from } = await fillEverything(db(), { anonymous: true });
    const into = await newUser();
    const before = await counts(from);
    expect(Object.entries(before).filter(([, count]) => count === 0)).toEqual([]);
    await mergePeople(db(), { from, into });
    expect(await counts(into)).toEqual({ ...before, 'Session.userId': 0 });
    expect(Object.values(await counts(from)).every((count) => count === 0)).toBe(true);
    expect(await db().user.findUnique({ where: { id: from } })).toBeNull();
    expect(await db().user.findUnique({ where: { id: into } })).toMatchObject({ lastSeenAt: expect.any(Date) });
  });

  it('into a person who has everything too keeps both sides, and a second time changes nothing', async () => {
    const { userId: from } = await fillEverything(db(), { anonymous: true });
    const { userId: into } = await fillEverything(db());
    const [a, b] = [await counts(from), await counts(into)];
    await mergePeople(db(), { from, into });
    const after = await counts(into);
    // One draft and one state per exercise, one view per lesson.
    const one = ['Draft.userId', 'ExerciseState.userId', 'LessonView.userId', 'Session.userId'];
    for (const place of columnsOfPeople()) {
      const sum = one.includes(place) ? b[place] : a[place] + b[place];
      expect([place, after[place]]).toEqual([place, sum]);
    }
    await mergePeople(db(), { from, into });
    expect(await counts(into)).toEqual(after);
  });

  it('of an attempt that both have, what others said about either copy stays', async () => {
    const mine = await fillEverything(db(), { anonymous: true });
    const theirs = await fillEverything(db());
    const { clientId } = await db().attempt.findUniqueOrThrow({ where: { id: theirs.attemptId } });
    await db().attempt.update({ where: { id: mine.attemptId }, data: { clientId } });
    await mergePeople(db(), { from: mine.userId, into: theirs.userId });
    expect(await db().attempt.count({ where: { userId: theirs.userId } })).toBe(1);
    expect(await db().comment.count({ where: { attemptId: theirs.attemptId } })).toBe(2);
    expect(await db().regradeItem.count({ where: { attemptId: theirs.attemptId } })).toBe(2);
  });

  it('in a class that both are in, the greater part stays', async () => {
    const { userId: into, classId } = await fillEverything(db());
    const from = await newUser();
    await db().membership.create({ data: { classId, userId: from, role: 'teacher' } });
    await mergePeople(db(), { from, into });
    expect(await db().membership.findMany({ where: { classId, userId: into } })).toMatchObject([{ role: 'teacher' }]);
  });
});
