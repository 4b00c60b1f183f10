import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RosterPreview } from '@/app/_shared/classes';
import { GET as exportRoute, POST as importRoute } from '@/app/api/classes/[id]/roster/route';
import { POST as join } from '@/app/api/classes/join/route';
import { db } from '../db/client';
import { classWith, type Somebody, somebody } from '../testing/classroom';
import { openTestSite } from '../testing/site';

let site: Awaited<ReturnType<typeof openTestSite>>;
let teacher: Somebody;
let learner: Somebody;
let id: string;
beforeAll(async () => {
  site = await openTestSite();
  teacher = await somebody('Teacher', { instructor: true });
  learner = await somebody('Learner');
});
afterAll(() => site.close());
beforeEach(async () => {
  id = await classWith({ teacher: [teacher] });
});

const send = async (text: string, store = true): Promise<RosterPreview> => {
  const json = { file: Buffer.from(text).toString('base64'), store };
  const answer = await teacher.browser.call(importRoute, 'POST', `/api/classes/${id}/roster`, { json, params: { id } });
  expect(answer.status).toBe(200);
  return answer.body;
};
const entries = () => db().rosterEntry.findMany({ where: { classId: id }, orderBy: { email: 'asc' } });
const csv = async (lang = 'en') => {
  const headers = { cookie: [...teacher.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
  const request = new Request(`http://site.test/api/classes/${id}/roster?lang=${lang}`, { headers });
  const response = await exportRoute(request, { params: Promise.resolve({ id }) });
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  // text() would drop the byte order mark.
  return Buffer.from(await response.arrayBuffer()).toString('utf8');
};
const joinIt = async (who: Somebody) => {
  const { joinCode } = await db().class.findUniqueOrThrow({ where: { id } });
  return who.browser.call(join, 'POST', '/api/classes/join', { json: { code: joinCode } });
};

const FILE = 'name,email,id,group\nAda,ada@example.org,1,A\nGrace,grace@example.org,2,B\nX,wrong,3,C\n';

describe('bringing in a list', () => {
  it('shows what would happen and stores nothing', async () => {
    expect(await send(FILE, false)).toMatchObject({
      stored: false,
      newGroups: ['A', 'B'],
      lines: [
        { line: 2, email: 'ada@example.org', change: 'new' },
        { line: 3, email: 'grace@example.org', change: 'new' },
      ],
      problems: [{ line: 4, code: 'email-wrong' }],
    });
    expect(await entries()).toEqual([]);
    expect(await db().classGroup.count({ where: { classId: id } })).toBe(0);
  });

  it('then stores the lines that are right; again, it changes nothing', async () => {
    expect(await send(FILE)).toMatchObject({ stored: true });
    const before = await entries();
    expect(before).toMatchObject([
      { email: 'ada@example.org', name: 'Ada', externalId: '1', userId: null },
      { email: 'grace@example.org' },
    ]);
    const again = await send(FILE);
    expect(again.lines.map((line) => line.change)).toEqual(['same', 'same']);
    expect(again.newGroups).toEqual([]);
    expect(await entries()).toEqual(before);
    const audit = await db().auditEntry.findMany({ where: { classId: id, action: 'roster.import' } });
    expect(audit).toMatchObject([{ detail: '{"lines":2,"left":1}' }, {}]);
  });

  it('brings lines up to date, leaves alone what the file has no column for, and removes nobody', async () => {
    await send(FILE);
    const change = 'email,group\nada@example.org,B\nnew@example.org,\n';
    expect((await send(change, false)).lines.map((line) => line.change)).toEqual(['changed', 'new']);
    await send(change);
    const groups = await db().classGroup.findMany({ where: { classId: id } });
    const b = groups.find(({ name }) => name === 'B')?.id;
    expect(await entries()).toMatchObject([
      { email: 'ada@example.org', name: 'Ada', externalId: '1', groupId: b },
      { email: 'grace@example.org' },
      { email: 'new@example.org', groupId: null },
    ]);
  });

  it('puts nobody into the class, whether the address has an account or not', async () => {
    const withAccount = await send(`email\n${learner.email}\n`);
    const without = await send('email\nnobody@example.org\n');
    expect(withAccount.lines.map(({ email, ...line }) => line)).toEqual(
      without.lines.map(({ email, ...line }) => line),
    );
    expect(await db().membership.count({ where: { classId: id } })).toBe(1);
    expect((await entries()).map((entry) => entry.userId)).toEqual([null, null]);
  });

  it('a person who joins with the code is the line with their address', async () => {
    await send(`name,email,group\n正式な名前,${learner.email.toUpperCase()},A\n`);
    expect((await joinIt(learner)).status).toBe(200);
    expect(await entries()).toMatchObject([{ userId: learner.id }]);
    const membership = await db().membership.findFirstOrThrow({
      where: { classId: id, userId: learner.id },
      include: { group: true },
    });
    expect(membership).toMatchObject({ role: 'student', group: { name: 'A' } });
  });

  it('finds those who are in already, and moves them with their line', async () => {
    await joinIt(learner);
    await send(`name,email,group,role\nL,${learner.email},A,teacher\n`);
    expect(await entries()).toMatchObject([{ userId: learner.id, role: 'teacher' }]);
    const membership = () =>
      db().membership.findFirstOrThrow({ where: { classId: id, userId: learner.id }, include: { group: true } });
    // The file moves people; it does not make anybody a teacher.
    expect(await membership()).toMatchObject({ role: 'student', group: { name: 'A' } });
    await send(`email,group\n${learner.email},\n`);
    expect(await membership()).toMatchObject({ group: null });
  });

  it('takes 300 lines in well under a second', async () => {
    const lines = Array.from({ length: 300 }, (_, n) => `名前 ${n},p${n}@example.org,${n},${n % 12}班`);
    const file = `氏名,メール,学籍番号,班\r\n${lines.join('\r\n')}\r\n`;
    const began = performance.now();
    await send(file);
    const first = performance.now() - began;
    await send(file.replaceAll('名前', '氏名'));
    const second = performance.now() - began - first;
    console.log(`300 lines: new ${Math.round(first)} ms, changed ${Math.round(second)} ms`);
    expect(await db().rosterEntry.count({ where: { classId: id } })).toBe(300);
    // About 100 ms on a quiet machine; a busy one is no reason to fail.
    expect(Math.max(first, second)).toBeLessThan(5_000);
  });
});

describe('taking the list along', () => {
  it('gives everybody, defused, in both languages; bringing it in again changes nothing', async () => {
    await db().user.update({ where: { id: learner.id }, data: { name: '=HYPERLINK("http://x.test")' } });
    await joinIt(learner);
    await send('name,email,id,group,role\n@expected,e@example.org,-7,A,assistant\n');
    const text = await csv();
    expect(text.split('\r\n')).toEqual([
      '\ufeffname,email,id,group,role,joined',
      `Teacher,${teacher.email},,,teacher,yes`,
      `"'=HYPERLINK(""http://x.test"")",${learner.email},,,student,yes`,
      "'@expected,e@example.org,'-7,A,assistant,no",
      '',
    ]);
    expect(await csv('ja')).toMatch(/^\ufeff氏名,メール,学籍番号,グループ,役割,参加\r\n/);
    const before = await entries();
    const kept = before.find((entry) => entry.email === 'e@example.org');
    const again = await send(text);
    expect(again.problems).toEqual([]);
    expect(again.lines.find((line) => line.email === 'e@example.org')?.change).toBe('same');
    expect((await entries()).find((entry) => entry.email === 'e@example.org')).toEqual(kept);
    expect(await db().auditEntry.count({ where: { classId: id, action: 'roster.export' } })).toBe(2);
    await db().user.update({ where: { id: learner.id }, data: { name: 'Learner' } });
  });
});
