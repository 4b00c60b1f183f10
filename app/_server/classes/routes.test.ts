/**
 * Every route of a class × everybody who may ask. `no`: the class does not exist for them (404); `may not`: it does, and
 * they are refused (403); `ok`: let through (whatever the answer to the empty question is, it is none of these).
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { db } from '../db/client';
import { classWith, type Somebody, somebody } from '../testing/classroom';
import { Browser, openTestSite } from '../testing/site';

type Verdict = 'ok' | 'no' | 'may not';
type Who = 'teacher' | 'assistant' | 'student' | 'outsider' | 'admin';
type Row = readonly [
  route: string,
  method: string,
  teacher: Verdict,
  assistant: Verdict,
  student: Verdict,
  body?: object,
];

const DUE = { opensAt: null, dueAt: null, latePolicy: 'accept', latePerDay: 10, closesAt: null, points: 1 };
/** Bodies are of the right shape, so that nothing but the right decides. Those that change much stand at the end. */
const TABLE: readonly Row[] = [
  ['', 'GET', 'ok', 'ok', 'ok'],
  ['due', 'GET', 'ok', 'ok', 'ok'],
  ['announcements', 'GET', 'ok', 'ok', 'ok'],
  ['announcements', 'POST', 'ok', 'ok', 'no', { text: 'x' }],
  ['announcements/[announcementId]', 'PATCH', 'ok', 'may not', 'no', { text: 'x' }],
  ['announcements/[announcementId]', 'DELETE', 'ok', 'may not', 'no'],
  ['assignments', 'GET', 'ok', 'ok', 'no'],
  ['assignments', 'POST', 'ok', 'may not', 'no', { kind: 'lesson', targetId: 'ls_drv2', ...DUE }],
  ['assignments/order', 'PUT', 'ok', 'may not', 'no', { ids: ['x'] }],
  ['assignments/[assignmentId]/scores', 'GET', 'ok', 'ok', 'no'],
  ['assignments/[assignmentId]', 'PATCH', 'ok', 'may not', 'no', { points: 2 }],
  ['assignments/[assignmentId]/extensions/[userId]', 'PUT', 'ok', 'may not', 'no', { dueAt: 1, reason: '' }],
  ['assignments/[assignmentId]/extensions/[userId]', 'DELETE', 'ok', 'may not', 'no'],
  ['assignments/[assignmentId]', 'DELETE', 'ok', 'may not', 'no'],
  ['members', 'GET', 'ok', 'ok', 'no'],
  ['members', 'POST', 'ok', 'may not', 'no', { email: 'new@example.org', role: 'student' }],
  ['members/[userId]', 'PATCH', 'ok', 'may not', 'no', { groupId: null }],
  ['groups', 'POST', 'ok', 'may not', 'no', { name: 'G' }],
  ['groups/move', 'POST', 'ok', 'may not', 'no', { groupId: null, userIds: [], entryIds: [] }],
  ['groups/[groupId]', 'PATCH', 'ok', 'may not', 'no', { name: 'H' }],
  ['groups/[groupId]', 'DELETE', 'ok', 'may not', 'no'],
  ['expected/[entryId]', 'DELETE', 'ok', 'may not', 'no'],
  ['roster', 'GET', 'ok', 'ok', 'no'],
  ['roster', 'POST', 'ok', 'may not', 'no', { file: '', store: false }],
  ['join-code', 'POST', 'ok', 'may not', 'no'],
  ['', 'PATCH', 'ok', 'may not', 'no', { name: 'OS 1' }],
  ['members/[userId]', 'DELETE', 'ok', 'may not', 'no'],
  ['', 'DELETE', 'ok', 'may not', 'no', { name: 'OS 1' }],
];

const FOLDER = path.join(process.cwd(), 'app', 'api', 'classes', '[id]');
/** Routes whose rights are tested where they are made. */
const ELSEWHERE =
  /^(attempts|comments|compare|export|insight|leave|live|matrix|similar|students|exercises|progress|regrade|lti)\b/;

let site: Awaited<ReturnType<typeof openTestSite>>;
const people = {} as Record<Who, Somebody>;
beforeAll(async () => {
  site = await openTestSite();
  people.teacher = await somebody('Teacher', { instructor: true });
  people.assistant = await somebody('Assistant');
  people.student = await somebody('Student');
  people.outsider = await somebody('Outsider', { instructor: true });
  people.admin = await somebody('Admin');
  await db().user.update({ where: { id: people.admin.id }, data: { role: 'admin' } });
});
afterAll(() => site.close());

/** A class with one of everything in it, and the parameters that name them. */
async function fullClass(student = people.student, teacher = people.teacher) {
  const id = await classWith({ teacher: [teacher], assistant: [people.assistant], student: [student] });
  const assignment = await db().assignment.create({ data: { classId: id, kind: 'exercise', targetId: 'ex_7c1d' } });
  await db().extension.create({ data: { assignmentId: assignment.id, userId: student.id, dueAt: new Date(1) } });
  const announcement = await db().announcement.create({ data: { classId: id, authorId: teacher.id, text: 'x' } });
  const group = await db().classGroup.create({ data: { classId: id, name: 'A' } });
  const entry = await db().rosterEntry.create({ data: { classId: id, email: 'e@example.org', name: 'E' } });
  return {
    id,
    assignmentId: assignment.id,
    announcementId: announcement.id,
    groupId: group.id,
    entryId: entry.id,
    userId: student.id,
  };
}
type Params = Awaited<ReturnType<typeof fullClass>>;

async function ask(who: Browser, [route, method, , , , json]: Row, params: Params) {
  const file = path.join(FOLDER, route, 'route.ts');
  const handlers = await import(/* @vite-ignore */ pathToFileURL(file).href);
  // The list as a file is no JSON: only whether it comes matters here.
  if (route === 'roster' && method === 'GET') return askForFile(who, handlers[method], params);
  return who.call<Params>(handlers[method], method, `/api/classes/${params.id}/${route}`, { params, json });
}

async function askForFile(
  who: Browser,
  handler: (request: Request, context: object) => Promise<Response>,
  params: Params,
) {
  const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const request = new Request('http://site.test/api', { headers: { cookie } });
  const { status } = await handler(request, { params: Promise.resolve(params) });
  return { status, body: null };
}

const verdict = ({ status }: { status: number }): Verdict | number =>
  status === 404 ? 'no' : status === 403 ? 'may not' : status === 401 || status >= 500 ? status : 'ok';

it('names every route that there is', () => {
  const all = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'route.ts')
    .map((file) => path.dirname(file).replaceAll(path.sep, '/').replace(/^\.$/, ''))
    .filter((route) => !ELSEWHERE.test(route));
  expect([...new Set(TABLE.map(([route]) => route))].sort()).toEqual(all.sort());
});

it.each(['assistant', 'student', 'outsider', 'admin'] as const)('the rights of: %s', async (who) => {
  const params = await fullClass();
  for (const row of TABLE) {
    const [route, method, , assistant, student] = row;
    const expected = who === 'assistant' ? assistant : who === 'student' ? student : 'no';
    expect([method, route, verdict(await ask(people[who].browser, row, params))]).toEqual([method, route, expected]);
  }
});

it('the rights of: teacher', async () => {
  for (const row of TABLE) {
    const [route, method, teacher] = row;
    const answer = await ask(people.teacher.browser, row, await fullClass());
    expect([method, route, verdict(answer)]).toEqual([method, route, teacher]);
  }
});

it('nobody without a session gets anything', async () => {
  const params = await fullClass();
  for (const row of TABLE) {
    expect([row[1], row[0], (await ask(new Browser(), row, params)).status]).toEqual([row[1], row[0], 401]);
  }
});

it('ids of another class do not exist, even for somebody who teaches both', async () => {
  const own = await fullClass();
  const foreign = await fullClass(people.outsider, people.admin);
  const names = (route: string) => [...route.matchAll(/\[(\w+)\]/g)].map((hit) => hit[1] as keyof Params);
  for (const row of TABLE) {
    for (const name of names(row[0])) {
      // A foreign class with own things in it, and an own class with one foreign thing.
      const params = { ...own, [name]: foreign[name] };
      const answer = await ask(people.teacher.browser, row, params);
      expect([row[1], row[0], name, verdict(answer)]).toEqual([row[1], row[0], name, 'no']);
    }
  }
});

it('an archived class can be read, and be brought back or deleted; nothing else', async () => {
  const params = await fullClass();
  const archive = () => db().class.update({ where: { id: params.id }, data: { archivedAt: new Date() } });
  for (const row of TABLE) {
    await archive();
    if (row[0] === '' && row[1] === 'DELETE') continue;
    const answer = await ask(people.teacher.browser, row, params);
    const reads = row[1] === 'GET';
    expect([row[1], row[0], answer.status]).toEqual([row[1], row[0], reads ? 200 : 409]);
  }
});
