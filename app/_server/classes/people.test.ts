import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DELETE as removeExpected } from '@/app/api/classes/[id]/expected/[entryId]/route';
import { DELETE as deleteGroup, PATCH as renameGroup } from '@/app/api/classes/[id]/groups/[groupId]/route';
import { POST as moveRoute } from '@/app/api/classes/[id]/groups/move/route';
import { POST as makeGroup } from '@/app/api/classes/[id]/groups/route';
import { POST as newCode } from '@/app/api/classes/[id]/join-code/route';
import { POST as leave } from '@/app/api/classes/[id]/leave/route';
import { PATCH as changeMember, DELETE as removeMember } from '@/app/api/classes/[id]/members/[userId]/route';
import { POST as addMember, GET as members } from '@/app/api/classes/[id]/members/route';
import { PATCH as changeClass, DELETE as deleteClass } from '@/app/api/classes/[id]/route';
import { POST as accept, DELETE as decline, GET as invitations } from '@/app/api/classes/invitations/route';
import { GET as preview } from '@/app/api/classes/join/[code]/route';
import { POST as join } from '@/app/api/classes/join/route';
import { db } from '../db/client';
import { classWith, type Somebody, somebody } from '../testing/classroom';
import { Browser, openTestSite } from '../testing/site';

let site: Awaited<ReturnType<typeof openTestSite>>;
let teacher: Somebody;
let other: Somebody;
let learner: Somebody;
let proved: Somebody;
let id: string;
beforeAll(async () => {
  site = await openTestSite();
  teacher = await somebody('Teacher', { instructor: true });
  other = await somebody('Other', { instructor: true });
  learner = await somebody('Learner');
  proved = await somebody('Proved', { verified: true });
});
afterAll(() => site.close());
beforeEach(async () => {
  id = await classWith({ teacher: [teacher] });
  await db().throttle.deleteMany();
});

const patch = (json: object, who = teacher) =>
  who.browser.call(changeClass, 'PATCH', `/api/classes/${id}`, { json, params: { id } });
const code = async () => (await db().class.findUniqueOrThrow({ where: { id } })).joinCode;
const joinBy = async (who: Somebody, typed?: string) =>
  who.browser.call(join, 'POST', '/api/classes/join', { json: { code: typed ?? (await code()) } });
const look = async (who: Browser, typed?: string) => {
  const params = { code: typed ?? (await code()) };
  return who.call(preview, 'GET', `/api/classes/join/${params.code}`, { params });
};
const list = async () =>
  (await teacher.browser.call(members, 'GET', `/api/classes/${id}/members`, { params: { id } })).body;
const add = (json: object) =>
  teacher.browser.call(addMember, 'POST', `/api/classes/${id}/members`, { json, params: { id } });
const setMember = (userId: string, json: object) =>
  teacher.browser.call(changeMember, 'PATCH', `/api/classes/${id}/members/${userId}`, {
    json,
    params: { id, userId },
  });
const remove = (userId: string) =>
  teacher.browser.call(removeMember, 'DELETE', `/api/classes/${id}/members/${userId}`, { params: { id, userId } });
const invited = async (who: Somebody) =>
  (await who.browser.call(invitations, 'GET', '/api/classes/invitations')).body.invitations;
const roleOf = async (who: Somebody) =>
  (await db().membership.findUnique({ where: { classId_userId: { classId: id, userId: who.id } } }))?.role ?? null;

describe('the class as a whole', () => {
  it('takes another name; an empty or a long one is refused', async () => {
    expect((await patch({ name: ' OS 2 ' })).body).toMatchObject({ name: 'OS 2' });
    for (const name of ['  ', 'x'.repeat(81)]) expect((await patch({ name })).status).toBe(400);
  });

  it('is archived: nothing changes any more, and nobody joins; then it comes back', async () => {
    expect((await patch({ archived: true })).body).toMatchObject({ archived: true });
    expect(await patch({ name: 'x' })).toMatchObject({ status: 409, body: { error: { code: 'archived' } } });
    expect((await add({ email: 'x@example.org', role: 'student' })).body.error.code).toBe('archived');
    expect(await joinBy(learner)).toMatchObject({ status: 409, body: { error: { field: 'join-ended' } } });
    expect((await list()).members).toHaveLength(1);
    expect((await patch({ archived: false })).body).toMatchObject({ archived: false });
    expect((await joinBy(learner)).status).toBe(200);
  });

  it('is deleted when its name is typed again, and only then', async () => {
    const typed = (name: string) =>
      teacher.browser.call(deleteClass, 'DELETE', `/api/classes/${id}`, { json: { name }, params: { id } });
    await joinBy(learner);
    expect(await typed('OS')).toEqual({ status: 409, body: { error: { code: 'conflict', field: 'name-differs' } } });
    expect((await typed(' ＯＳ 1')).status).toBe(204);
    expect(await db().class.count({ where: { id } })).toBe(0);
    expect(await db().user.count({ where: { id: learner.id } })).toBe(1);
  });
});

describe('the door', () => {
  it('has a new code on demand; the old one is worth nothing', async () => {
    const old = await code();
    const { body } = await teacher.browser.call(newCode, 'POST', `/api/classes/${id}/join-code`, { params: { id } });
    expect(body.joinCode).not.toBe(old);
    expect((await joinBy(learner, old)).body.error.code).toBe('wrong-code');
    expect((await joinBy(learner, body.joinCode)).status).toBe(200);
  });

  it('closes at a time', async () => {
    await patch({ joinEndsAt: Date.now() + 60_000 });
    expect((await look(new Browser())).body).toMatchObject({ name: 'OS 1', teachers: ['Teacher'], role: null });
    await patch({ joinEndsAt: Date.now() - 1 });
    for (const answer of [await joinBy(learner), await look(new Browser())]) {
      expect(answer).toEqual({ status: 409, body: { error: { code: 'conflict', field: 'join-ended' } } });
    }
    await patch({ joinEndsAt: null });
    expect((await joinBy(learner)).status).toBe(200);
    expect((await look(learner.browser)).body).toMatchObject({ role: 'student' });
  });

  it('lets a whole school look by a right link, and stops who guesses', async () => {
    for (let n = 0; n < 40; n++) expect((await look(new Browser())).status).toBe(200);
    for (let n = 0; n < 30; n++) expect((await look(new Browser(), `WRONG${n}`)).status).toBe(404);
    expect((await look(new Browser(), 'WRONG')).status).toBe(429);
    expect((await look(new Browser())).status).toBe(429);
  });
});

describe('roles', () => {
  it('are given to members, and the class is never without a teacher', async () => {
    await joinBy(learner);
    const lone = await setMember(teacher.id, { role: 'assistant' });
    expect(lone).toEqual({ status: 409, body: { error: { code: 'conflict', field: 'last-teacher' } } });
    expect((await remove(teacher.id)).body.error.field).toBe('last-teacher');
    expect((await setMember(learner.id, { role: 'teacher' })).status).toBe(200);
    expect((await setMember(teacher.id, { role: 'student' })).status).toBe(200);
    expect([await roleOf(teacher), await roleOf(learner)]).toEqual(['student', 'teacher']);
    const audit = await db().auditEntry.findMany({ where: { classId: id, action: 'member.role' } });
    expect(audit.map(({ subjectId }) => subjectId)).toEqual([learner.id]);
  });

  it('two teachers who step back at once do not leave it alone', async () => {
    await db().membership.create({ data: { classId: id, userId: other.id, role: 'teacher' } });
    const answers = await Promise.all(
      [teacher, other].map((who) => who.browser.call(leave, 'POST', `/api/classes/${id}/leave`, { params: { id } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect(await db().membership.count({ where: { classId: id, role: 'teacher' } })).toBe(1);
  });

  it('a person who is removed is off the list too, and keeps the work', async () => {
    await add({ email: learner.email, role: 'student' });
    await joinBy(learner);
    expect((await remove(learner.id)).body).toMatchObject({ members: [{ userId: teacher.id }], expected: [] });
    expect((await remove(learner.id)).status).toBe(404);
  });
});

describe('an address on the list', () => {
  it('gets the same answer with an account as without', async () => {
    const strip = ({ body }: { body: { expected: { id: string; email: string }[] } }) =>
      body.expected.map(({ id: _, email: __, ...line }) => line);
    const known = await add({ email: proved.email, role: 'assistant' });
    const expected = strip(known);
    await removeAll();
    const unknown = await add({ email: 'nobody@example.org', role: 'assistant' });
    expect([known.status, expected]).toEqual([unknown.status, strip(unknown)]);
    expect((await add({ email: 'no address', role: 'assistant' })).status).toBe(400);
  });

  it('invites who has proved it; accepting gives the role', async () => {
    await add({ email: proved.email, role: 'assistant' });
    const [invitation] = await invited(proved);
    expect(invitation).toMatchObject({ className: 'OS 1', role: 'assistant', teachers: ['Teacher'] });
    expect(await roleOf(proved)).toBeNull();
    const json = { id: invitation.id };
    expect((await learner.browser.call(accept, 'POST', '/api/classes/invitations', { json })).status).toBe(404);
    expect((await proved.browser.call(accept, 'POST', '/api/classes/invitations', { json })).body).toMatchObject({
      id,
      role: 'assistant',
    });
    expect(await invited(proved)).toEqual([]);
    expect((await list()).expected).toEqual([]);
  });

  it('is declined without a word to the teacher, who sees only that it is gone', async () => {
    await add({ email: proved.email, role: 'student' });
    const [{ id: entry }] = await invited(proved);
    const json = { id: entry };
    expect((await proved.browser.call(decline, 'DELETE', '/api/classes/invitations', { json })).status).toBe(204);
    expect([await invited(proved), (await list()).expected]).toEqual([[], []]);
  });

  it('that is not proved makes nobody a teacher: with the code they come in as a student, marked', async () => {
    await add({ email: learner.email, role: 'teacher' });
    expect(await invited(learner)).toEqual([]);
    await joinBy(learner);
    expect(await roleOf(learner)).toBe('student');
    const { members: all } = await list();
    expect(all.find((one: { userId: string }) => one.userId === learner.id)).toMatchObject({ listedRole: 'teacher' });
    await setMember(learner.id, { role: 'teacher' });
    expect((await list()).members.map((one: { listedRole: unknown }) => one.listedRole)).toEqual([null, null]);
  });

  it('of a member changes the role at once', async () => {
    await joinBy(learner);
    await add({ email: learner.email.toUpperCase(), role: 'assistant' });
    expect(await roleOf(learner)).toBe('assistant');
  });

  it('is taken off again', async () => {
    const { body } = await add({ email: 'x@example.org', role: 'student' });
    const params = { id, entryId: body.expected[0].id };
    const path = `/api/classes/${id}/expected/${params.entryId}`;
    expect((await teacher.browser.call(removeExpected, 'DELETE', path, { params })).body.expected).toEqual([]);
    expect((await teacher.browser.call(removeExpected, 'DELETE', path, { params })).status).toBe(404);
  });

  const removeAll = () => db().rosterEntry.deleteMany({ where: { classId: id } });
});

describe('groups', () => {
  const make = (name: string) =>
    teacher.browser.call(makeGroup, 'POST', `/api/classes/${id}/groups`, { json: { name }, params: { id } });
  const move = (json: object) =>
    teacher.browser.call(moveRoute, 'POST', `/api/classes/${id}/groups/move`, { json, params: { id } });
  const onGroup = (handler: typeof renameGroup, method: string, groupId: string, json?: object) =>
    teacher.browser.call(handler, method, `/api/classes/${id}/groups/${groupId}`, { json, params: { id, groupId } });

  it('are made, named, filled and dissolved', async () => {
    await joinBy(learner);
    await add({ email: 'x@example.org', role: 'student' });
    const { body } = await make('A');
    const [group] = body.groups;
    expect((await make('A')).body.error).toEqual({ code: 'conflict', field: 'group-exists' });
    const second = (await make('B')).body.groups[1];
    expect((await onGroup(renameGroup, 'PATCH', second.id, { name: 'A' })).status).toBe(409);
    expect((await onGroup(renameGroup, 'PATCH', second.id, { name: 'C' })).body.groups).toMatchObject([
      { name: 'A' },
      { name: 'C' },
    ]);
    const entryIds = [(await list()).expected[0].id];
    const moved = (await move({ groupId: group.id, userIds: [learner.id], entryIds })).body;
    expect([moved.members[1].groupId, moved.expected[0].groupId]).toEqual([group.id, group.id]);
    const gone = (await onGroup(deleteGroup, 'DELETE', group.id)).body;
    expect([gone.members[1].groupId, gone.expected[0].groupId]).toEqual([null, null]);
  });

  it('know nobody and nothing of other classes', async () => {
    const elsewhere = await classWith({ teacher: [other], student: [proved] });
    const foreign = await db().classGroup.create({ data: { classId: elsewhere, name: 'F' } });
    const { body } = await make('A');
    expect((await move({ groupId: foreign.id, userIds: [], entryIds: [] })).status).toBe(404);
    expect((await move({ groupId: body.groups[0].id, userIds: [proved.id], entryIds: [] })).status).toBe(404);
    expect((await onGroup(renameGroup, 'PATCH', foreign.id, { name: 'x' })).status).toBe(404);
    expect((await onGroup(deleteGroup, 'DELETE', foreign.id)).status).toBe(404);
    expect((await setMember(teacher.id, { groupId: foreign.id })).status).toBe(404);
  });
});
