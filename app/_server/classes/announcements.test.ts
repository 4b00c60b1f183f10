import { afterAll, beforeAll, expect, it } from 'vitest';
import { PATCH as edit, DELETE as remove } from '@/app/api/classes/[id]/announcements/[announcementId]/route';
import { GET as list, POST as write } from '@/app/api/classes/[id]/announcements/route';
import { GET as everywhere } from '@/app/api/classes/due/route';
import { db } from '../db/client';
import { classWith, type Somebody, somebody } from '../testing/classroom';
import { openTestSite } from '../testing/site';

let site: Awaited<ReturnType<typeof openTestSite>>;
let teacher: Somebody;
let assistant: Somebody;
let student: Somebody;
let id: string;
beforeAll(async () => {
  site = await openTestSite();
  teacher = await somebody('Teacher');
  assistant = await somebody('Assistant');
  student = await somebody('Student');
  id = await classWith({ teacher: [teacher], assistant: [assistant], student: [student] });
});
afterAll(() => site.close());

const say = (who: Somebody, text: string) =>
  who.browser.call(write, 'POST', `/api/classes/${id}/announcements`, { json: { text }, params: { id } });
const on = (who: Somebody, method: 'PATCH' | 'DELETE', announcementId: string, json?: object) =>
  who.browser.call(method === 'PATCH' ? edit : remove, method, `/api/classes/${id}/announcements/${announcementId}`, {
    params: { id, announcementId },
    json,
  });
const read = async (who: Somebody) =>
  (await who.browser.call(list, 'GET', `/api/classes/${id}/announcements`, { params: { id } })).body.announcements;

it('are written, read by everybody in the class, edited and deleted', async () => {
  const first = await say(teacher, '  Tomorrow: room 2  ');
  expect(first).toMatchObject({ status: 201, body: { text: 'Tomorrow: room 2', author: 'Teacher', editedAt: null } });
  const second = await say(assistant, '<img src=x onerror=alert(1)> https://example.org/a');
  expect((await read(student)).map((one: { text: string }) => one.text)).toEqual([second.body.text, first.body.text]);
  const edited = await on(teacher, 'PATCH', second.body.id, { text: 'Room 3' });
  expect(edited.body).toMatchObject({ text: 'Room 3', author: 'Assistant', editedAt: expect.any(Number) });
  const mayChange = async (who: Somebody) => (await read(who)).map((one: { mayChange: boolean }) => one.mayChange);
  expect([await mayChange(teacher), await mayChange(assistant), await mayChange(student)]).toEqual([
    [true, true],
    [true, false],
    [false, false],
  ]);
  expect((await on(assistant, 'PATCH', first.body.id, { text: 'x' })).status).toBe(403);
  expect((await on(assistant, 'DELETE', second.body.id)).status).toBe(204);
  expect(await read(student)).toMatchObject([{ id: first.body.id }]);
  expect((await say(teacher, '   ')).status).toBe(400);
  expect((await say(teacher, 'あ'.repeat(5_000))).status).toBe(201);
  expect((await say(teacher, 'あ'.repeat(5_001))).status).toBe(400);
});

it('of the last two weeks are on the home page of the students', async () => {
  await db().announcement.deleteMany({ where: { classId: id } });
  await say(teacher, 'new');
  const old = await say(teacher, 'old');
  const longAgo = new Date(Date.now() - 15 * 24 * 3_600_000);
  await db().announcement.update({ where: { id: old.body.id }, data: { createdAt: longAgo } });
  const home = async (who: Somebody) => (await who.browser.call(everywhere, 'GET', '/api/classes/due')).body;
  expect(await home(student)).toMatchObject({ announcements: [{ text: 'new', classId: id, className: 'OS 1' }] });
  expect(await home(teacher)).toEqual({ items: [], announcements: [] });
});

it('stay when their author’s account is deleted', async () => {
  const gone = await somebody('Gone');
  await db().membership.create({ data: { classId: id, userId: gone.id, role: 'assistant' } });
  await say(gone, 'still here');
  await db().user.delete({ where: { id: gone.id } });
  expect((await read(student))[0]).toMatchObject({ text: 'still here', author: null });
});
