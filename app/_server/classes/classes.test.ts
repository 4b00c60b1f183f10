import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST as authRoute } from '@/app/api/auth/[...all]/route';
import { POST as leave } from '@/app/api/classes/[id]/leave/route';
import { POST as join } from '@/app/api/classes/join/route';
import { POST as create, GET as list } from '@/app/api/classes/route';
import { POST as syncRoute } from '@/app/api/sync/route';
import { db } from '../db/client';
import { Browser, openTestSite } from '../testing/site';
import { batch } from '../testing/things';
import { readJoinCode } from './join-code';

let site: Awaited<ReturnType<typeof openTestSite>>;
let teacher: Browser;
let learner: Browser;
let people = 0;
beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site.close());
beforeEach(async () => {
  teacher = await account('Teacher', true);
  learner = await account('Learner');
});

async function account(name: string, instructor = false): Promise<Browser> {
  const browser = new Browser();
  const email = `${name.toLowerCase()}${++people}@example.org`;
  await browser.call((request) => authRoute(request), 'POST', '/api/auth/sign-up/email', {
    json: { email, name, password: 'correct horse' },
  });
  if (instructor) await db().user.update({ where: { email }, data: { role: 'instructor' } });
  return browser;
}

const newClass = async (who = teacher) =>
  (await who.call(create, 'POST', '/api/classes', { json: { name: 'OS 1' } })).body;
const joinBy = (who: Browser, code: string) => who.call(join, 'POST', '/api/classes/join', { json: { code } });

describe('a class', () => {
  it('is made by instructors only', async () => {
    expect(await newClass()).toMatchObject({
      name: 'OS 1',
      role: 'teacher',
      learners: 0,
      joinCode: expect.stringMatching(/^\w{8}$/),
    });
    expect(await learner.call(create, 'POST', '/api/classes', { json: { name: 'x' } })).toMatchObject({
      status: 403,
      body: { error: { code: 'forbidden' } },
    });
    expect((await teacher.call(create, 'POST', '/api/classes', { json: { name: '  ' } })).status).toBe(400);
  });

  it('is joined by its code, however it is typed, and left again', async () => {
    const { id, joinCode } = await newClass();
    const typed = ` ${joinCode.slice(0, 4).toLowerCase()}-${joinCode.slice(4)} `;
    expect((await joinBy(learner, typed)).body).toMatchObject({ id, role: 'student', learners: 1, joinCode: null });
    expect((await joinBy(learner, joinCode)).body).toMatchObject({ learners: 1 });
    expect((await joinBy(teacher, joinCode)).body).toMatchObject({ role: 'teacher' });
    expect((await learner.call(list, 'GET', '/api/classes')).body.classes).toMatchObject([{ id }]);
    const left = await learner.call(leave, 'POST', `/api/classes/${id}/leave`, { params: { id } });
    expect(left.status).toBe(204);
    expect((await learner.call(list, 'GET', '/api/classes')).body.classes).toEqual([]);
  });

  it('needs an account to join, so that the teacher sees a name', async () => {
    const { joinCode } = await newClass();
    const nobody = new Browser();
    expect(await joinBy(nobody, joinCode)).toMatchObject({ status: 401, body: { error: { code: 'not-signed-in' } } });
    await nobody.call(syncRoute, 'POST', '/api/sync', { json: batch() });
    expect(await joinBy(nobody, joinCode)).toMatchObject({ status: 403, body: { error: { code: 'account-needed' } } });
  });

  it('answers a wrong code clearly, and stops somebody who guesses', async () => {
    expect(await joinBy(learner, 'WRONG123')).toEqual({ status: 404, body: { error: { code: 'wrong-code' } } });
    for (let i = 0; i < 9; i++) await joinBy(learner, `WRONG12${i}`);
    const { status, body } = await joinBy(learner, 'WRONG999');
    expect({ status, code: body.error.code }).toEqual({ status: 429, code: 'too-many-tries' });
    expect(body.error.retryAfter).toBeGreaterThan(0);
  });

  it('is never without a teacher: the last one cannot leave', async () => {
    const { id, joinCode } = await newClass();
    await joinBy(learner, joinCode);
    expect(await teacher.call(leave, 'POST', `/api/classes/${id}/leave`, { params: { id } })).toEqual({
      status: 409,
      body: { error: { code: 'conflict', field: 'last-teacher' } },
    });
    expect(await db().class.count({ where: { id } })).toBe(1);
  });
});

it('full-width letters in a code are taken as meant', () => {
  expect(readJoinCode('ａｂｃ－３４６７ X')).toBe('ABC3467X');
});
