import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPerson } from '../auth/person';
import { db } from '../db/client';
import { fillEverything, MARK } from '../testing/everything';
import { readModels } from '../testing/schema';
import { openTestSite } from '../testing/site';
import { accessesOf } from './access-list';
import { tidyOnceADay } from './daily';
import { erasePerson } from './erase';
import { exportPerson } from './export';
import { INVENTORY, tiedTables } from './inventory';
import { applyRetention, readRetention, writeRetention } from './retention';
import { rowsOf } from './tables';

let site: Awaited<ReturnType<typeof openTestSite>>;
beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site.close());

const personOf = async (id: string) => toPerson(await db().user.findUniqueOrThrow({ where: { id } }));
const exported = async (id: string) => {
  let text = '';
  for await (const piece of exportPerson(db(), await personOf(id))) text += piece;
  return text;
};
/** The whole database as text. */
const everything = async () => {
  const tables = readModels().map(async ({ name }) => [name, await rowsOf(db(), name).findMany({})] as const);
  return JSON.stringify(await Promise.all(tables), (_key, value) =>
    typeof value === 'bigint' ? Number(value) : value,
  );
};

describe('taking everything along', () => {
  it('has rows of every table that says something about the person', async () => {
    const { userId } = await fillEverything(db());
    const file = JSON.parse(await exported(userId));
    const empty = tiedTables().filter(({ table }) => file.tables[table].length === 0);
    expect(empty.map(({ table }) => table)).toEqual([]);
    expect(file.tables.Comment.map((row: { text: string }) => row.text).sort()).toEqual([`by ${MARK}`, `to ${MARK}`]);
    expect(file.tables.Attempt[0].record.submission.files[0].text).toBe(MARK);
    expect(file.classes).toHaveLength(1);
  });

  it('holds no key that opens anything, and nobody else', async () => {
    const { userId } = await fillEverything(db());
    const other = await fillEverything(db());
    const text = await exported(userId);
    for (const [name, entry] of Object.entries(INVENTORY)) {
      const secret = entry.groups.filter((group) => group.secret).flatMap((group) => group.fields);
      for (const row of JSON.parse(text).tables[name] ?? []) {
        expect(Object.keys(row).filter((field) => secret.includes(field))).toEqual([]);
      }
    }
    expect(text).not.toContain(other.userId);
  });

  it('goes on over many slices', async () => {
    const { userId, attemptId } = await fillEverything(db());
    const { id: _, ...row } = await db().attempt.findUniqueOrThrow({ where: { id: attemptId } });
    await db().attempt.createMany({
      data: Array.from({ length: 120 }, (__, n) => ({ ...row, clientId: `many-${n}` })),
    });
    const { tables } = JSON.parse(await exported(userId));
    expect(new Set(tables.Attempt.map((one: { id: string }) => one.id)).size).toBe(121);
  });
});

describe('deleting', () => {
  it('leaves nothing of the person in any table', async () => {
    const { userId } = await fillEverything(db());
    const email = (await db().user.findUniqueOrThrow({ where: { id: userId } })).email;
    const resetsAt = new Date(Date.now() + 60_000);
    await db().throttle.createMany({
      data: [`join:${userId}`, `sign-in:${email}`].map((key) => ({ key, count: 1, resetsAt })),
    });
    await db().verification.create({
      data: { id: `v${userId}`, identifier: 'reset', value: userId, expiresAt: resetsAt },
    });
    expect(await everything()).toContain(userId);
    await erasePerson(db(), userId);
    const left = await everything();
    expect(left).not.toContain(userId);
    expect(left).not.toContain(email);
    await erasePerson(db(), userId); // again: nothing to do
  });

  it('takes the name off what was said to others', async () => {
    const { userId } = await fillEverything(db());
    const mine = await db().comment.findFirstOrThrow({ where: { authorId: userId } });
    await erasePerson(db(), userId);
    expect(await db().comment.findUnique({ where: { id: mine.id } })).toMatchObject({ authorId: null });
  });

  it('closes classes that only this person taught, and no others', async () => {
    const { userId, classId } = await fillEverything(db());
    await db().membership.update({ where: { classId_userId: { classId, userId } }, data: { role: 'teacher' } });
    const alone = await db().class.create({
      data: { name: 'alone', joinCode: `alone-${userId}`, memberships: { create: { userId, role: 'teacher' } } },
    });
    await erasePerson(db(), userId);
    expect(await db().class.findUnique({ where: { id: classId } })).not.toBeNull();
    expect(await db().class.findUnique({ where: { id: alone.id } })).toBeNull();
  });
});

describe('who looked at my work', () => {
  it('shows what was about me or about my whole class while I was in it, not what I did myself', async () => {
    const { userId, classId } = await fillEverything(db());
    const teacher = await db().membership.findFirstOrThrow({ where: { classId, role: 'teacher' } });
    const entry = (action: string, over: object = {}) =>
      db().auditEntry.create({ data: { actorId: teacher.userId, action, classId, ...over } });
    await entry('matrix.read');
    await entry('role.change', { subjectId: userId, actorId: null });
    await entry('attempt.read', { subjectId: userId, actorId: userId });
    await entry('matrix.read', { at: new Date(0) });
    await entry('member.add', { subjectId: teacher.userId });
    const { entries } = await accessesOf(db(), await personOf(userId));
    expect(entries.map(({ action }) => action).sort()).toEqual(['attempt.read', 'matrix.read', 'role.change']);
    expect(entries.find(({ action }) => action === 'matrix.read')).toMatchObject({ actor: 'Other', className: 'C' });
  });
});

describe('retention', () => {
  const DAY = 24 * 60 * 60 * 1000;
  const inDays = (days: number) => new Date(Date.now() + days * DAY);

  it('keeps what is young, and removes what is past its time', async () => {
    const { userId, classId, attemptId } = await fillEverything(db());
    const { id: _, ...row } = await db().attempt.findUniqueOrThrow({ where: { id: attemptId } });
    const failed = await db().attempt.create({ data: { ...row, clientId: 'failed', clientPassed: false } });
    await db().class.update({ where: { id: classId }, data: { archivedAt: new Date() } });
    await applyRetention(db()); // what other tests left
    await writeRetention(db(), { ...(await readRetention(db())), archivedClasses: 400, attemptsOfArchived: 100 });
    expect(Object.values(await applyRetention(db(), inDays(0))).every((count) => count === 0)).toBe(true);

    await applyRetention(db(), inDays(101));
    expect(await db().attempt.findUnique({ where: { id: failed.id } })).toBeNull();
    expect(await db().attempt.findUnique({ where: { id: attemptId } })).not.toBeNull();
    await applyRetention(db(), inDays(401));
    expect(await db().class.findUnique({ where: { id: classId } })).toBeNull();
    expect(await db().draftVersion.count({ where: { userId } })).toBe(0);
    await applyRetention(db(), inDays(731));
    expect(await db().auditEntry.count()).toBe(0);
    expect(await db().user.findUnique({ where: { id: userId } })).not.toBeNull();
    await writeRetention(db(), { ...(await readRetention(db())), archivedClasses: null, attemptsOfArchived: null });
  });

  it('removes people without an account who left nothing, and much later those who left something', async () => {
    const { userId: worked } = await fillEverything(db(), { anonymous: true });
    await db().user.create({ data: { id: 'empty', name: '', email: 'empty@placeholder.invalid', isAnonymous: true } });
    const there = async () => (await db().user.findMany({ where: { isAnonymous: true } })).map(({ id }) => id).sort();
    expect(await there()).toEqual(['empty', worked].sort());
    await applyRetention(db(), inDays(31));
    expect(await there()).toEqual([worked]);
    await applyRetention(db(), inDays(732));
    expect(await there()).toEqual([]);
  });

  it('tidies once a day, however many servers ask', async () => {
    expect(await tidyOnceADay(db(), inDays(0))).toBe(false);
    const answers = await Promise.all([1, 2, 3].map(() => tidyOnceADay(db(), inDays(1))));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await tidyOnceADay(db(), inDays(1))).toBe(false);
  });
});
