import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AssignmentInfo, AssignmentInput, DueItem } from '@/app/_shared/classes';
import {
  PUT as extend,
  DELETE as takeBack,
} from '@/app/api/classes/[id]/assignments/[assignmentId]/extensions/[userId]/route';
import { PATCH as change, DELETE as remove } from '@/app/api/classes/[id]/assignments/[assignmentId]/route';
import { GET as scores } from '@/app/api/classes/[id]/assignments/[assignmentId]/scores/route';
import { PUT as order } from '@/app/api/classes/[id]/assignments/order/route';
import { GET as list, POST as set } from '@/app/api/classes/[id]/assignments/route';
import { GET as due } from '@/app/api/classes/[id]/due/route';
import { GET as everywhere } from '@/app/api/classes/due/route';
import { POST as syncRoute } from '@/app/api/sync/route';
import { exercisePlaces } from '../course/ids';
import { db } from '../db/client';
import { refreshExerciseState } from '../progress/exercise-state';
import { classWith, type Somebody, somebody } from '../testing/classroom';
import { openTestSite } from '../testing/site';
import { attempt, batch, EXERCISE, LESSON, OTHER_EXERCISE } from '../testing/things';
import { scoresOfClass } from './scores';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let site: Awaited<ReturnType<typeof openTestSite>>;
let teacher: Somebody;
let ada: Somebody;
let grace: Somebody;
let id: string;
beforeAll(async () => {
  site = await openTestSite();
  teacher = await somebody('Teacher', { instructor: true });
  ada = await somebody('Ada');
  grace = await somebody('Grace');
});
afterAll(() => site.close());
beforeEach(async () => {
  await db().class.deleteMany();
  await db().attempt.deleteMany();
  await db().exerciseState.deleteMany();
  id = await classWith({ teacher: [teacher], student: [ada, grace] });
});

const input = (over: Partial<AssignmentInput> = {}): AssignmentInput => ({
  kind: 'exercise',
  targetId: EXERCISE,
  opensAt: null,
  dueAt: Date.now() + DAY,
  latePolicy: 'accept',
  latePerDay: 10,
  closesAt: null,
  points: 10,
  ...over,
});
const setIt = (over: Partial<AssignmentInput> = {}) =>
  teacher.browser.call(set, 'POST', `/api/classes/${id}/assignments`, { json: input(over), params: { id } });
type Route<P> = (request: Request, context: { params: Promise<P> }) => Promise<Response>;
const on = <P extends { id: string }>(
  handler: Route<P>,
  method: string,
  path: string,
  params: Omit<P, 'id'>,
  json?: object,
) =>
  teacher.browser.call(handler, method, `/api/classes/${id}/assignments/${path}`, {
    params: { id, ...params } as P,
    json,
  });
const ids = async () =>
  (await teacher.browser.call(list, 'GET', `/api/classes/${id}/assignments`, { params: { id } })).body.assignments.map(
    (one: AssignmentInfo) => one.id,
  );
const dueFor = async (who: Somebody): Promise<DueItem[]> =>
  (await who.browser.call(due, 'GET', `/api/classes/${id}/due`, { params: { id } })).body.items;
const home = async (who: Somebody) => (await who.browser.call(everywhere, 'GET', '/api/classes/due')).body.items;
const scoresFor = async (assignmentId: string) =>
  (
    await teacher.browser.call(scores, 'GET', `/api/classes/${id}/assignments/${assignmentId}/scores`, {
      params: { id, assignmentId },
    })
  ).body;

/** A pass that the server has confirmed, made at this time. */
async function pass(who: Somebody, at: number, exerciseId = EXERCISE): Promise<void> {
  const run = attempt({ passed: true, exerciseId, updatedAt: at });
  await who.browser.call(syncRoute, 'POST', '/api/sync', { json: batch({ attempts: [run] }) });
  await db().attempt.updateMany({ where: { clientId: run.clientId }, data: { serverVerdict: 'verified' } });
  await db().$transaction((tx) => refreshExerciseState(tx, who.id, exerciseId));
}

describe('an assignment', () => {
  it('is a lesson or an exercise of the course, once', async () => {
    expect(await setIt()).toMatchObject({ status: 201, body: { targetId: EXERCISE, exercises: [EXERCISE] } });
    expect((await setIt()).body.error).toEqual({ code: 'conflict', field: 'assigned-already' });
    const lesson = await setIt({ kind: 'lesson', targetId: LESSON });
    expect(lesson.body.exercises).toEqual(
      exercisePlaces.filter((place) => place.lessonId === LESSON).map((place) => place.exerciseId),
    );
    for (const wrong of [{ targetId: 'ex_none' }, { kind: 'lesson' as const, targetId: EXERCISE }]) {
      expect(await setIt(wrong)).toMatchObject({ status: 400, body: { error: { field: 'targetId' } } });
    }
  });

  it('opens, is due and closes in this order', async () => {
    const now = Date.now();
    expect(await setIt({ opensAt: now + DAY, dueAt: now })).toMatchObject({ body: { error: { field: 'dueAt' } } });
    expect(await setIt({ closesAt: now })).toMatchObject({ body: { error: { field: 'closesAt' } } });
    const { body } = await setIt({ opensAt: now, dueAt: now + 1, closesAt: now + 2 });
    const params = { assignmentId: body.id };
    expect((await on(change, 'PATCH', body.id, params, { dueAt: now + 3 })).status).toBe(400);
    expect((await on(change, 'PATCH', body.id, params, { dueAt: now + 3, closesAt: null })).body).toMatchObject({
      dueAt: now + 3,
      closesAt: null,
    });
    for (const wrong of [{ points: -1 }, { latePerDay: 0 }, { latePolicy: 'mercy' }, { targetId: 'x' }]) {
      expect((await on(change, 'PATCH', body.id, params, wrong)).status).toBe(400);
    }
  });

  it('is put in order and taken back', async () => {
    const a = (await setIt()).body.id;
    const b = (await setIt({ targetId: OTHER_EXERCISE })).body.id;
    const c = (await setIt({ kind: 'lesson', targetId: LESSON })).body.id;
    expect(await ids()).toEqual([a, b, c]);
    const put = (wish: string[]) => on(order, 'PUT', 'order', {}, { ids: wish });
    expect((await put([c, a, b])).status).toBe(200);
    expect(await ids()).toEqual([c, a, b]);
    for (const wrong of [
      [c, a],
      [c, a, a],
      [c, a, 'x'],
      [c, a, b, b],
    ])
      expect((await put(wrong)).status).toBe(409);
    expect((await on(remove, 'DELETE', a, { assignmentId: a })).status).toBe(204);
    expect(await ids()).toEqual([c, b]);
  });
});

describe('what is due', () => {
  it('goes from not begun over tried and pending to verified', async () => {
    await setIt();
    const verdict = async () => (await dueFor(ada))[0].score.verdict;
    expect(await verdict()).toBe('none');
    const sync = (over: object) =>
      ada.browser.call(syncRoute, 'POST', '/api/sync', {
        json: batch({ attempts: [attempt({ updatedAt: Date.now(), ...over })] }),
      });
    await sync({ passed: false });
    expect(await verdict()).toBe('tried');
    await sync({ passed: true });
    expect(await verdict()).toBe('pending');
    await pass(ada, Date.now() - 1);
    expect((await dueFor(ada))[0].score).toMatchObject({ verdict: 'verified', points: 10, late: false });
    expect((await dueFor(grace))[0].score).toMatchObject({ verdict: 'none', points: 0 });
  });

  it('shows a student nothing before it opens', async () => {
    await setIt({ opensAt: Date.now() + HOUR });
    expect(await dueFor(ada)).toEqual([]);
    expect(await home(ada)).toEqual([]);
    expect(await dueFor(teacher)).toHaveLength(1);
  });

  it('over all classes: the nearest first, what is done or closed left out, archived classes too', async () => {
    const now = Date.now();
    const later = (await setIt({ dueAt: now + 2 * DAY })).body.id;
    const sooner = (await setIt({ targetId: OTHER_EXERCISE, dueAt: now + DAY })).body.id;
    await setIt({ targetId: exercisePlaces[2].exerciseId, dueAt: now - DAY, closesAt: now - 1 });
    const names = async () => (await home(ada)).map((one: DueItem) => one.assignment.id);
    expect(await names()).toEqual([sooner, later]);
    await pass(ada, now, OTHER_EXERCISE);
    expect(await names()).toEqual([later]);
    await db().class.update({ where: { id }, data: { archivedAt: new Date() } });
    expect(await names()).toEqual([]);
  });
});

describe('an extension', () => {
  const give = (assignmentId: string, userId: string, json: object) =>
    on(extend, 'PUT', `${assignmentId}/extensions/${userId}`, { assignmentId, userId }, json);
  const take = (assignmentId: string, userId: string) =>
    on(takeBack, 'DELETE', `${assignmentId}/extensions/${userId}`, { assignmentId, userId });

  it('moves the date of one person, who sees it; it is recorded, and taken back', async () => {
    const now = Date.now();
    const { id: assignmentId, dueAt } = (await setIt({ dueAt: now - DAY, latePolicy: 'penalty' })).body;
    await pass(ada, now - HOUR);
    expect((await dueFor(ada))[0]).toMatchObject({ dueAt, extended: false, score: { points: 9, late: true } });
    const given = await give(assignmentId, ada.id, { dueAt: now + DAY, reason: ' ill ' });
    expect(given.body.extensions).toMatchObject([{ userId: ada.id, name: 'Ada', dueAt: now + DAY, reason: 'ill' }]);
    expect((await dueFor(ada))[0]).toMatchObject({ dueAt: now + DAY, extended: true, score: { points: 10 } });
    expect((await dueFor(grace))[0]).toMatchObject({ dueAt, extended: false });
    expect((await give(assignmentId, ada.id, { dueAt: now, reason: '' })).body.extensions).toHaveLength(1);
    expect((await take(assignmentId, ada.id)).body.extensions).toEqual([]);
    expect((await take(assignmentId, ada.id)).status).toBe(404);
    const audit = await db().auditEntry.findMany({ where: { classId: id, action: 'extension.set' } });
    expect(audit.map((entry) => entry.subjectId)).toEqual([ada.id, ada.id, ada.id]);
  });

  it('is for students of the class only', async () => {
    const assignmentId = (await setIt()).body.id;
    const stranger = await somebody('Stranger');
    for (const userId of [stranger.id, teacher.id, 'nobody']) {
      expect((await give(assignmentId, userId, { dueAt: 1, reason: '' })).status).toBe(404);
    }
  });
});

describe('the scores of everybody', () => {
  it('are there for the teacher, with what is late and what arrived later', async () => {
    const now = Date.now();
    const { id: assignmentId } = (await setIt({ dueAt: now - 2 * DAY, latePolicy: 'penalty', latePerDay: 25 })).body;
    await pass(ada, now - DAY);
    await pass(grace, now - 10 * DAY);
    const { people, assignment } = await scoresFor(assignmentId);
    expect(assignment).toMatchObject({ id: assignmentId });
    expect(people).toMatchObject([
      { name: 'Ada', score: { points: 7.5, late: true, daysLate: 1, arrivedLater: false } },
      { name: 'Grace', score: { points: 10, late: false, arrivedLater: true } },
    ]);
    const audit = await db().auditEntry.findMany({ where: { classId: id, action: 'matrix.read' } });
    expect(audit).toMatchObject([{ actorId: teacher.id }]);
  });

  it('of a class with 200 students and 12 assignments are a handful of queries', async () => {
    const people = Array.from({ length: 200 }, (_, n) => ({ id: `s${n}`, name: `S${n}`, email: `s${n}@x.example` }));
    await db().user.createMany({ data: people });
    await db().membership.createMany({
      data: people.map((one) => ({ classId: id, userId: one.id, role: 'student' as const })),
    });
    await db().assignment.createMany({
      data: exercisePlaces.slice(0, 12).map(({ exerciseId }, position) => ({
        classId: id,
        kind: 'exercise' as const,
        targetId: exerciseId,
        position,
      })),
    });
    const began = performance.now();
    const found = await scoresOfClass(db(), id);
    console.log(`scores of 202 × 12: ${Math.round(performance.now() - began)} ms`);
    expect(found.scores).toHaveLength(202 * 12);
  });
});
